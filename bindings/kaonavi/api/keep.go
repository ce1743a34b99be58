package api

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"strconv"
	"strings"

	"dandori/runtime/say"
)

// Rest holds the members of an object that its Go type does not know, as they
// came: what the vendor adds later passes through.
type Rest map[string]json.RawMessage

// decode reads the object raw into v, a pointer to a struct, and what v's tags
// do not name into rest. Names are taken letter by letter, unlike by package json.
func decode(raw []byte, v any, rest *Rest) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil {
		return err
	}
	if members == nil {
		return say.Errorf("it is null")
	}
	s := reflect.ValueOf(v).Elem()
	for i := range s.NumField() {
		name := fieldName(s.Type().Field(i))
		value, there := members[name]
		if !there || name == "-" {
			continue
		}
		delete(members, name)
		if err := json.Unmarshal(value, s.Field(i).Addr().Interface()); err != nil {
			return &wrongField{name, err}
		}
	}
	*rest = nil
	if len(members) > 0 {
		*rest = members
	}
	return nil
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

func fieldName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

// namesOf returns the members that a type knows.
func namesOf(v any) []string {
	var names []string
	t := reflect.TypeOf(v)
	for i := range t.NumField() {
		if name := fieldName(t.Field(i)); name != "-" {
			names = append(names, name)
		}
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
	path, why := w.path, w.why
	for inner, ok := why.(*wrongField); ok; inner, ok = why.(*wrongField) {
		path, why = path+"."+inner.path, inner.why
	}
	if wrong, ok := why.(*json.UnmarshalTypeError); ok {
		return path + ": " + say.T("must not be of type %s", strings.Fields(wrong.Value)[0]).In(l)
	}
	return path + ": " + say.In(why, l)
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
