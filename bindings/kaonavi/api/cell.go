package api

import (
	"bytes"
	"encoding/json"
	"math/big"
	"slices"
	"strings"
	"time"
)

// cell is one value of a row: as scripts write it, and in the one spelling in
// which it is compared.
type cell struct {
	under string // where it stands: "", "fields" or "custom_fields"
	name  string // of custom_fields: the id
	show  any    // nil: blank
	same  string // "": blank
	rank  int    // its place among the fields
}

func (c cell) key() string { return c.under + "." + c.name }

// cells are the values of a row, in the order in which they are shown.
type cells []cell

func (c *cells) add(under, name string, show any, same string) {
	if same == "" {
		show = nil
	}
	*c = append(*c, cell{under, name, show, same, slices.Index(usual(), name)})
}

// usual is the order in which a row's own values are shown.
func usual() []string {
	return []string{
		"email", "name", "name_kana", "mail", "parent_code", "leader_member_code", "order", "memo", "entered_date", "retired_date", "gender", "birthday",
		"department", "sub_departments", "member_code", "role", "is_active", "password_locked", "use_smartphone", "password", "url", "events", "secret_token",
	}
}

func (c *cells) text(name string, value *string, spelled func(string) string) {
	if value != nil {
		c.add("", name, plain(*value), spelled(plain(*value)))
	}
}

// diff compares a row before and after. both have the same cells afterwards:
// those that differ, of a write that only touches what it names (whole: all of
// either, blank where one lacks it).
func diff(was, now cells, whole bool) (before, after cells, differ bool) {
	there := map[string]cell{}
	for _, c := range was {
		there[c.key()] = c
	}
	named := map[string]bool{}
	for _, c := range now {
		named[c.key()] = true
		old := there[c.key()]
		if old.same == c.same && (!whole || c.same == "") {
			continue
		}
		differ = differ || old.same != c.same
		before = append(before, cell{c.under, c.name, old.show, old.same, c.rank})
		after = append(after, c)
	}
	for _, c := range was {
		if whole && !named[c.key()] && c.same != "" {
			differ = true
			before, after = append(before, c), append(after, cell{under: c.under, name: c.name, rank: c.rank})
		}
	}
	return before, after, differ
}

// filled are the cells that are not blank.
func (c cells) filled() cells {
	return slices.DeleteFunc(slices.Clone(c), func(c cell) bool { return c.same == "" })
}

// shape is a row, or a record of one, as scripts write it: the order of its keys is kept.
type shape []pair

type pair struct {
	key   string
	value any
}

// MarshalJSON writes the object.
func (s shape) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, p := range s {
		if i > 0 {
			b.WriteByte(',')
		}
		key, _ := json.Marshal(p.key) // a string
		value, err := json.Marshal(p.value)
		if err != nil {
			return nil, err
		}
		b.Write(key)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// shape writes the cells behind what is before them: values by name under
// fields, those whose names are not their own by id.
func (c cells) shape(before ...pair) shape {
	s := slices.Clone(shape(before))
	fields, custom := shape{}, []shape{}
	for _, x := range slices.SortedStableFunc(slices.Values(c), func(x, y cell) int { return x.rank - y.rank }) {
		switch x.under {
		case "":
			s = append(s, pair{x.name, x.show})
		case "fields":
			fields = append(fields, pair{x.name, x.show})
		default:
			values := x.show
			if values == nil {
				values = []string{""}
			}
			custom = append(custom, shape{{"id", json.Number(x.name)}, {"values", values}})
		}
	}
	if len(fields) > 0 {
		s = append(s, pair{"fields", fields})
	}
	if len(custom) > 0 {
		s = append(s, pair{"custom_fields", custom})
	}
	return s
}

// custom adds the values of 項目, by their names where f knows them. What nobody
// can send is left out.
func (c *cells) custom(f *Form, values []FieldValue) {
	for _, v := range values {
		var field Field
		known := false
		if f != nil {
			field, known = f.ids[v.ID]
		}
		all := full(v.Values)
		n := len(*c)
		switch {
		case known && !field.Writable():
		case !known || len(f.names[field.Name]) > 1:
			c.add("custom_fields", v.ID.String(), all, field.spelled(all))
		case field.Many() || len(all) > 1:
			c.add("fields", field.Name, all, field.spelled(all))
		default:
			c.add("fields", field.Name, strings.Join(all, ""), field.spelled(all))
		}
		for i := n; i < len(*c); i++ {
			(*c)[i].rank = f.place(v.ID)
		}
	}
}

// place is where a field stands in its layout.
func (f *Form) place(id Int) int {
	if f == nil {
		return 0
	}
	return slices.IndexFunc(f.fields, func(x Field) bool { return x.ID == id })
}

// spelled is values in the one spelling of their field, "" when there are none.
func (f Field) spelled(values []string) string {
	out := make([]string, len(values))
	for i, v := range values {
		switch {
		case f.Type == "number":
			out[i] = sameNumber(v)
		case f.Type == "date" && f.TypeDetail == "year_month":
			out[i] = sameTime(v, "2006-1")
		case f.Type == "date":
			out[i] = sameTime(v, "2006-1-2")
		default:
			out[i] = v
		}
	}
	slices.Sort(out)
	return strings.Join(out, "\x00")
}

func asWritten(v string) string { return v }

func sameDate(v string) string { return sameTime(v, "2006-1-2") }

// sameTime is a date without the zeros and signs in which spellings differ.
func sameTime(v, layout string) string {
	t, err := time.Parse(layout, strings.NewReplacer("/", "-", ".", "-").Replace(v))
	if err != nil {
		return v
	}
	return t.Format(layout)
}

func sameNumber(v string) string {
	r, ok := new(big.Rat).SetString(strings.ReplaceAll(v, ",", ""))
	if !ok || strings.ContainsAny(v, "eE/xXpPbBoO_") {
		return v
	}
	return r.RatString()
}
