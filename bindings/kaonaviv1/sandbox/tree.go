package sandbox

import (
	"slices"
)

// department is one node of the tree.
type department struct {
	code, name string
	parent     string // code of the level above; "" at the top
	leader     string // a member's code
	memo       string
	implied    bool // known from the path of another row only, so far
}

// tree is all departments; siblings keep the order in which they came.
type tree struct {
	order  []string
	byCode map[string]*department
}

func newTree() *tree { return &tree{byCode: map[string]*department{}} }

func (t *tree) clone() *tree {
	out := newTree()
	for _, code := range t.order {
		d := *t.byCode[code]
		out.add(&d)
	}
	return out
}

func (t *tree) add(d *department) {
	t.order = append(t.order, d.code)
	t.byCode[d.code] = d
}

// path returns the departments from the top down to d.
func (t *tree) path(d *department) []*department {
	out := []*department{d}
	for d.parent != "" {
		d = t.byCode[d.parent]
		out = append(out, d)
	}
	slices.Reverse(out)
	return out
}

// walk returns all departments, each before those below it.
func (t *tree) walk() []*department {
	below := map[string][]*department{}
	for _, code := range t.order {
		d := t.byCode[code]
		below[d.parent] = append(below[d.parent], d)
	}
	var out []*department
	var visit func(parent string)
	visit = func(parent string) {
		for _, d := range below[parent] {
			out = append(out, d)
			visit(d.code)
		}
	}
	visit("")
	return out
}

// depth returns how many levels the tree has, at least one.
func (t *tree) depth() int {
	deepest := 1
	for _, d := range t.byCode {
		deepest = max(deepest, len(t.path(d)))
	}
	return deepest
}
