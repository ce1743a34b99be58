package web

import (
	"slices"

	"github.com/dop251/goja"
)

// globals is every global that a script of js makes.
func globals() []builtin {
	return slices.Concat(
		all("url", "URL"),
		all("search", "URLSearchParams"),
		all("text", "TextEncoder", "TextDecoder"),
		all("base64", "atob", "btoa"),
		all("clone", "structuredClone"),
		all("crypto", "crypto", "Crypto"),
		all("performance", "performance", "Performance"),
		all("event", "Event", "CustomEvent", "EventTarget"),
		all("abort", "AbortController", "AbortSignal"),
		all("exception", "DOMException"),
		all("iterator", "Iterator"),
		all("weak", "WeakRef", "FinalizationRegistry"),
		all("suppressed", "SuppressedError"),
		all("disposable", "DisposableStack"),
		all("asyncdisposable", "AsyncDisposableStack"),
	)
}

// holders is every object of the engine that lacks something.
func holders(js *goja.Runtime) []holder {
	ctor := func(name string) *goja.Object { return js.Get(name).(*goja.Object) }
	proto := func(name string) *goja.Object { return ctor(name).Get("prototype").(*goja.Object) }
	return []holder{
		{ctor("Object"), all("group", "groupBy")},
		{proto("Object"), all("legacy", "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__")},
		{ctor("Map"), []builtin{{"groupBy", "group", "mapGroupBy"}}},
		{proto("Map"), all("insert", "getOrInsert", "getOrInsertComputed")},
		{proto("WeakMap"), []builtin{{"getOrInsert", "insert", "weakGetOrInsert"}, {"getOrInsertComputed", "insert", "weakGetOrInsertComputed"}}},
		{ctor("Promise"), all("promise", "withResolvers", "try")},
		{ctor("Array"), all("fromasync", "fromAsync")},
		{ctor("Uint8Array").Prototype(), all("typed", "from")},
		{proto("String"), all("string", "isWellFormed", "toWellFormed")},
		{ctor("RegExp"), all("escape", "escape")},
		{ctor("Math"), all("math", "sumPrecise", "f16round")},
		{ctor("Error"), all("stack", "captureStackTrace")},
		{proto("Date"), all("legacy", "toGMTString")},
		{proto("ArrayBuffer"), all("buffer", "resize", "transfer", "transferToFixedLength")},
		{iteratorPrototype(js), slices.Concat(
			all("helper", "map", "filter", "take", "drop", "flatMap"),
			all("consume", "reduce", "toArray", "forEach", "some", "every", "find"))},
	}
}

// iteratorPrototype returns what all of the engine's iterators inherit from.
func iteratorPrototype(js *goja.Runtime) *goja.Object {
	array := js.NewArray()
	iterator, _ := goja.AssertFunction(array.GetSymbol(goja.SymIterator))
	it, err := iterator(array)
	if err != nil {
		panic(err)
	}
	return it.(*goja.Object).Prototype().Prototype()
}
