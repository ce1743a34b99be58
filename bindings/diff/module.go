package diff

import (
	"strconv"

	"dandori/bindings/table"
	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// Export is the name diff of the module "dandori".
func Export() vm.Export {
	return vm.Export{Name: "diff", Value: func(r *vm.Runtime) goja.Value {
		return r.Func("diff", func(a *vm.Args) goja.Value {
			before, after := rows(a, 0, "before"), rows(a, 1, "after")
			o := options(a)
			a.Max(3)
			result, err := Diff(before, after, o)
			if err != nil {
				panic(r.Error(err))
			}
			return object(r, before, after, o, result)
		})
	}}
}

func options(a *vm.Args) Options {
	f := a.Options(2, "options")
	key, ok := f.Value("key")
	if !ok {
		f.Need("key", say.T("a field's name or an array of them"))
	}
	o := Options{Key: names(a, "options.key", key)}
	if v, ok := f.Value("fields"); ok {
		o.Fields = names(a, "options.fields", v)
	}
	f.Done()
	return o
}

// names reads one field's name or several.
func names(a *vm.Args, name string, v goja.Value) []string {
	if s, ok := v.(goja.String); ok && s.String() != "" {
		return []string{s.String()}
	}
	items, ok := table.Items(v)
	if !ok || len(items) == 0 {
		a.Wrong(name, say.T("a field's name or an array of them"), v)
	}
	out := make([]string, len(items))
	for i, item := range items {
		s, ok := item.(goja.String)
		if !ok || s.String() == "" {
			a.Wrong(name+"["+strconv.Itoa(i)+"]", say.T("a field's name"), item)
		}
		out[i] = s.String()
	}
	return out
}

func rows(a *vm.Args, i int, name string) []Row {
	items, ok := table.Items(a.Value(i))
	if !ok {
		a.Wrong(name, say.T("an array of objects (of a listing: await list.toArray())"), a.Value(i))
	}
	out := make([]Row, len(items))
	for n, item := range items {
		o, ok := table.Object(item)
		if !ok {
			a.Wrong(name+"["+strconv.Itoa(n)+"]", say.T("an object"), item)
		}
		out[n] = &row{r: a.Runtime(), object: o, texts: map[string]string{}}
	}
	return out
}

// row is a script's object.
type row struct {
	r      *vm.Runtime
	object *goja.Object
	texts  map[string]string // canonical forms that were asked for
}

func (r *row) Fields() []string { return r.object.Keys() }

func (r *row) value(field string) goja.Value {
	v := table.Property(r.object, field)
	if v == nil {
		return goja.Undefined()
	}
	return v
}

func (r *row) Canonical(field string) string {
	text, known := r.texts[field]
	if !known {
		text = r.canonical(r.value(field))
		r.texts[field] = text
	}
	return text
}

// canonical puts a mark before the text that keeps kinds of values apart.
func (r *row) canonical(v goja.Value) string {
	switch {
	case goja.IsUndefined(v) || goja.IsNull(v):
		return ""
	case table.IsScalar(v):
		return text(v.String())
	}
	raw, err := r.r.ToJSON(v)
	if err != nil {
		panic(r.r.Error(err))
	}
	if raw == nil {
		panic(r.r.Error(call.New(call.TypeError, "diff: %s cannot be compared", table.Kind(v))))
	}
	if raw[0] == '"' { // a Date and its like
		if s, err := strconv.Unquote(string(raw)); err == nil {
			return text(s)
		}
	}
	return "j" + string(vm.Canonical(raw))
}

func text(s string) string {
	if s == "" {
		return ""
	}
	if d, ok := date(s); ok {
		return "d" + d
	}
	return "t" + s
}

// object makes what the script gets.
func object(r *vm.Runtime, before, after []Row, o Options, result Result) goja.Value {
	js := r.JS()
	pick := func(rows []Row, places []int) goja.Value {
		out := make([]any, len(places))
		for i, at := range places {
			out[i] = rows[at].(*row).object
		}
		return js.NewArray(out...)
	}
	updates := make([]any, len(result.Update))
	for i, u := range result.Update {
		updates[i] = update(r, before[u.Before].(*row), after[u.After].(*row), o.Key, u.Fields)
	}
	out := js.NewObject()
	_ = out.Set("create", pick(after, result.Create))
	_ = out.Set("update", js.NewArray(updates...))
	_ = out.Set("delete", pick(before, result.Delete))
	_ = out.Set("same", pick(after, result.Same))
	return out
}

func update(r *vm.Runtime, before, after *row, key, fields []string) goja.Value {
	js := r.JS()
	out, changes := js.NewObject(), js.NewObject()
	for _, f := range fields {
		change := js.NewObject()
		_ = change.Set("before", before.value(f))
		_ = change.Set("after", after.value(f))
		_ = changes.DefineDataProperty(f, change, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_TRUE)
	}
	_ = out.Set("key", keyValue(r, after, key))
	_ = out.Set("before", before.object)
	_ = out.Set("after", after.object)
	_ = out.Set("changes", changes)
	return out
}

// keyValue is the key as the row of after has it; of several fields an array.
func keyValue(r *vm.Runtime, after *row, key []string) goja.Value {
	if len(key) == 1 {
		return after.value(key[0])
	}
	out := make([]any, len(key))
	for i, f := range key {
		out[i] = after.value(f)
	}
	return r.JS().NewArray(out...)
}
