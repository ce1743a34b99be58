package api

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"dandori/runtime/say"
)

// Rest holds the members of an object that its Go type does not know, as they
// came: what the vendor adds later passes through.
type Rest map[string]json.RawMessage

// decode reads the object raw, which is valid JSON, into v, a pointer to a
// struct, and what v's tags do not name into rest. Names are taken letter by
// letter, unlike by package json.
func decode(raw []byte, v any, rest *Rest) error {
	if string(raw) == "null" {
		return say.Errorf("it is null")
	}
	s := reflect.ValueOf(v).Elem()
	names := namesOf(s.Type())
	*rest = nil
	return eachMember(raw, func(key string, value json.RawMessage) error {
		i := slices.Index(names, key)
		if i < 0 || key == "-" {
			if *rest == nil {
				*rest = Rest{}
			}
			(*rest)[key] = slices.Clone(value)
			return nil
		}
		if err := assign(s.Field(i), value); err != nil {
			return &wrongField{key, err}
		}
		return nil
	})
}

// assign is json.Unmarshal for a value that is valid JSON, with short ways for
// what an answer has a million of: plain strings, lists, and the types of this package.
func assign(field reflect.Value, value json.RawMessage) error {
	if string(value) == "null" {
		field.SetZero()
		return nil
	}
	switch p := field.Addr().Interface().(type) {
	case json.Unmarshaler:
		return p.UnmarshalJSON(value)
	case *string:
		if s, plain := plainString(value); plain {
			*p = s
			return nil
		}
	case **string:
		if s, plain := plainString(value); plain {
			*p = &s
			return nil
		}
	}
	if field.Kind() == reflect.Slice && value[0] == '[' {
		return assignList(field, value)
	}
	return json.Unmarshal(value, field.Addr().Interface())
}

func assignList(field reflect.Value, value json.RawMessage) error {
	field.Set(reflect.MakeSlice(field.Type(), 0, 4))
	return eachElement(value, func(element json.RawMessage) error {
		field.Grow(1)
		field.SetLen(field.Len() + 1)
		return assign(field.Index(field.Len()-1), element)
	})
}

// plainString reads a string without escapes.
func plainString(value json.RawMessage) (string, bool) {
	if value[0] != '"' || bytes.IndexByte(value, '\\') >= 0 || !utf8.Valid(value) {
		return "", false
	}
	return string(value[1 : len(value)-1]), true
}

// encode writes v with what is in rest beside it; v's own members win.
func encode(v any, rest Rest) ([]byte, error) {
	own, err := json.Marshal(v)
	if err != nil || len(rest) == 0 {
		return own, err
	}
	all := map[string]json.RawMessage(maps.Clone(rest))
	if err := json.Unmarshal(own, &all); err != nil {
		return nil, err
	}
	return json.Marshal(all)
}

// namesOf returns the members that a type knows, in the order of its fields.
func namesOf(t reflect.Type) []string {
	names := make([]string, t.NumField())
	for i := range names {
		names[i], _, _ = strings.Cut(t.Field(i).Tag.Get("json"), ",")
	}
	return names
}

// wrongField says which field is not what the document describes; its value stays out of it.
type wrongField struct {
	path string
	why  error
}

func (w *wrongField) Error() string { return w.SayIn(say.English) }

func (w *wrongField) SayIn(l say.Lang) string {
	path, _, why := w.apart()
	return path + ": " + why.In(l)
}

// apart is where the innermost field stands, of which JSON type it is when that
// is what is wrong with it, and what is wrong.
func (w *wrongField) apart() (path, kind string, what say.Text) {
	path, why := w.path, w.why
	for inner, ok := why.(*wrongField); ok; inner, ok = why.(*wrongField) {
		path, why = path+"."+inner.path, inner.why
	}
	if wrong, ok := why.(*json.UnmarshalTypeError); ok {
		kind = strings.Fields(wrong.Value)[0]
		return path, kind, say.T("must not be of type %s", kind)
	}
	return path, "", say.Text{En: say.In(why, say.English), Ja: say.In(why, say.Japanese)}
}

func (w *wrongField) Unwrap() error { return w.why }

// Int is a whole number, which may come as a string or as null: 0.
type Int int64

// UnmarshalJSON reads 7, "7", "" and null.
func (n *Int) UnmarshalJSON(raw []byte) error {
	s := string(bytes.Trim(raw, `"`))
	if s == "" || s == "null" {
		*n = 0
		return nil
	}
	i, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return say.Errorf("must be a whole number")
	}
	*n = Int(i)
	return nil
}

// String is the number in digits.
func (n Int) String() string { return strconv.FormatInt(int64(n), 10) }
