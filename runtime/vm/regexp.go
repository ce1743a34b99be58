package vm

import (
	"strings"

	"dandori/runtime/say"
	"dandori/runtime/vm/pattern"

	"github.com/dop251/goja"
)

// regexps stands before the engine's RegExp: what has flag u, v or m is rewritten
// for it (see the package pattern). Scripts see the pattern that they wrote.
type regexps struct {
	r         *Runtime
	ctor      *goja.Object // what scripts know as RegExp
	native    func(newTarget *goja.Object, args ...goja.Value) (*goja.Object, error)
	originals *originals
	made      map[string]*goja.Object // by flags and source, to be cloned
}

// mostRegexps bounds what is kept for cloning. A literal in a loop is made
// anew at every turn, and compiling a class of kanji takes a while.
const mostRegexps = 256

// installRegExp puts RegExp in place, before any script runs. The species of
// what stands there so far is the engine's own constructor.
func (r *Runtime) installRegExp() {
	former := r.js.Get("RegExp").ToObject(r.js)
	engine := former.GetSymbol(goja.SymSpecies).ToObject(r.js)
	construct, _ := goja.AssertConstructor(engine)
	x := &regexps{r: r, native: construct, originals: newOriginals(), made: map[string]*goja.Object{}}
	proxy := r.js.NewProxy(former, &goja.ProxyTrapConfig{
		Construct: func(_ *goja.Object, args []goja.Value, newTarget *goja.Object) *goja.Object {
			return x.construct(args, newTarget)
		},
		GetSym: func(_ *goja.Object, symbol *goja.Symbol, receiver goja.Value) goja.Value {
			return x.symbol(former, symbol, receiver)
		},
		Apply: func(_ *goja.Object, _ goja.Value, args []goja.Value) goja.Value { return x.apply(args) },
	})
	x.ctor = r.js.ToValue(proxy).ToObject(r.js)
	proto := engine.Get("prototype").ToObject(r.js)
	x.installPrototype(proto)
	_ = proto.DefineDataProperty("constructor", x.ctor, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	_ = r.js.GlobalObject().DefineDataProperty("RegExp", x.ctor, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
}

// symbol is RegExp[symbol], also of a class that extends it. The engine's
// instanceof does not take a proxy, so the one behind answers for it.
func (x *regexps) symbol(former *goja.Object, symbol *goja.Symbol, receiver goja.Value) goja.Value {
	switch {
	case symbol == goja.SymSpecies:
		return receiver
	case symbol == goja.SymHasInstance && receiver == goja.Value(x.ctor):
		return x.named("[Symbol.hasInstance]", 1, func(c goja.FunctionCall) goja.Value {
			return x.r.js.ToValue(x.r.js.InstanceOf(c.Argument(0), former))
		})
	}
	return former.GetSymbol(symbol)
}

// apply is RegExp called without new: a regular expression comes back as it is (ECMA-262 §22.2.4.1).
func (x *regexps) apply(args []goja.Value) goja.Value {
	if o, ok := argument(args, 0).(*goja.Object); ok && goja.IsUndefined(argument(args, 1)) && isRegExp(o) && o.Get("constructor") == goja.Value(x.ctor) {
		return o
	}
	return x.construct(args, x.ctor)
}

// construct is new RegExp, of newTarget's class.
func (x *regexps) construct(args []goja.Value, newTarget *goja.Object) *goja.Object {
	source, flags := x.read(argument(args, 0), argument(args, 1))
	key := flags + "/" + source.String()
	template, ok := x.made[key]
	if !ok {
		template = x.template(source, flags)
		if !strings.ContainsRune(key, '\uFFFD') { // such a key may stand for several sources
			x.keep(key, template)
		}
	}
	o := x.must(x.native(x.ctor, template))
	if of := x.originals.get(template); of != nil {
		x.originals.set(o, of)
	}
	if newTarget != nil && newTarget != x.ctor {
		if proto, ok := newTarget.Get("prototype").(*goja.Object); ok {
			_ = o.SetPrototype(proto)
		}
	}
	return o
}

func (x *regexps) keep(key string, template *goja.Object) {
	if len(x.made) >= mostRegexps {
		clear(x.made)
	}
	x.made[key] = template
}

// template makes the regular expression that others are clones of.
func (x *regexps) template(source goja.String, flags string) *goja.Object {
	text, err := "", error(nil)
	switch {
	case pattern.Applies(flags):
		text, err = pattern.Translate(units(source), flags)
	case pattern.AppliesLines(flags):
		text = pattern.Lines(units(source), flags)
	default:
		return x.must(x.native(x.ctor, source, x.string(flags)))
	}
	if err != nil {
		panic(x.syntaxError(err))
	}
	o := x.must(x.native(x.ctor, x.string(text), x.string(strings.ReplaceAll(flags, "v", "u"))))
	x.originals.set(o, &original{source: goja.StringFromUTF16(escaped(units(source))), flags: sortFlags(flags)})
	return o
}

// read returns the source and flags that the arguments of RegExp ask for (ECMA-262 §22.2.4.1).
func (x *regexps) read(from, flags goja.Value) (goja.String, string) {
	source := from
	if o, ok := from.(*goja.Object); ok && isRegExp(o) {
		source = o.Get("source")
		if of := x.originals.get(o); of != nil {
			source = of.source
		}
		if goja.IsUndefined(flags) {
			flags = o.Get("flags")
		}
	}
	return x.text(source), x.text(flags).String()
}

// text is ToString of a value, with undefined as the empty string.
func (x *regexps) text(v goja.Value) goja.String {
	switch v := v.(type) {
	case goja.String:
		return v
	case *goja.Object:
		return x.text(v.ToString())
	case *goja.Symbol:
		panic(x.r.js.NewTypeError("Cannot convert a Symbol value to a string"))
	}
	if goja.IsUndefined(v) {
		return x.string("")
	}
	return x.string(v.String())
}

func (x *regexps) must(o *goja.Object, err error) *goja.Object {
	if err != nil {
		panic(err)
	}
	return o
}

// syntaxError is the SyntaxError of the language, in the run's language.
func (x *regexps) syntaxError(err error) goja.Value {
	message := x.r.js.ToValue(say.In(err, x.r.config.Lang))
	return x.must(x.r.js.New(x.r.js.Get("SyntaxError"), message))
}

func argument(args []goja.Value, i int) goja.Value {
	return goja.FunctionCall{Arguments: args}.Argument(i)
}

// isRegExp is IsRegExp of ECMA-262 §7.2.8.
func isRegExp(o *goja.Object) bool {
	if m := o.GetSymbol(goja.SymMatch); m != nil && !goja.IsUndefined(m) {
		return m.ToBoolean()
	}
	return o.ClassName() == "RegExp"
}

// units returns the UTF-16 units of a string, lone surrogates too.
func units(s goja.String) []uint16 {
	out := make([]uint16, s.Length())
	for i := range out {
		out[i] = s.CharAt(i)
	}
	return out
}
