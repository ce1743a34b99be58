// Package planfile is a plan (package plan) as a file for the person who must
// sign it: CSV or xlsx, in that person's language, and read back after Excel has
// had it in its hands.
//
// A file says first what the plan is about, one fact a line, and then its rows
// below their headings. What is read back are the rows and some of the facts;
// columns and lines that somebody has added do not count, and neither does the
// order of rows and columns.
package planfile

import (
	"encoding/json"
	"time"

	"dandori/runtime/plan"
	"dandori/runtime/say"
)

// File is a plan with what it is about.
type File struct {
	Name    string          // of the workflow, or the path of the bare script
	Run     string          // the dry run that made it
	Made    time.Time       // when
	By      string          // who had it made; "" is not known
	Params  json.RawMessage // what the run was given
	Sandbox []string        // the connections that are simulated
	Rows    []plan.Row

	Notes  []Note // what else the person who signs should know; not read back
	Narrow bool   // read from a file whose encoding lacks characters (cp932)
}

// Note is a line about the plan.
type Note struct{ Label, Text say.Text }

// Format is a kind of file.
type Format string

// The formats, by the ends of their files' names.
const (
	CSV  Format = ".csv"
	XLSX Format = ".xlsx"
)

// column is one of the table's.
type column struct {
	heading say.Text
	width   float64 // in characters, of a sheet
	of      func(plan.Row, say.Lang) string
	take    func(r *plan.Row, text string) bool
	spare   bool // a file may lack it
}

func into(field func(*plan.Row) *string) func(*plan.Row, string) bool {
	return func(r *plan.Row, text string) bool { *field(r) = text; return true }
}

// columns are those of the table, in their order.
func columns() []column {
	texts := func(heading say.Text, width float64, field func(*plan.Row) *string) column {
		return column{heading: heading, width: width, of: func(r plan.Row, _ say.Lang) string { return *field(&r) }, take: into(field)}
	}
	name := texts(say.T("Name"), 20, func(r *plan.Row) *string { return &r.Name })
	name.spare = true // that of an earlier dandori has none
	return []column{
		{heading: say.T("No."), width: 6, of: func(r plan.Row, _ say.Lang) string { return number(r.Write) }, take: func(r *plan.Row, text string) (ok bool) {
			r.Write, ok = parseNumber(text)
			return ok
		}},
		texts(say.T("Connection"), 14, func(r *plan.Row) *string { return &r.Connection }),
		texts(say.T("Operation"), 24, func(r *plan.Row) *string { return &r.Operation }),
		texts(say.T("Target"), 18, func(r *plan.Row) *string { return &r.Target }),
		{heading: say.T("Action"), width: 9, of: func(r plan.Row, l say.Lang) string { return Action(r.Action).In(l) }, take: func(r *plan.Row, text string) (ok bool) {
			r.Action, ok = parseAction(text)
			return ok
		}},
		texts(say.T("Key"), 18, func(r *plan.Row) *string { return &r.Key }),
		name,
		texts(say.T("Field"), 24, func(r *plan.Row) *string { return &r.Field }),
		texts(say.T("Before"), 28, func(r *plan.Row) *string { return &r.Before }),
		texts(say.T("After"), 28, func(r *plan.Row) *string { return &r.After }),
	}
}

// Action is what people call an action.
func Action(a plan.Action) say.Text {
	switch a {
	case plan.Add:
		return say.T("add")
	case plan.Update:
		return say.T("change")
	default:
		return say.T("remove")
	}
}

func parseAction(text string) (plan.Action, bool) {
	for _, a := range []plan.Action{plan.Add, plan.Update, plan.Remove} {
		if names(Action(a), text) {
			return a, true
		}
	}
	return "", false
}

// names reports whether text is what people call something, in any language.
func names(t say.Text, text string) bool {
	return text == t.In(say.English) || text == t.In(say.Japanese)
}
