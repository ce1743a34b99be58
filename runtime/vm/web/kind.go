package web

import (
	"math/big"
	"reflect"
	"time"

	"github.com/dop251/goja"
)

// kind names what an object is by what the engine keeps in it, whatever its
// prototype and its Symbol.toStringTag say; "object" for what has nothing special.
func (p *platform) kind(c goja.FunctionCall) goja.Value {
	return p.js.ToValue(p.kindOf(c.Argument(0).(*goja.Object)))
}

func (p *platform) kindOf(o *goja.Object) string {
	if _, ok := goja.AssertFunction(o); ok {
		return "Function"
	}
	switch t := o.ExportType(); t {
	case reflect.TypeFor[goja.Proxy]():
		return "Proxy"
	case reflect.TypeFor[[][2]any]():
		return "Map"
	case reflect.TypeFor[goja.ArrayBuffer]():
		return "ArrayBuffer"
	case reflect.TypeFor[*goja.Promise]():
		return "Promise"
	case reflect.TypeFor[time.Time]():
		return "Date"
	case reflect.TypeFor[*big.Int]():
		return "BigInt"
	case reflect.TypeFor[string]():
		return "Symbol" // in an object; a String object has a class of its own, below
	case reflect.TypeFor[[]any]():
		if o.ClassName() == "Object" {
			return "Set"
		}
	}
	switch class := o.ClassName(); class {
	case "Array", "Arguments", "Error", "RegExp", "Number", "String", "Boolean":
		return class
	}
	if p.viewed(o) {
		return "View"
	}
	return "object"
}

// viewed reports whether o is a typed array or a DataView.
func (p *platform) viewed(o *goja.Object) bool {
	if p.isView == nil {
		p.isView, _ = goja.AssertFunction(p.js.Get("ArrayBuffer").ToObject(p.js).Get("isView"))
	}
	v, err := p.isView(goja.Undefined(), o)
	return err == nil && v.ToBoolean()
}
