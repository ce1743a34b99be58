package web

import (
	"time"

	"github.com/dop251/goja"
)

// Env is what the built-ins need of the world. A run is replayed from what
// these brought, so nothing here is asked for before a script asks for it.
type Env struct {
	Now    func() time.Time // the time that scripts see
	Random func(p []byte)   // fills p with the randomness that scripts see
	// After calls f on the VM's goroutine after ms milliseconds; an error of f
	// is one that nobody in the script could catch.
	After func(ms int64, f func() error)
	// Scripts are the texts of another version of dandori (Scripts), for a run
	// that began with them; this one's stand in for those that it lacks.
	Scripts map[string]string
}

// platform is what is installed in one VM.
type platform struct {
	js      *goja.Runtime
	env     Env
	native  *goja.Object            // what the scripts are handed; nil until the first is run
	scripts map[string]*goja.Object // what each script made
	isView  goja.Callable           // ArrayBuffer.isView, as it was before scripts ran
}

// Install gives js the built-ins. It must be called before anything else runs
// in the VM, which must not have built-ins of these names.
func Install(js *goja.Runtime, env Env) {
	p := &platform{js: js, env: env, scripts: map[string]*goja.Object{}}
	p.installSymbols()
	p.installBuffers()
	global := js.GlobalObject()
	define(global, "global", global)
	for _, b := range globals() {
		p.lazy(global, b)
	}
	for _, h := range holders(js) {
		for _, b := range h.builtins {
			p.lazy(h.object, b)
		}
	}
}

// installSymbols gives Symbol its newer well-known symbols. They are the
// registered ones of their names: compiled code that was made for engines
// without them looks them up with Symbol.for, and must find the same.
func (p *platform) installSymbols() {
	symbol := p.js.Get("Symbol").ToObject(p.js)
	symbolFor, _ := goja.AssertFunction(symbol.Get("for"))
	for _, name := range []string{"asyncIterator", "dispose", "asyncDispose"} {
		s, err := symbolFor(symbol, p.js.ToValue("Symbol."+name))
		if err != nil {
			panic(err)
		}
		_ = symbol.DefineDataProperty(name, s, goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE)
	}
	p.installDispose(symbol.Get("dispose"))
}

// installDispose lets iterators be resources of using, which return them.
func (p *platform) installDispose(dispose goja.Value) {
	f := p.js.ToValue(func(c goja.FunctionCall) goja.Value {
		this := c.This.ToObject(p.js)
		if end, ok := goja.AssertFunction(this.Get("return")); ok {
			if _, err := end(this); err != nil {
				panic(err)
			}
		}
		return goja.Undefined()
	})
	proto := iteratorPrototype(p.js)
	_ = proto.DefineDataPropertySymbol(dispose.(*goja.Symbol), f, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
}

// define makes a property as built-ins have them: not enumerable.
func define(o *goja.Object, name string, v goja.Value) {
	_ = o.DefineDataProperty(name, v, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
}
