package workflow

import (
	"slices"
	"strings"

	"dandori/runtime/say"
)

// Together adds to each workflow what it is to the others that its author may not
// mean: files that start several of them, locks that nobody shares. All are warnings.
func (s Set) Together() {
	s.crossing()
	s.alone()
}

// owned is a pattern of the workflow with that index.
type owned struct {
	glob
	workflow int
}

// crossing finds the workflows that one file would start several of: the later
// one is told, once, of the first of the others.
func (s Set) crossing() {
	var all []owned
	for i, w := range s {
		if w.Broken() {
			continue
		}
		for _, g := range w.places.globs {
			all = append(all, owned{g, i})
		}
	}
	said := map[int]bool{}
	for i, g := range all {
		if said[g.workflow] {
			continue
		}
		earlier := slices.IndexFunc(all[:i], func(o owned) bool { return o.workflow != g.workflow && meets(o.text, g.text) })
		if earlier < 0 {
			continue
		}
		said[g.workflow] = true
		bad := g.place
		bad.Warning = true
		bad.Message = say.T("a file can match both %[1]q and %[2]q of workflow %[3]s: it starts a run of each", g.text, all[earlier].text, s[all[earlier].workflow].Name)
		bad.Hint = say.T("where one moves it away, the other finds it no more; give each its own folder or ending")
		s[g.workflow].Problems = append(s[g.workflow].Problems, bad)
	}
}

// meets is cross behind a look at how both begin, which settles most pairs.
func meets(a, b string) bool {
	x, y := beginning(a), beginning(b)
	return (strings.HasPrefix(x, y) || strings.HasPrefix(y, x)) && cross(a, b)
}

// beginning is what stands in a pattern before its first special character.
func beginning(pattern string) string {
	if i := strings.IndexAny(pattern, `*?[\`); i >= 0 {
		pattern = pattern[:i]
	}
	return strings.TrimSuffix(pattern, "/") // a/** matches a, too
}

// alone finds locks that one workflow names and no other.
func (s Set) alone() {
	named := map[string]int{}
	var locks []string
	for _, w := range s {
		if w.Lock != "" {
			named[string(w.Lock)]++
			locks = append(locks, string(w.Lock))
		}
	}
	for i, w := range s {
		if w.Lock == "" || named[string(w.Lock)] > 1 || w.places.lock.Line == 0 {
			continue
		}
		others := slices.DeleteFunc(slices.Clone(locks), func(l string) bool { return l == string(w.Lock) })
		bad := w.places.lock
		bad.Warning = true
		bad.Message = say.T("no other workflow names the lock %q", string(w.Lock))
		if near := Nearest(string(w.Lock), others); near != "" {
			bad.Hint = say.T("did you mean %q?", near)
		}
		s[i].Problems = append(s[i].Problems, bad)
	}
}
