package workflow

import (
	"reflect"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"dandori/runtime/say"
)

// decoder is a type that reads its own value.
type decoder interface {
	decode(r *reader, n *yaml.Node)
}

// chooser is a string type with a fixed list of values.
type chooser interface{ choices() []string }

// value decodes n into v, a settable value of one of the types of this
// package: the Go types are the grammar. Null is "not given".
func (r *reader) value(n *yaml.Node, v reflect.Value) {
	if n.Kind == yaml.AliasNode {
		r.at(n, say.T("anchors and aliases (*%s) are not read here", n.Value), say.T("write the value out"))
		return
	}
	if d, ok := v.Addr().Interface().(decoder); ok {
		d.decode(r, n)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		r.mapping(n, v)
	case reflect.Slice:
		r.list(n, v)
	case reflect.Pointer:
		if !isNull(n) {
			v.Set(reflect.New(v.Type().Elem()))
			r.value(n, v.Elem())
		}
	default:
		r.scalar(n, v)
	}
}

func (r *reader) scalar(n *yaml.Node, v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		if s, ok := r.text(n); ok {
			r.choice(n, v, s)
		}
	case reflect.Bool:
		if r.tagged(n, "!!bool", say.T("true or false")) {
			v.SetBool(strings.EqualFold(n.Value, "true"))
		}
	default:
		if r.tagged(n, "!!int", say.T("a whole number")) {
			i, err := strconv.ParseInt(n.Value, 0, 32)
			if err != nil {
				r.at(n, say.T("%s is too large", n.Value))
			}
			v.SetInt(i)
		}
	}
}

func (r *reader) choice(n *yaml.Node, v reflect.Value, s string) {
	v.SetString(s)
	c, ok := v.Interface().(chooser)
	if !ok {
		return
	}
	for _, known := range c.choices() {
		if s == known {
			return
		}
	}
	r.at(n, say.T("unknown value %q", s), meant(s, c.choices()))
	v.SetString("")
}

// text returns n as a string. A number or a word such as true is no text unless
// it stands in quotes: 0012 would lose its zeros, and nobody would know.
func (r *reader) text(n *yaml.Node) (string, bool) {
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!str" {
		return n.Value, true
	}
	if n.Kind == yaml.ScalarNode && !isNull(n) {
		r.at(n, say.T("%s is not a text", n.Value), say.T("put it in quotes: %q", n.Value))
		return "", false
	}
	r.expected(n, say.T("a text"))
	return "", false
}

func (r *reader) tagged(n *yaml.Node, tag string, want say.Text) bool {
	if n.Kind == yaml.ScalarNode && n.ShortTag() == tag {
		return true
	}
	r.expected(n, want)
	return false
}

// expected reports that n is something else than want.
func (r *reader) expected(n *yaml.Node, want say.Text) {
	switch {
	case isNull(n):
		r.at(n, say.T("the value is missing: expected %s", want))
	case n.Kind == yaml.MappingNode:
		r.at(n, say.T("expected %s, not keys and values", want))
	case n.Kind == yaml.SequenceNode:
		r.at(n, say.T("expected %s, not a list", want))
	default:
		r.at(n, say.T("expected %[1]s, not %[2]q", want, n.Value))
	}
}

// list decodes a sequence. What stands alone is a list of one, for a slice
// whose element is no list itself.
func (r *reader) list(n *yaml.Node, v reflect.Value) {
	items := n.Content
	switch {
	case isNull(n):
		return
	case n.Kind != yaml.SequenceNode:
		items = []*yaml.Node{n}
	}
	out := reflect.MakeSlice(v.Type(), len(items), len(items))
	for i, item := range items {
		r.value(item, out.Index(i))
	}
	v.Set(out)
}

// mapping decodes keys and values into the fields of a struct, by their yaml tags.
func (r *reader) mapping(n *yaml.Node, v reflect.Value) {
	fields, names := fieldsOf(v.Type())
	r.pairs(n, names, func(key, value *yaml.Node) {
		if !isNull(value) || fields[key.Value].kind == reflect.String {
			r.value(value, v.FieldByIndex(fields[key.Value].index))
		}
	})
}

// entries is mapping for keys that mean nothing without a value.
func (r *reader) entries(n *yaml.Node, v reflect.Value) {
	fields, names := fieldsOf(v.Type())
	r.pairs(n, names, func(key, value *yaml.Node) {
		if isNull(value) {
			r.at(value, say.T("%s has no value", key.Value))
			return
		}
		r.value(value, v.FieldByIndex(fields[key.Value].index))
	})
}

// pairs calls each for every key of n that is one of names, in the file's order,
// and reports the others. With names nil, every key is taken.
func (r *reader) pairs(n *yaml.Node, names []string, each func(key, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		if !isNull(n) {
			r.expected(n, say.T("keys and values"))
		}
		return
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch line, twice := seen[key.Value]; {
		case key.Kind != yaml.ScalarNode:
			r.expected(key, say.T("a key"))
		case twice:
			r.at(key, say.T("%q stands here twice, first in line %d", key.Value, line))
		case names != nil && !contains(names, key.Value):
			r.at(key, say.T("unknown key %q", key.Value), misplaced(key.Value, names))
		default:
			each(key, value)
		}
		seen[key.Value] = key.Line
	}
}

// misplaced is meant for a key of a mapping: one that belongs below on: is sent there.
func misplaced(key string, names []string) say.Text {
	if contains(names, "on") && contains(names, "script") && Nearest(key, names) == "" {
		if near := Nearest(key, []string{"schedule", "files"}); near != "" {
			return say.T("write it below on:, as on: { %s: … }", near)
		}
	}
	return meant(key, names)
}

type field struct {
	index []int
	kind  reflect.Kind
}

// fieldsOf returns the fields of struct type t by yaml name, and the names in order.
func fieldsOf(t reflect.Type) (map[string]field, []string) {
	fields, names := map[string]field{}, []string{}
	for _, f := range reflect.VisibleFields(t) {
		if name := f.Tag.Get("yaml"); name != "" && name != "-" {
			fields[name] = field{f.Index, f.Type.Kind()}
			names = append(names, name)
		}
	}
	return fields, names
}

func contains(names []string, name string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return false
}
