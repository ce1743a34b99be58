package table

import (
	"strconv"
	"strings"

	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// Column is one column of what is written.
type Column struct {
	Key    string // of the row's objects: "email", "owner.name"
	Header string
	path   []string // Key at its dots; nil when it has none
}

func column(key, header string) Column {
	c := Column{Key: key, Header: header}
	if strings.Contains(key, ".") {
		c.path = strings.Split(key, ".")
	}
	return c
}

// Columns returns columns whose headers are the keys.
func Columns(keys []string) []Column {
	out := make([]Column, len(keys))
	for i, key := range keys {
		out[i] = column(key, key)
	}
	return out
}

// ReadColumns reads an option that says which columns to write: an array of
// keys and of { key, header }. function and name are for errors.
func ReadColumns(r *vm.Runtime, function, name string, v goja.Value) []Column {
	wrong := func(at string, v goja.Value) {
		panic(r.Error(call.New(call.TypeError, "%s: %s must be a key or { key, header }, not %s", function, at, Kind(v))))
	}
	items, ok := Items(v)
	if !ok || len(items) == 0 {
		panic(r.Error(call.New(call.TypeError, "%s: %s must be an array of keys and { key, header }, with one at least, not %s", function, name, Kind(v))))
	}
	out := make([]Column, len(items))
	headers := make([]string, len(items))
	for i, item := range items {
		at := name + "[" + strconv.Itoa(i) + "]"
		out[i] = readColumn(item, func(below string, v goja.Value) { wrong(at+below, v) })
		headers[i] = out[i].Header
	}
	if err := CheckHeadings(say.Raw(function), headers); err != nil {
		panic(r.Error(err))
	}
	return out
}

func readColumn(v goja.Value, wrong func(below string, v goja.Value)) Column {
	if s, ok := v.(goja.String); ok && s.String() != "" {
		return column(s.String(), s.String())
	}
	o, ok := v.(*goja.Object)
	if !ok {
		wrong("", v)
	}
	key, ok := o.Get("key").(goja.String)
	if !ok || key.String() == "" {
		wrong(".key", o.Get("key"))
	}
	for _, k := range o.Keys() {
		if k != "key" && k != "header" {
			wrong("."+k, o.Get(k))
		}
	}
	header := o.Get("header")
	if header == nil || goja.IsUndefined(header) {
		return column(key.String(), key.String())
	}
	if _, ok := header.(goja.String); !ok {
		wrong(".header", header)
	}
	return column(key.String(), header.String())
}
