package web

import "github.com/dop251/goja"

// maxExpanded bounds how many patterns are kept compiled: compiled code makes a
// literal with a property anew each time that it passes it.
const maxExpanded = 200

// regexps is RegExp, taught property escapes.
type regexps struct {
	p         *platform
	original  *goja.Object
	construct goja.Callable           // Reflect.construct
	made      map[string]*goja.Object // by flags and pattern, to be cloned
	sources   *goja.Object            // a WeakMap: what was written, by regexp; nil until there is one
}

// installRegExp puts a constructor before the engine's. Literals do not pass
// it: the compiler writes those with property escapes as new RegExp(…).
func (p *platform) installRegExp() {
	original := p.js.Get("RegExp").(*goja.Object)
	construct, _ := goja.AssertFunction(p.js.Get("Reflect").ToObject(p.js).Get("construct"))
	r := &regexps{p: p, original: original, construct: construct, made: map[string]*goja.Object{}}
	ctor := p.js.ToValue(r.create).(*goja.Object)
	proto := original.Get("prototype").(*goja.Object)
	_ = ctor.DefineDataProperty("name", p.js.ToValue("RegExp"), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	_ = ctor.DefineDataProperty("length", p.js.ToValue(2), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	_ = ctor.DefineDataProperty("prototype", proto, goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE)
	// split and matchAll make a copy of their own, for which the engine's is right and faster.
	species := p.js.ToValue(func(c goja.FunctionCall) goja.Value {
		if c.This == ctor {
			return original
		}
		return c.This
	})
	_ = ctor.DefineAccessorPropertySymbol(goja.SymSpecies, species, nil, goja.FLAG_TRUE, goja.FLAG_FALSE)
	define(proto, "constructor", ctor)
	define(p.js.GlobalObject(), "RegExp", ctor)
}

// create is RegExp, called or constructed: the engine does not say which, so
// that RegExp(r) is a copy of r, as new RegExp(r) is.
func (r *regexps) create(c goja.ConstructorCall) *goja.Object {
	newTarget := c.NewTarget
	if newTarget == nil {
		newTarget = r.original
	}
	if o, ok := c.Argument(0).(*goja.Object); ok && o.ClassName() == "RegExp" {
		return r.copyOf(o, c.Argument(1), newTarget)
	}
	pattern, flags := c.Argument(0), c.Argument(1)
	if _, ok := pattern.(goja.String); !ok || goja.IsUndefined(flags) || !hasProperties(pattern.String(), flags.String()) {
		return r.build(newTarget, c.Arguments...)
	}
	return r.expanded(pattern.String(), flags.String(), newTarget)
}

// copyOf is a regexp of another one, with its flags or others.
func (r *regexps) copyOf(o *goja.Object, flags goja.Value, newTarget *goja.Object) *goja.Object {
	if goja.IsUndefined(flags) {
		flags = o.Get("flags")
	}
	source := o.Get("source").String()
	if hasProperties(source, flags.String()) {
		return r.expanded(source, flags.String(), newTarget)
	}
	return r.build(newTarget, r.p.js.ToValue(source), flags)
}

// expanded is a regexp whose pattern has property escapes.
func (r *regexps) expanded(pattern, flags string, newTarget *goja.Object) *goja.Object {
	key := flags + "/" + pattern
	first, ok := r.made[key]
	if !ok {
		ranges, err := expandProperties(pattern)
		if err != nil {
			panic(r.p.syntaxError("Invalid regular expression: " + err.Error()))
		}
		first = r.build(r.original, r.p.js.ToValue(ranges), r.p.js.ToValue(flags))
		if len(r.made) < maxExpanded {
			r.made[key] = first
		}
	}
	made := r.build(r.original, first) // which clones it, and forgets about newTarget
	if newTarget != r.original {
		_ = made.SetPrototype(newTarget.Get("prototype").ToObject(r.p.js))
	}
	r.remember(made, pattern)
	return made
}

// remember has the source of a regexp say what was written.
func (r *regexps) remember(made *goja.Object, pattern string) {
	if r.sources == nil {
		r.sources = r.p.mustNew("WeakMap")
		r.overrideSource()
	}
	set, _ := goja.AssertFunction(r.sources.Get("set"))
	if _, err := set(r.sources, made, r.p.js.ToValue(pattern)); err != nil {
		panic(err)
	}
}

// overrideSource has RegExp.prototype.source look at what was remembered first.
func (r *regexps) overrideSource() {
	f := r.p.script("source").Get("override")
	override, _ := goja.AssertFunction(f)
	if _, err := override(goja.Undefined(), r.sources); err != nil {
		panic(err)
	}
}

func (r *regexps) build(newTarget *goja.Object, args ...goja.Value) *goja.Object {
	list := make([]any, len(args))
	for i, a := range args {
		list[i] = a
	}
	v, err := r.construct(goja.Undefined(), r.original, r.p.js.NewArray(list...), newTarget)
	if err != nil {
		panic(err)
	}
	return v.(*goja.Object)
}
