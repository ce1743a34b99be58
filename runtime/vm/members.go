package vm

import (
	"maps"
	"slices"

	"github.com/dop251/goja"
)

// Members is a binding's face: what each name is. A value is a
// func(*Args) goja.Value, a goja.Value, or Members again.
type Members map[string]any

// Object makes the object of a face; name is how scripts write it ("sansan.bizCards").
func (r *Runtime) Object(name string, members Members) *goja.Object {
	o := r.js.NewObject()
	for _, key := range slices.Sorted(maps.Keys(members)) {
		_ = o.Set(key, r.member(name+"."+key, members[key]))
	}
	return o
}

func (r *Runtime) member(name string, m any) goja.Value {
	switch m := m.(type) {
	case func(*Args) goja.Value:
		return r.Func(name, m)
	case Members:
		return r.Object(name, m)
	case goja.Value:
		return m
	}
	panic("vm: the member " + name + " is of no kind that a face knows")
}

// global defines a global as the platform's are: not enumerable.
func (r *Runtime) global(name string, v any) {
	_ = r.js.GlobalObject().DefineDataProperty(name, r.js.ToValue(v), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
}
