package vm

import (
	"runtime"
	"slices"
	"strings"
	"sync"
	"weak"

	"dandori/runtime/vm/pattern"

	"github.com/dop251/goja"
)

// original is what scripts see of a pattern that was rewritten.
type original struct {
	source goja.String // escaped so that it could stand between slashes
	flags  string      // sorted as the language sorts them
}

// originals knows which regular expressions were rewritten, and of what. It
// keeps none of them alive: a collected one is forgotten, on another goroutine.
type originals struct {
	mu sync.Mutex
	of map[weak.Pointer[goja.Object]]*original
}

func newOriginals() *originals {
	return &originals{of: map[weak.Pointer[goja.Object]]*original{}}
}

// get returns the original of v, nil when v is not a rewritten regular expression.
func (s *originals) get(v goja.Value) *original {
	o, ok := v.(*goja.Object)
	s.mu.Lock()
	defer s.mu.Unlock()
	if !ok || len(s.of) == 0 {
		return nil
	}
	return s.of[weak.Make(o)]
}

// set keeps v as the original of o; nil forgets.
func (s *originals) set(o *goja.Object, v *original) {
	p := weak.Make(o)
	s.mu.Lock()
	defer s.mu.Unlock()
	if v == nil {
		delete(s.of, p)
		return
	}
	if s.of[p] == nil {
		runtime.AddCleanup(o, s.forget, p)
	}
	s.of[p] = v
}

func (s *originals) forget(p weak.Pointer[goja.Object]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.of, p)
}

// installPrototype lets what shows a pattern show the original. The engine's
// matching looks at none of these.
func (x *regexps) installPrototype(proto *goja.Object) {
	x.getter(proto, "source", func(of *original) goja.Value { return of.source })
	x.getter(proto, "flags", func(of *original) goja.Value { return x.r.js.ToValue(of.flags) })
	x.method(proto, "toString", func(c goja.FunctionCall, next goja.Callable) (goja.Value, error) {
		of := x.originals.get(c.This)
		if of == nil {
			return next(c.This)
		}
		return x.string("/").Concat(of.source).Concat(x.string("/" + of.flags)), nil
	})
	x.method(proto, "compile", x.compile)
	sets := func(c goja.FunctionCall) goja.Value {
		of := x.originals.get(c.This)
		return x.r.js.ToValue(of != nil && strings.Contains(of.flags, "v"))
	}
	_ = proto.DefineAccessorProperty("unicodeSets", x.named("get unicodeSets", 0, sets), nil, goja.FLAG_TRUE, goja.FLAG_FALSE)
}

// getter puts show before the getter that proto has.
func (x *regexps) getter(proto *goja.Object, name string, show func(*original) goja.Value) {
	describe, _ := goja.AssertFunction(x.r.js.Get("Object").ToObject(x.r.js).Get("getOwnPropertyDescriptor"))
	described, err := describe(goja.Undefined(), proto, x.string(name))
	if err != nil {
		panic(err)
	}
	next, _ := goja.AssertFunction(described.ToObject(x.r.js).Get("get"))
	get := func(c goja.FunctionCall) goja.Value {
		if of := x.originals.get(c.This); of != nil {
			return show(of)
		}
		return x.value(next(c.This))
	}
	_ = proto.DefineAccessorProperty(name, x.named("get "+name, 0, get), nil, goja.FLAG_TRUE, goja.FLAG_FALSE)
}

// method puts f before the method that proto has.
func (x *regexps) method(proto *goja.Object, name string, f func(goja.FunctionCall, goja.Callable) (goja.Value, error)) {
	engine := proto.Get(name).ToObject(x.r.js)
	next, _ := goja.AssertFunction(engine)
	m := x.named(name, engine.Get("length").ToInteger(), func(c goja.FunctionCall) goja.Value { return x.value(f(c, next)) })
	_ = proto.DefineDataProperty(name, m, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
}

// compile makes a regular expression another one (ECMA-262 annex B.2.4.1).
func (x *regexps) compile(c goja.FunctionCall, next goja.Callable) (goja.Value, error) {
	if o, ok := c.Argument(0).(*goja.Object); ok && o.ClassName() == "RegExp" && !goja.IsUndefined(c.Argument(1)) {
		return next(c.This, c.Arguments...) // which throws
	}
	source, flags := x.read(c.Argument(0), c.Argument(1))
	if !pattern.Applies(flags) {
		v, err := next(c.This, source, x.string(flags))
		x.became(c.This, nil, err)
		return v, err
	}
	template := x.template(source, flags)
	v, err := next(c.This, template)
	x.became(c.This, x.originals.get(template), err)
	return v, err
}

func (x *regexps) became(this goja.Value, of *original, err error) {
	if o, ok := this.(*goja.Object); ok && err == nil {
		x.originals.set(o, of)
	}
}

func (x *regexps) named(name string, length int64, f func(goja.FunctionCall) goja.Value) *goja.Object {
	fn := x.r.js.ToValue(f).(*goja.Object)
	_ = fn.DefineDataProperty("name", x.string(name), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	_ = fn.DefineDataProperty("length", x.r.js.ToValue(length), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	return fn
}

func (x *regexps) string(s string) goja.String { return x.r.js.ToValue(s).(goja.String) }

func (x *regexps) value(v goja.Value, err error) goja.Value {
	if err != nil {
		panic(err)
	}
	return v
}

// sortFlags returns the flags in the language's order.
func sortFlags(flags string) string {
	b := []byte(flags)
	slices.Sort(b) // "dgimsuvy" is in the order of the alphabet
	return string(b)
}

// escaped is EscapeRegExpPattern of ECMA-262 §22.2.6.13.1: slashes outside of
// classes and line ends get a backslash.
func escaped(source []uint16) []uint16 {
	if len(source) == 0 {
		return []uint16{'(', '?', ':', ')'}
	}
	ends := map[uint16]string{'\n': `\n`, '\r': `\r`, 0x2028: `\u2028`, 0x2029: `\u2029`}
	var out []uint16
	behind, class := false, false
	for _, u := range source {
		end, isEnd := ends[u]
		switch {
		case isEnd && behind:
			out = append(out[:len(out)-1], ascii(end)...)
		case isEnd:
			out = append(out, ascii(end)...)
		case u == '/' && !behind && !class:
			out = append(out, '\\', '/')
		default:
			out = append(out, u)
		}
		if !behind && (u == '[' || u == ']') {
			class = u == '['
		}
		behind = u == '\\' && !behind
	}
	return out
}

func ascii(s string) []uint16 {
	out := make([]uint16, len(s))
	for i := range out {
		out[i] = uint16(s[i])
	}
	return out
}
