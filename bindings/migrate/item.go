package migrate

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"dandori/bindings/diff"
	"dandori/bindings/table"
	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// The columns that a file of failures has behind those of the items. Its rows
// are items again without them.
const (
	columnReason = "reason"
	columnAt     = "at"
	ownColumn    = "migrate." // before either, where the items have such columns themselves
)

// take reads an item of the source: the item without the columns of a file of
// failures, its JSON, and the hash of its content.
func (m *module) take(a *vm.Args) goja.Value {
	item := a.Value(0)
	if o, ok := table.Object(item); ok {
		item = m.stripped(o)
	}
	raw, err := m.r.ToJSON(item)
	if err != nil {
		panic(m.r.Error(err))
	}
	if raw == nil || bytes.Equal(raw, []byte("null")) {
		a.Wrong("an item of options.source", say.T("an object"), item)
	}
	return m.r.JS().NewArray(item, string(raw), sum(raw))
}

// stripped returns o without the columns of a file of failures.
func (m *module) stripped(o *goja.Object) goja.Value {
	keys := o.Keys()
	kept := withoutOwn(keys, func(key string) string {
		s, _ := o.Get(key).(goja.String)
		if s == nil {
			return ""
		}
		return s.String()
	})
	if len(kept) == len(keys) {
		return o
	}
	out := m.r.JS().NewObject()
	for _, key := range kept {
		_ = out.DefineDataProperty(key, o.Get(key), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_TRUE)
	}
	return out
}

// timeForm is what now returns. No program for tables takes it for a date of its own.
var timeForm = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$`)

// withoutOwn takes the columns of a file of failures off the end of keys. An
// item may have columns of these names itself, which are left to it: then ours
// have longer names, and short ones count only with a time such as we write.
func withoutOwn(keys []string, cell func(key string) string) []string {
	n := len(keys)
	if n < 3 {
		return keys
	}
	reason, at := keys[n-2], keys[n-1]
	switch {
	case reason == ownColumn+columnReason && at == ownColumn+columnAt,
		reason == columnReason && at == columnAt && cell(reason) != "" && timeForm.MatchString(cell(at)):
		return keys[:n-2]
	}
	return keys
}

// sum is the hash of an item's content. As in a diff, nothing is "" in any of
// its forms, and a number is its text: an item that comes back from a file of
// failures is the same one.
func sum(raw []byte) string {
	h := sha256.New()
	var fields map[string]json.RawMessage
	if raw[0] != '{' || json.Unmarshal(raw, &fields) != nil {
		fields = map[string]json.RawMessage{"": raw}
	}
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if text := cell(fields[name]); text != "" {
			for _, part := range []string{name, text} {
				_ = binary.Write(h, binary.BigEndian, uint32(len(part))) // a hash takes everything
				h.Write([]byte(part))
			}
		}
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:16])
}

// cell is a value as a cell of a CSV file holds it: a string as it is, nothing
// as "", and what has parts as JSON.
func cell(raw json.RawMessage) string {
	switch {
	case len(raw) == 0, raw[0] == 'n':
		return ""
	case raw[0] == '"':
		var s string
		_ = json.Unmarshal(raw, &s) // it came out of JSON.stringify
		return s
	}
	return string(raw)
}

// key reads what the script says is the key of an item.
func (m *module) key(a *vm.Args) goja.Value {
	if s, ok := a.Value(0).(goja.String); ok {
		return m.r.JS().ToValue(strings.TrimSpace(s.String()))
	}
	if n, ok := a.Value(0).Export().(int64); ok {
		return m.r.JS().ToValue(m.r.JS().ToValue(n).String())
	}
	if v := a.Value(0); !goja.IsUndefined(v) && !goja.IsNull(v) {
		a.Wrong("what options.key returns", say.T("a string or an integer"), v)
	}
	return m.r.JS().ToValue("")
}

// rank is a number from a key that looks like chance, another for each run.
func (m *module) rank(a *vm.Args) goja.Value {
	h := sha256.Sum256([]byte(m.config.Facts.ID + "\x00" + a.String(0, "key")))
	return m.r.JS().ToValue(int64(binary.BigEndian.Uint64(h[:8]) >> 11))
}

// compare says how what verify.sample returned differs from the item: undefined
// for not at all, else the names of the fields, or what was said.
func (m *module) compare(a *vm.Args) goja.Value {
	js := m.r.JS()
	said := a.Value(1)
	if o, ok := table.Object(said); ok {
		item, isObject := table.Object(a.Value(0))
		if !isObject {
			a.Wrong("what options.verify.sample returns for an item that is no object", say.T("true or false"), said)
		}
		common, differ := diff.Common(m.r, o, item)
		if common == 0 {
			panic(m.r.Error(call.New(call.TypeError, "migrate: what options.verify.sample returns has none of the item's fields: there is nothing to compare").
				WithHint("return an object with the item's own field names, or true or false")))
		}
		if len(differ) == 0 {
			return goja.Undefined()
		}
		return js.ToValue(strings.Join(differ, ", "))
	}
	switch v := said.Export().(type) {
	case bool:
		if v {
			return goja.Undefined()
		}
		return js.ToValue("")
	case string:
		return js.ToValue(v)
	case nil:
		return js.ToValue("")
	}
	a.Wrong("what options.verify.sample returns", say.T("true, false, an object to compare, or a string that says what differs"), said)
	return nil
}

// counts reads what verify.count returned: of the target alone, or of both sides.
func (m *module) counts(a *vm.Args) goja.Value {
	out := m.r.JS().NewObject()
	if n, ok := a.Value(0).Export().(int64); ok && n >= 0 {
		_ = out.Set("source", a.Value(1))
		_ = out.Set("target", n)
		return out
	}
	o, ok := table.Object(a.Value(0))
	if !ok {
		a.Wrong("what options.verify.count returns", say.T("a whole number, or { source, target }"), a.Value(0))
	}
	f := a.Below("what options.verify.count returns", o)
	for _, key := range []string{"source", "target"} {
		n, ok := f.Int(key, 0, 1<<53-1)
		if !ok {
			f.Need(key, say.T("a whole number"))
		}
		_ = out.Set(key, n)
	}
	f.Done()
	return out
}

// refused reads what write returned: nothing, or { failed: [{ key, reason }] }
// for items of a batch that it could not write. It gives the reasons by key.
func (m *module) refused(a *vm.Args) goja.Value {
	out := m.r.JS().NewObject()
	o, ok := table.Object(a.Value(0))
	if !ok {
		return out
	}
	items, ok := table.Items(o.Get("failed"))
	if !ok {
		return out
	}
	var keys []string
	if err := m.r.JS().ExportTo(a.Value(1), &keys); err != nil {
		panic(err)
	}
	for _, item := range items {
		f := a.Below("failed, which options.write returns,", item)
		key, _ := f.ID("key")
		if !slices.Contains(keys, key) {
			panic(m.r.Error(call.New(call.TypeError, "migrate: options.write returned a failed item with the key %q, which it was not given", key)))
		}
		reason, _ := f.String("reason")
		_ = out.DefineDataProperty(key, m.r.JS().ToValue(reason), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_TRUE)
	}
	return out
}
