package vm

import (
	"reflect"

	"github.com/dop251/goja"
)

// Record is an object of a page over its raw bytes. To a script it is an
// ordinary object: a Proxy whose target is filled the first time that
// something other than reading a plain field is done to it. The traps are gone
// then, and everything goes straight to the target.
type Record struct {
	page   *page
	item   item
	target *goja.Object
	traps  goja.ProxyTrapConfig
	full   bool // the target holds all fields and rules
}

var proxyType = reflect.TypeFor[goja.Proxy]()

// RecordOf returns the record behind a value, if it is one of the latest pages.
// A binding that writes records out can take their fields without making values.
func (r *Runtime) RecordOf(v goja.Value) (*Record, bool) {
	o, ok := v.(*goja.Object)
	if !ok || o.ExportType() != proxyType {
		return nil, false
	}
	rec := r.known.find(o.Export().(goja.Proxy).Target())
	return rec, rec != nil
}

// Raw returns the JSON of a field as the vendor sent it. ok is false when the
// field is not there; usable is false when the script has touched the record:
// then only its properties are right. The bytes must not be kept or changed.
func (rec *Record) Raw(key string) (raw []byte, ok, usable bool) {
	if rec.full {
		return nil, false, false
	}
	f, ok := rec.page.find(rec.item, key)
	return rec.page.body[f.val0:f.val1], ok, true
}

func (rec *Record) untouched() bool { return !rec.full }

// RawField returns the JSON of a field of raw, a JSON object; of doubled keys the last.
func RawField(raw []byte, key string) (value []byte, ok bool) {
	s := scanner{b: raw}
	if s.space(); s.i >= len(raw) || raw[s.i] != '{' {
		return nil, false
	}
	err := s.object(0, func(f field) {
		if keyText(raw[f.key0:f.key1]) == key {
			value, ok = raw[f.val0:f.val1], true
		}
	})
	return value, ok && err == nil
}

// get is the fast path: a plain field of an untouched record.
func (rec *Record) get(key string) goja.Value {
	f, ok := rec.page.find(rec.item, key)
	if !ok {
		return undefinedFor(rec.target.Get(key)) // of Object.prototype, or nothing
	}
	raw := rec.page.body[f.val0:f.val1]
	if raw[0] == '{' || raw[0] == '[' {
		return undefinedFor(rec.fill().Get(key)) // what holds other things must stay one and the same
	}
	return rec.page.r.decode(raw)
}

func undefinedFor(v goja.Value) goja.Value {
	if v == nil {
		return goja.Undefined()
	}
	return v
}

// fill makes the target the whole object.
func (rec *Record) fill() *goja.Object {
	if rec.full {
		return rec.target
	}
	rec.full, rec.traps = true, goja.ProxyTrapConfig{}
	p := rec.page
	for _, f := range p.fields[rec.item.first : rec.item.first+rec.item.count] {
		p.r.put(rec.target, keyText(p.body[f.key0:f.key1]), p.r.decode(p.body[f.val0:f.val1]))
	}
	return rec.target
}
