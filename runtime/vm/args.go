package vm

import (
	"encoding/json"
	"slices"
	"strconv"

	"dandori/runtime/call"
	"dandori/runtime/say"

	"github.com/dop251/goja"
)

// Args reads the arguments of one call of a binding's function. Every method
// throws a TypeError that names the argument when it is not what was asked
// for: goja itself would coerce in silence.
type Args struct {
	r    *Runtime
	name string
	call goja.FunctionCall
}

// Func makes a function for scripts. name is how scripts write it
// ("csv.writer"); an error that f panics with as a Go error is thrown as its class.
func (r *Runtime) Func(name string, f func(a *Args) goja.Value) goja.Value {
	fn := r.js.ToValue(func(c goja.FunctionCall) goja.Value { return f(&Args{r, name, c}) }).(*goja.Object)
	_ = fn.DefineDataProperty("name", r.js.ToValue(name), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	return fn
}

// Runtime returns the VM that the call came from.
func (a *Args) Runtime() *Runtime { return a.r }

// Name returns how scripts write the function.
func (a *Args) Name() string { return a.name }

// Len returns how many arguments were given.
func (a *Args) Len() int { return len(a.call.Arguments) }

// Has reports whether argument i was given and is not undefined.
func (a *Args) Has(i int) bool { return !goja.IsUndefined(a.call.Argument(i)) }

// Value returns argument i as it is.
func (a *Args) Value(i int) goja.Value { return a.call.Argument(i) }

// Max throws when more than n arguments were given.
func (a *Args) Max(n int) {
	if len(a.call.Arguments) > n {
		panic(a.r.Error(call.New(call.TypeError, "%s takes at most %d arguments, not %d", a.name, n, len(a.call.Arguments))))
	}
}

// Wrong throws the TypeError that argument name must be what want says.
func (a *Args) Wrong(name string, want say.Text, got goja.Value) {
	panic(a.r.wrong(a.name, name, want, got))
}

func (r *Runtime) wrong(function, name string, want say.Text, got goja.Value) goja.Value {
	return r.Error(call.New(call.TypeError, "%s: %s must be %s, not %s", function, name, want, r.kindOf(got)))
}

// String returns argument i, which must be a string.
func (a *Args) String(i int, name string) string {
	s, ok := a.r.asString(a.call.Argument(i))
	if !ok {
		a.Wrong(name, say.T("a string"), a.call.Argument(i))
	}
	return s
}

// ID returns argument i, which must be a string with something in it or an integer, as text.
func (a *Args) ID(i int, name string) string {
	id, ok := a.r.asID(a.call.Argument(i))
	if !ok {
		a.Wrong(name, say.T("an id (a string or an integer)"), a.call.Argument(i))
	}
	return id
}

// IDs returns argument i, which must be an array of ids.
func (a *Args) IDs(i int, name string) []string {
	return a.r.idList(a.name, name, a.call.Argument(i))
}

// Func returns argument i, which must be a function.
func (a *Args) Func(i int, name string) goja.Callable {
	f, ok := goja.AssertFunction(a.call.Argument(i))
	if !ok {
		a.Wrong(name, say.T("a function"), a.call.Argument(i))
	}
	return f
}

// Bytes returns a copy of argument i, which must be a Uint8Array or an ArrayBuffer.
func (a *Args) Bytes(i int, name string) []byte {
	b, ok := a.r.AsBytes(a.call.Argument(i))
	if !ok {
		a.Wrong(name, say.T("a Uint8Array"), a.call.Argument(i))
	}
	return b
}

// Options returns argument i, a plain object or undefined, to be read field by field.
func (a *Args) Options(i int, name string) *Fields {
	v := a.call.Argument(i)
	if goja.IsUndefined(v) {
		return &Fields{r: a.r, function: a.name, name: name, obj: a.r.js.NewObject()}
	}
	if !a.r.isPlain(v) {
		a.Wrong(name, say.T("an object"), v)
	}
	return &Fields{r: a.r, function: a.name, name: name, obj: v.(*goja.Object)}
}

// Below returns v, a plain object within an argument, to be read field by field; name is for errors.
func (a *Args) Below(name string, v goja.Value) *Fields {
	if !a.r.isPlain(v) {
		a.Wrong(name, say.T("an object"), v)
	}
	return &Fields{r: a.r, function: a.name, name: name, obj: v.(*goja.Object)}
}

// Rows returns argument i, an array of plain objects, as JSON: an array of objects.
// What JSON cannot hold (a function, NaN, a BigInt, bytes) is named with its row and key.
func (a *Args) Rows(i int, name string) []json.RawMessage {
	items, ok := a.r.asArray(a.call.Argument(i))
	if !ok {
		a.Wrong(name, say.T("an array of objects"), a.call.Argument(i))
	}
	rows := make([]json.RawMessage, len(items))
	for n, item := range items {
		at := name + "[" + strconv.Itoa(n) + "]"
		if !a.r.isPlain(item) {
			a.Wrong(at, say.T("an object"), item)
		}
		rows[n] = a.r.strictJSON(a.name, at, item, 0)
	}
	return rows
}

// JSON returns argument i as JSON. What JSON cannot hold is a TypeError that names the place.
func (a *Args) JSON(i int, name string) json.RawMessage {
	return a.r.strictJSON(a.name, name, a.call.Argument(i), 0)
}

// With returns a with v in the place of argument i.
func (a *Args) With(i int, v goja.Value) *Args {
	b := *a
	b.call.Arguments = slices.Clone(a.call.Arguments)
	b.call.Arguments[i] = v
	return &b
}
