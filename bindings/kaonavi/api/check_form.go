package api

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"dandori/runtime/say"
)

// object is a JSON object whose members are as they came.
type object = map[string]json.RawMessage

// named puts values by id in the place of those by name: "fields" of a member,
// and of each record of a sheet; on a sheet of single records the row's own are
// those of its first record. What cannot be read is left for the reader of rows to tell.
func (c *checker) named(item json.RawMessage) json.RawMessage {
	var row object
	if c.form == nil || json.Unmarshal(item, &row) != nil || row == nil {
		return item
	}
	c.code = text(row["code"])
	switch c.op.Kind {
	case Members:
		c.merge("", row)
	case Records:
		c.mergeRecords(row)
	}
	out, err := json.Marshal(row)
	if err != nil {
		return item
	}
	return out
}

func (c *checker) mergeRecords(row object) {
	var records []object
	if raw, there := row["records"]; there && json.Unmarshal(raw, &records) != nil {
		return
	}
	if fields, there := row["fields"]; there {
		delete(row, "fields")
		switch {
		case !c.form.single:
			c.problem("fields", say.T("belongs into one of the records: a member may have several on this sheet"))
		case len(records) == 0:
			records = append(records, object{"fields": fields})
		default:
			records[0] = maps.Clone(records[0])
			records[0]["fields"] = fields
		}
	}
	for i, record := range records {
		if record != nil {
			c.merge(fmt.Sprintf("records[%d]", i), record)
		}
	}
	if records != nil {
		row["records"], _ = json.Marshal(records) // objects of valid JSON
	}
}

// merge moves the values of m's fields into its custom_fields, where they win.
// What only Kaonavi sets is left out when it is as it was read, and refused when it is not.
func (c *checker) merge(path string, m object) {
	var values []FieldValue
	if raw, there := m["custom_fields"]; there && json.Unmarshal(raw, &values) != nil {
		return
	}
	was := map[Int][]string{}
	for _, v := range values {
		was[v.ID] = full(v.Values)
	}
	values = slices.DeleteFunc(values, func(v FieldValue) bool {
		f, known := c.form.ids[v.ID]
		return known && !f.Writable()
	})
	given := c.fieldsIn(path, m)
	for _, name := range sortedKeys(given) {
		at := joined(path, "fields."+name)
		f, next, ok := c.valueOf(at, name, given[name])
		switch {
		case ok && f.Writable():
			values = put(values, f.ID, next)
		case ok && !sameSet(full(next), was[f.ID]):
			c.problem(at, say.T("is filled in by Kaonavi itself and cannot be written"))
		}
	}
	c.judgeAll(path, values)
	if _, there := m["custom_fields"]; there || len(values) > 0 {
		m["custom_fields"], _ = json.Marshal(values) // read from valid JSON
	}
}

// valueOf returns the field of a name and the values given for it; what is wrong with either is a problem.
func (c *checker) valueOf(at, name string, raw json.RawMessage) (f Field, values []string, ok bool) {
	found := c.form.names[name]
	if len(found) != 1 {
		c.problem(at, c.form.missing(name, found))
		return f, nil, false
	}
	if values, ok = valuesOf(raw); !ok {
		c.problem(at, say.T("must be a string, an array of strings, or null to clear it"))
	}
	return found[0], values, ok
}

func (c *checker) judgeAll(path string, values []FieldValue) {
	for _, v := range values {
		if f, known := c.form.ids[v.ID]; known {
			c.judge(joined(path, "fields."+f.Name), f, full(v.Values))
		}
	}
}

func (c *checker) fieldsIn(path string, m object) object {
	raw, there := m["fields"]
	delete(m, "fields")
	var given object
	if there && json.Unmarshal(raw, &given) != nil {
		c.problem(joined(path, "fields"), say.T("must be an object with the names of fields"))
	}
	return given
}

// valuesOf reads a value as scripts write it.
func valuesOf(raw json.RawMessage) ([]string, bool) {
	if string(raw) == "null" {
		return []string{""}, true
	}
	var one string
	if json.Unmarshal(raw, &one) == nil {
		return []string{one}, true
	}
	var many []string
	if json.Unmarshal(raw, &many) != nil {
		return nil, false
	}
	if len(many) == 0 {
		many = []string{""}
	}
	return many, true
}

func put(values []FieldValue, id Int, next []string) []FieldValue {
	for i, v := range values {
		if v.ID == id {
			values[i].Values = next
			return values
		}
	}
	return append(values, FieldValue{ID: id, Values: next})
}

// judge checks values against what the layout says of their field (7.2). That
// lengths count characters is inferred (D).
func (c *checker) judge(path string, f Field, values []string) {
	if len(values) > 1 && !f.Many() && f.TypeDetail != "" {
		c.problem(path, say.T("takes one value only"))
	}
	for _, v := range values {
		switch {
		case f.Type == "enum" && len(f.Enum) > 0 && !slices.Contains(f.Enum, v):
			c.problem(path, noChoice(v, f.Enum))
		case f.Type == "date" && f.TypeDetail == "year_month" && !isTime("2006-01", v):
			c.problem(path, say.T("%q is no month as YYYY-MM", quoted(v)))
		case f.Type == "date" && f.TypeDetail != "year_month" && !isTime(time.DateOnly, v):
			c.problem(path, say.T("%q is no date as YYYY-MM-DD", quoted(v)))
		case f.Type == "number" && !isNumber(v):
			c.problem(path, say.T("%q is no number in digits", quoted(v)))
		case f.MaxLength != nil && len([]rune(v)) > int(*f.MaxLength):
			c.problem(path, say.T("has %d characters; Kaonavi takes %d at most", len([]rune(v)), int(*f.MaxLength)))
		}
	}
}

func isTime(layout, v string) bool {
	_, err := time.Parse(layout, v)
	return err == nil
}

// isNumber is generous: whether the vendor writes commas is not found.
func isNumber(v string) bool {
	return strings.ContainsAny(v, "0123456789") && strings.Trim(v, "0123456789,.+-") == ""
}

// noChoice names the nearest choice.
func noChoice(v string, labels []string) say.Text {
	if near := closest(v, labels); near != "" {
		return say.T("%q is none of the choices; did you mean %q?", quoted(v), near)
	}
	return say.T("%q is none of the choices; there are %s", quoted(v), shown(labels))
}

// quoted is a value as a problem shows it: what stands in the wrong cell is what
// its person looks for, but not a whole letter that landed there.
func quoted(v string) string {
	const most = 30
	if cut := []rune(v); len(cut) > most {
		return string(cut[:most]) + "…"
	}
	return v
}

// shown is a list for people, cut when it is long.
func shown(labels []string) say.Text {
	const most = 20
	if len(labels) <= most {
		return say.Raw(strings.Join(labels, ", "))
	}
	return say.T("%s (and %d more)", strings.Join(labels[:most], ", "), len(labels)-most)
}
