package api

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"dandori/runtime/call"
	"dandori/runtime/say"

	"github.com/agnivade/levenshtein"
)

// Form knows the fields of members, or of one sheet, by the names that people
// see. It may be used from any goroutine.
type Form struct {
	sheet  string // its name; "" for members
	single bool   // a sheet with one record a member
	fields []Field
	names  map[string][]Field
	ids    map[Int]Field
	own    map[string]string // what members' own fields are called: 氏名 is name
	core   map[string]Field  // members' own fields, by their keys
}

// Form returns the members' own 項目 by their names.
func (l MemberLayout) Form() *Form {
	f := newForm(l.CustomFields)
	for key, field := range map[string]Field{
		"code": l.Code, "name": l.Name, "name_kana": l.NameKana, "mail": l.Mail, "entered_date": l.EnteredDate, "retired_date": l.RetiredDate,
		"gender": l.Gender, "birthday": l.Birthday, "department": l.Department, "sub_departments": l.SubDepartments,
	} {
		f.core[key] = field
		if field.Name != "" {
			f.own[field.Name] = key
		}
	}
	return f
}

// Form returns the sheet's 項目 by their names.
func (l SheetLayout) Form() *Form {
	f := newForm(l.CustomFields)
	f.sheet, f.single = l.Name, l.RecordType == Single
	return f
}

func newForm(fields []Field) *Form {
	f := &Form{fields: fields, names: map[string][]Field{}, ids: map[Int]Field{}, own: map[string]string{}, core: map[string]Field{}}
	for _, field := range fields {
		f.names[field.Name] = append(f.names[field.Name], field)
		f.ids[field.ID] = field
	}
	return f
}

// Knows reports whether there is a field of that name: when there is not, the
// layouts may have changed since they were read.
func (f *Form) Knows(name string) bool { return len(f.names[name]) > 0 }

// Field returns the field with that id or name, or an error that names the
// nearest one, or the ids of all that are called so.
func (f *Form) Field(idOrName string) (Field, error) {
	found := f.names[idOrName]
	if len(found) == 0 {
		found = slices.DeleteFunc(slices.Clone(f.fields), func(x Field) bool { return x.ID.String() != idOrName })
	}
	if len(found) == 1 {
		return found[0], nil
	}
	return Field{}, call.New(call.TypeError, "field %q: %s", idOrName, f.missing(idOrName, found))
}

// missing says why a name means no field, or which ones it means.
func (f *Form) missing(name string, found []Field) say.Text {
	if key, is := f.own[name]; is {
		return say.T("is written as %s, beside fields", key)
	}
	if len(found) > 1 {
		return say.T("%d fields are called so: use the id, which is one of %s", len(found), idsOf(found))
	}
	if near := closest(name, namesIn(f.fields)); near != "" {
		return say.T("there is no such field; did you mean %q?", near)
	}
	return say.T("there is no such field")
}

func idsOf(fields []Field) string {
	var ids []string
	for _, x := range fields {
		ids = append(ids, x.ID.String())
	}
	return strings.Join(ids, ", ")
}

func namesIn(fields []Field) []string {
	var names []string
	for _, x := range fields {
		names = append(names, x.Name)
	}
	return names
}

// closest returns the name that a word was probably meant to be, "" when none is near.
func closest(word string, names []string) string {
	best, at := "", 1+len([]rune(word))/2
	for _, name := range names {
		if d := levenshtein.ComputeDistance(word, name); d < at {
			best, at = name, d
		}
	}
	return best
}

// FindSheet returns the sheet with that id or name, or an error that names the
// nearest one, or the ids of all that are called so.
func FindSheet(sheets []SheetLayout, idOrName string) (SheetLayout, error) {
	byID := func(s SheetLayout) bool { return s.ID.String() == idOrName }
	byName := func(s SheetLayout) bool { return s.Name == idOrName }
	var found []SheetLayout
	var names, ids []string
	for _, s := range sheets {
		names = append(names, s.Name)
		if byName(s) {
			found, ids = append(found, s), append(ids, s.ID.String())
		}
	}
	if i := slices.IndexFunc(sheets, byID); len(found) == 0 && i >= 0 {
		return sheets[i], nil
	}
	near := closest(idOrName, names)
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return SheetLayout{}, call.New(call.TypeError, "%d sheets are called %q: use the id, which is one of %s", len(found), idOrName, strings.Join(ids, ", "))
	case near != "":
		return SheetLayout{}, call.New(call.TypeError, "there is no sheet %q; did you mean %q?", idOrName, near).
			WithHint("dandori types writes what sheets, fields and choices there are, for the editor to complete and check")
	}
	return SheetLayout{}, call.New(call.TypeError, "there is no sheet %q", idOrName).
		WithHint("a sheet is there for the API when it is ticked under 管理者機能 > 公開API v2 情報 > 操作対象の管理")
}

// Named returns a row of a list with its values by name beside those by id:
// "fields" in a member, and in each record of a sheet; on a sheet of single
// records also in the row itself. A field with several values is an array, one
// without any is left out, and so is one whose name is not its own alone.
func (f *Form) Named(row json.RawMessage) (json.RawMessage, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(row, &members); err != nil {
		return nil, err
	}
	records, isSheet := members["records"]
	if !isSheet {
		if err := f.name(members); err != nil {
			return nil, err
		}
		return json.Marshal(members)
	}
	var list []map[string]json.RawMessage
	if err := json.Unmarshal(records, &list); err != nil {
		return nil, err
	}
	for _, record := range list {
		if err := f.name(record); err != nil {
			return nil, err
		}
	}
	if f.single && len(list) > 0 {
		members["fields"] = list[0]["fields"]
	}
	var err error
	if members["records"], err = json.Marshal(list); err != nil {
		return nil, err
	}
	return json.Marshal(members)
}

func (f *Form) name(members map[string]json.RawMessage) error {
	var values []FieldValue
	if raw, there := members["custom_fields"]; there {
		if err := json.Unmarshal(raw, &values); err != nil {
			return err
		}
	}
	fields := map[string]any{}
	for _, v := range values {
		field, known := f.ids[v.ID]
		name := cmp.Or(field.Name, v.Name)
		switch {
		case name == "" || len(full(v.Values)) == 0:
		case len(f.names[name]) > 1 || !known && f.Knows(name): // sent back by that name it would go to another field
		case field.Many() || len(v.Values) > 1:
			fields[name] = v.Values
		default:
			fields[name] = v.Values[0]
		}
	}
	var err error
	members["fields"], err = json.Marshal(fields)
	return err
}
