package plan

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// Field is one field of a row that differs. Values are JSON; nil: it is not there.
type Field struct {
	Name   string // "mail", "department.code", "fields.制服サイズ", "records[1].fields.資格名"
	Before json.RawMessage
	After  json.RawMessage
}

// Fields are the fields in which the row before and after differ, in the order
// of the row after, then of the one before. Numbers and texts are compared as
// they are written; the order of an object's keys does not count.
func (c Change) Fields() []Field {
	var before, after leaves
	before.take("", c.Was)
	after.take("", c.Now)
	var out []Field
	for _, name := range after.names {
		if b, a := before.values[name], after.values[name]; !bytes.Equal(b, a) {
			out = append(out, Field{name, b, a})
		}
	}
	for _, name := range before.names {
		if _, there := after.values[name]; !there {
			out = append(out, Field{name, before.values[name], nil})
		}
	}
	return out
}

// leaves are the values of a row by their paths: what is no object, and no array of objects.
type leaves struct {
	names  []string
	values map[string]json.RawMessage
}

func (l *leaves) take(path string, raw json.RawMessage) {
	if empty(raw) && path == "" {
		return
	}
	switch raw = bytes.TrimSpace(raw); {
	case bytes.HasPrefix(raw, []byte("{")) && l.object(path, raw):
	case bytes.HasPrefix(raw, []byte("[")) && l.array(path, raw):
	default:
		l.put(path, raw)
	}
}

func (l *leaves) object(path string, raw json.RawMessage) bool {
	d := json.NewDecoder(bytes.NewReader(raw))
	if _, err := d.Token(); err != nil {
		return false
	}
	for d.More() {
		key, err := d.Token()
		var value json.RawMessage
		if err != nil || d.Decode(&value) != nil {
			return false
		}
		l.take(strings.TrimPrefix(path+"."+key.(string), "."), value) // an object's keys are strings
	}
	return true
}

func (l *leaves) array(path string, raw json.RawMessage) bool {
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil || !slices.ContainsFunc(items, isObject) {
		return false
	}
	for i, item := range items {
		l.take(path+"["+strconv.Itoa(i)+"]", item)
	}
	return true
}

func isObject(raw json.RawMessage) bool {
	return bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{"))
}

func (l *leaves) put(path string, raw json.RawMessage) {
	if l.values == nil {
		l.values = map[string]json.RawMessage{}
	}
	var compact bytes.Buffer
	if json.Compact(&compact, raw) == nil {
		raw = compact.Bytes()
	}
	for _, there := l.values[path]; there; _, there = l.values[path] { // a name with a dot in it
		path += "'"
	}
	l.names = append(l.names, path)
	l.values[path] = raw
}
