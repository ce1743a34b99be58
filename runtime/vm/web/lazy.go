package web

import "github.com/dop251/goja"

// builtin is one property that a script of js makes.
type builtin struct {
	name   string // of the property
	script string // the file of js, without .js
	export string // the name under which the script returns it
}

// holder is an object of the engine that lacks some properties.
type holder struct {
	object   *goja.Object
	builtins []builtin
}

// lazy makes b an accessor that becomes an ordinary property when it is first read or written.
func (p *platform) lazy(o *goja.Object, b builtin) {
	get := func(goja.FunctionCall) goja.Value {
		v := p.script(b.script).Get(b.export)
		define(o, b.name, v)
		return v
	}
	set := func(c goja.FunctionCall) goja.Value {
		if this, ok := c.This.(*goja.Object); ok && this != o { // it inherits the property and gets one of its own
			_ = this.DefineDataProperty(b.name, c.Argument(0), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_TRUE)
		} else if ok {
			define(o, b.name, c.Argument(0))
		}
		return goja.Undefined()
	}
	_ = o.DefineAccessorProperty(b.name, p.js.ToValue(get), p.js.ToValue(set), goja.FLAG_TRUE, goja.FLAG_FALSE)
}

// all makes builtins of one script whose properties are called as they are exported.
func all(script string, names ...string) []builtin {
	list := make([]builtin, len(names))
	for i, name := range names {
		list[i] = builtin{name, script, name}
	}
	return list
}
