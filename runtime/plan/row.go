package plan

import (
	"bytes"
	"encoding/json"
	"strings"
)

// Row is one line of a plan as a person reads and signs it: one field of one
// row of one write. A removal is one line, with the name of what goes where it has one.
type Row struct {
	Write      int // which write of the plan, from 1
	Connection string
	Operation  string
	Target     string // a sheet's or a field's name or id; "" where the operation says it
	Action     Action
	Key        string
	Name       string // what people call the row; "" where the key says it, or nobody knows
	Field      string
	Before     string // as Text writes it
	After      string
}

// Rows are the lines of a plan. A write that changes nothing has none.
func Rows(writes []Write) []Row {
	var out []Row
	for i, w := range writes {
		out = append(out, w.rows(i+1)...)
	}
	return out
}

func (w Write) rows(number int) []Row {
	var out []Row
	for _, c := range w.Changes {
		row := Row{
			Write: number, Connection: w.Connection, Operation: w.Operation, Target: w.target(),
			Action: c.Action(), Key: strings.TrimSpace(c.Of + " " + c.Key), Name: c.called(),
		}
		if row.Action == Remove {
			row.Field, row.Before = c.name()
			out = append(out, row)
			continue
		}
		fields := c.Fields()
		if len(fields) == 0 { // such as a row that is added with nothing in it
			out = append(out, row)
		}
		for _, f := range fields {
			row.Field, row.Before, row.After = f.Name, Text(f.Before), Text(f.After)
			out = append(out, row)
		}
	}
	return out
}

// called is the name, unless the key says the same.
func (c Change) called() string {
	if c.Name == c.Key {
		return ""
	}
	return strings.TrimSpace(c.Name)
}

// name is the field of the row before that people call it by, and its value:
// who signs a removal should not have to look codes up.
func (c Change) name() (field, value string) {
	var before leaves
	before.take("", c.Was)
	for _, field := range before.names {
		if v := Text(before.values[field]); strings.Contains(strings.ToLower(field), "name") && v != "" {
			return field, v
		}
	}
	return "", ""
}

func (w Write) target() string {
	switch {
	case w.Title == "" || w.Title == w.Target:
		return w.Target
	case w.Target == "":
		return w.Title
	default:
		return w.Title + " (" + w.Target + ")"
	}
}

// Text is a value as people read it: a text without its quotes, several
// values separated by " / ", nothing for null and for what is not there.
func Text(raw json.RawMessage) string {
	var text string
	var several []string
	switch {
	case empty(raw):
		return ""
	case json.Unmarshal(raw, &text) == nil:
		return text
	case bytes.HasPrefix(raw, []byte("[")) && json.Unmarshal(raw, &several) == nil:
		return strings.Join(several, " / ")
	default:
		return string(raw)
	}
}
