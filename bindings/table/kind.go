package table

import (
	"reflect"
	"strconv"

	"dandori/runtime/say"

	"github.com/dop251/goja"
)

// Kind names what a value is, in the words of an error message.
func Kind(v goja.Value) say.Text {
	switch {
	case v == nil, goja.IsUndefined(v):
		return say.Raw("undefined")
	case goja.IsNull(v):
		return say.Raw("null")
	}
	o, ok := v.(*goja.Object)
	switch {
	case !ok:
		return scalarKind(v)
	case isFunction(o):
		return say.T("a function")
	case o.ClassName() == "Array":
		return say.T("an array")
	}
	if tag, ok := o.GetSymbol(goja.SymToStringTag).(goja.String); ok {
		if tag.String() == "Promise" {
			return say.T("a promise (is an await missing?)")
		}
		return say.Raw(tag.String()) // Map, Uint8Array
	}
	if o.ClassName() == "Object" {
		return say.T("an object")
	}
	return say.Raw(o.ClassName())
}

func scalarKind(v goja.Value) say.Text {
	if _, ok := v.(*goja.Symbol); ok {
		return say.Raw("symbol")
	}
	text := []rune(v.String())
	if len(text) > 40 {
		text = append(text[:40], '…')
	}
	if _, ok := v.(goja.String); ok {
		return say.Raw(strconv.Quote(string(text)))
	}
	return say.Raw(string(text))
}

func isFunction(o *goja.Object) bool {
	_, ok := goja.AssertFunction(o)
	return ok
}

// Items returns the elements of an array; ok is false for what is none.
func Items(v goja.Value) (items []goja.Value, ok bool) {
	o, ok := v.(*goja.Object)
	if !ok || o.ClassName() != "Array" {
		return nil, false
	}
	items = make([]goja.Value, o.Get("length").ToInteger())
	for i := range items {
		if items[i] = o.Get(strconv.Itoa(i)); items[i] == nil {
			items[i] = goja.Undefined()
		}
	}
	return items, true
}

// Object returns a value that can be a row: an object that is no array,
// function, Date, Map, promise or the like.
func Object(v goja.Value) (*goja.Object, bool) {
	o, ok := v.(*goja.Object)
	if !ok || isFunction(o) {
		return nil, false
	}
	switch o.ExportType() {
	case reflect.TypeFor[map[string]any](), reflect.TypeFor[goja.Proxy]():
		return o, o.ClassName() == "Object"
	}
	return nil, false
}

// IsScalar reports whether v is a text, a number, a boolean or a bigint.
func IsScalar(v goja.Value) bool {
	switch v.(type) {
	case *goja.Object, *goja.Symbol:
		return false
	}
	return !goja.IsUndefined(v) && !goja.IsNull(v)
}
