package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/say"

	"github.com/agnivade/levenshtein"
)

// checker gathers what is wrong with rows, one after the other. Values stay out
// of what it says: only codes, ids and the names of fields are in it.
type checker struct {
	op       Operation
	at       Target
	sizes    Sizes
	form     *Form          // nil: values go by id only
	argument string         // what the script calls the rows: "rows"
	index    int            // -1: there is one object only
	code     string         // of the row under way, "" when it has none
	seen     map[string]int // key of a row to its index
	problems []say.Text
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
		c.problem("", say.Text{En: w.SayIn(say.English), Ja: w.SayIn(say.Japanese)})
	} else if err != nil {
		c.problem("", say.T("cannot be read"))
	}
	return err == nil
}

// key checks the code by which a row is known, and that no row before has it.
func (c *checker) key(field, code string) {
	c.code = code
	if strings.TrimSpace(code) == "" {
		c.problem(field, say.T("is missing"))
		return
	}
	if first, twice := c.seen[code]; twice {
		c.problem(field, say.T("is there already, in %s[%d]", c.argument, first))
		return
	}
	c.seen[code] = c.index
}

// unknown lets what a type does not know pass, for the vendor may have added
// it, unless it looks like a slip of one of names.
func (c *checker) unknown(path string, rest Rest, v any) {
	for _, key := range sortedKeys(rest) {
		if near := nearest(key, namesOf(reflect.TypeOf(v))); near != "" {
			c.problem(joined(path, key), say.T("is no field that Kaonavi knows; did you mean %q?", near))
		}
	}
}

// nearest returns the name that word was probably meant to be, "" when there is
// none: one letter off, two letters swapped, or written enteredDate. It is not
// generous, for what the vendor adds may look like what it had.
func nearest(word string, names []string) string {
	plain := strings.NewReplacer("_", "", "-", "")
	for _, name := range names {
		a, b := strings.ToLower(plain.Replace(word)), plain.Replace(name)
		d := levenshtein.ComputeDistance(a, b)
		if len(name) > 2 && (d < 2 || d == 2 && sortedLetters(a) == sortedLetters(b)) {
			return name
		}
	}
	return ""
}

func sortedLetters(s string) string {
	letters := []byte(s)
	slices.Sort(letters)
	return string(letters)
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
	c.problems = append(c.problems, say.T("%s%s: %s", row, field, what))
}

const mostProblems = 50 // in the text; Errors has all

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
