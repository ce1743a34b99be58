package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// checker gathers what is wrong with rows, one after the other. Values stay out
// of what it says: only codes, ids and the names of fields are in it.
type checker struct {
	op       Operation
	at       Target
	sizes    Sizes
	form     *Form          // nil: values go by id only
	argument string         // what the script calls the rows: "rows"
	content  string         // what it calls what is in a file; "": as the vendor does
	index    int            // -1: there is one object only
	code     string         // of the row under way, "" when it has none
	seen     map[string]int // key of a row to its index
	problems []problem

	strangers []stranger // keys that nobody knows yet
}

// problem is what is wrong with one row.
type problem struct {
	index int
	say.Text
}

func newChecker(op Operation, at Target, argument string, s Sizes) *checker {
	return &checker{op: op, at: at, argument: argument, sizes: s.withDefaults(), seen: map[string]int{}}
}

// into reads a row into v, and returns what v's type does not know. What it
// cannot read is a problem.
func (c *checker) into(item json.RawMessage, v any) bool {
	item = bytes.TrimSpace(item)
	if len(item) == 0 || item[0] != '{' {
		c.problem("", say.T("a row must be an object"))
		return false
	}
	err := json.Unmarshal(item, v)
	if w := (*wrongField)(nil); errors.As(err, &w) {
		path, kind, why := w.apart()
		if kind == "number" && strings.HasSuffix(path, "code") {
			why = say.T("a code must be a string: a number loses its leading zeros")
		}
		c.problem(path, why)
	} else if err != nil {
		c.problem("", say.T("cannot be read"))
	}
	return err == nil
}

// key checks the code by which a row is known, and that no row before has it.
func (c *checker) key(field, code string) {
	c.code = strings.TrimSpace(code)
	if c.code == "" {
		c.problem(field, say.T("is missing"))
		return
	}
	c.code = code
	if first, twice := c.seen[code]; twice {
		c.problem(field, say.T("is there already, in %s[%d]", c.argument, first))
		return
	}
	c.seen[code] = c.index
}

// date checks YYYY-MM-DD, or nothing.
func (c *checker) date(field string, value *string) {
	if value == nil || *value == "" {
		return
	}
	if _, err := time.Parse(time.DateOnly, *value); err != nil {
		c.problem(field, say.T("%q is no date as YYYY-MM-DD", quoted(*value)))
	}
}

// distinct refuses blank and repeated codes in a list.
func (c *checker) distinct(field string, codes []string) {
	seen := map[string]bool{}
	for _, code := range codes {
		if strings.TrimSpace(code) == "" {
			c.problem(field, say.T("has a blank in it"))
		} else if seen[code] {
			c.problem(field, say.T("has %s twice", code))
		}
		seen[code] = true
	}
}

// problem notes what is wrong with the row under way, or with one field of it.
func (c *checker) problem(field string, what say.Text) {
	if field != "" {
		field = "." + field
	}
	if c.code != "" {
		field += " (" + c.code + ")"
	}
	row := fmt.Sprintf("%s[%d]", c.argument, c.index)
	if c.index < 0 {
		row = c.argument
	}
	c.problems = append(c.problems, problem{c.index, say.T("%s%s: %s", row, field, what)})
}

const mostProblems = 50 // in the text; Errors has all

// err is all problems as one error, row by row, nil when there is none.
func (c *checker) err(rows int) error {
	if len(c.problems) == 0 {
		return nil
	}
	var texts []say.Text
	for _, p := range slices.SortedStableFunc(slices.Values(c.problems), func(a, b problem) int { return a.index - b.index }) {
		texts = append(texts, p.Text)
	}
	shown := texts[:min(len(texts), mostProblems)]
	e := call.New(call.TypeError, "nothing was sent for %s: %d {2:problem|problems} in %d {3:row|rows}%s", c.op.Name, len(texts), rows, lines(shown, len(texts)))
	for _, t := range texts {
		e.Errors = append(e.Errors, t.En)
	}
	e.Vendor, e.Operation = Vendor, c.op.Name
	return e
}

// lines puts each text on a line of its own, in every language.
func lines(texts []say.Text, total int) say.Text {
	var all say.Text
	if total > len(texts) {
		texts = append(slices.Clip(texts), say.T("and %d more", total-len(texts)))
	}
	for _, t := range texts {
		all.En, all.Ja = all.En+"\n  "+t.En, all.Ja+"\n  "+t.Ja
	}
	return all
}
