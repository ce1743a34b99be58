package api

import (
	"bytes"
	"encoding/json"
	"strings"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// Row is one object with the vendor's keys; its values are as they were given.
type Row map[string]json.RawMessage

// Rows are what a write sends. Made by Parse, they hold nothing that the
// vendor itself sets, and no mistake that can be seen without asking it.
type Rows []Row

// Mask is what the vendor shows in place of every password (2.2).
const Mask = "****"

// Parse reads rows, each a JSON object, for op. Whatever is wrong with any of
// them is in the one error, a TypeError; argument is what the script calls them: "users".
//
// What the vendor sets by itself (last_modified_at and the like) is left out, so
// that rows can be sent as they were read.
func Parse(op Operation, argument string, items []json.RawMessage) (Rows, error) {
	check := &checker{op: op, argument: argument, seen: map[string]int{}}
	rows := make(Rows, 0, len(items))
	for i, item := range items {
		check.index = i
		rows = append(rows, check.row(item))
	}
	return rows, check.err(len(items))
}

// ParseCodes is Parse for what is deleted or cleared: an array of member codes.
func ParseCodes(op Operation, argument string, codes []string) (Rows, error) {
	check := &checker{op: op, argument: argument, seen: map[string]int{}}
	rows := make(Rows, 0, len(codes))
	for i, code := range codes {
		check.index = i
		check.unique(code, "")
		if strings.TrimSpace(code) == "" {
			check.problem("", say.T("a member code cannot be empty"))
		}
		raw, _ := json.Marshal(code) // a string
		rows = append(rows, Row{memberCode: raw})
	}
	return rows, check.err(len(codes))
}

// checker gathers what is wrong with rows, one after the other.
type checker struct {
	op       Operation
	argument string
	index    int
	seen     map[string]int // key of a row to its index
	problems []say.Text
}

func (c *checker) row(item json.RawMessage) Row {
	var row Row
	if !isObject(item) || json.Unmarshal(item, &row) != nil {
		c.problem("", say.T("a row must be an object"))
		return nil
	}
	for _, k := range sortedKeys(row) {
		c.value(k, row[k])
	}
	switch c.op.Kind {
	case Users:
		c.user(row)
	case Departments:
		c.department(row)
	default:
		c.sheetRow(row)
	}
	return row
}

// value refuses what no sample of the document has: lists and objects. null is left to the vendor.
func (c *checker) value(key string, raw json.RawMessage) {
	raw = bytes.TrimSpace(raw)
	if raw[0] == '{' || raw[0] == '[' {
		c.problem(key, say.T("a value must be a string, a number or a boolean"))
	}
}

// code checks that the row has a code, as a string: 00123 is no number.
func (c *checker) code(row Row, key string) string {
	raw, there := row[key]
	code := text(raw)
	switch {
	case !there || strings.TrimSpace(code) == "":
		c.problem(key, say.T("is missing"))
	case raw[0] != '"':
		c.problem(key, say.T("a code must be a string: a number loses its leading zeros"))
	}
	return code
}

// unique refuses a second row with the same key. name is the key's field.
func (c *checker) unique(key, name string) {
	if key == "" {
		return
	}
	if first, twice := c.seen[key]; twice {
		c.problem(name, say.T("%q is there already, in %s[%d]", key, c.argument, first))
		return
	}
	c.seen[key] = c.index
}

// problem notes what is wrong with the row under way, or with one key of it.
func (c *checker) problem(key string, what say.Text) {
	c.problems = append(c.problems, say.T("%s[%d]%s: %s", c.argument, c.index, dotted(key), what))
}

func dotted(key string) string {
	if key == "" {
		return ""
	}
	return "." + key
}

const mostProblems = 20 // in the text; Errors has all

// err is all problems as one error, nil when there is none.
func (c *checker) err(rows int) error {
	if len(c.problems) == 0 {
		return nil
	}
	shown := c.problems[:min(len(c.problems), mostProblems)]
	e := call.New(call.TypeError, "nothing was sent for %s: %d {2:problem|problems} in %d {3:row|rows}%s", c.op.Name, len(c.problems), rows, lines(shown, len(c.problems)))
	for _, p := range c.problems {
		e.Errors = append(e.Errors, p.En)
	}
	e.Operation = c.op.Name
	return e
}

// lines puts each text on a line of its own, in every language.
func lines(texts []say.Text, total int) say.Text {
	var all say.Text
	for _, t := range texts {
		all.En, all.Ja = all.En+"\n  "+t.En, all.Ja+"\n  "+t.Ja
	}
	if total > len(texts) {
		more := say.T("and %d more", total-len(texts))
		all.En, all.Ja = all.En+"\n  "+more.En, all.Ja+"\n  "+more.Ja
	}
	return all
}
