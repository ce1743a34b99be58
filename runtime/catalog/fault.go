package catalog

import (
	"errors"

	"dandori/runtime/call"
	"dandori/runtime/compile"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

// faultOf makes a fault of why a save made no version: the first thing that is
// wrong, where it is. script is the file to name when nothing else is known.
func faultOf(err error, script string) *Fault {
	var problems workflow.Problems
	var errs *compile.Errors
	var e *call.Error
	switch {
	case errors.As(err, &problems) && len(problems.Errors()) > 0:
		p := problems.Errors()[0]
		return &Fault{File: p.File, Line: p.Line, Column: p.Column, Message: p.Message, Hint: p.Hint}
	case errors.As(err, &errs) && len(errs.Diagnostics) > 0:
		d := errs.Diagnostics[0]
		return &Fault{File: d.File, Line: d.Line, Column: d.Column, Message: d.Message, Hint: d.Hint}
	case errors.As(err, &e):
		return &Fault{File: script, Message: e.Text, Hint: e.Hint}
	}
	return &Fault{File: script, Message: say.Text{En: say.In(err, say.English), Ja: say.In(err, say.Japanese)}}
}

// Problem returns the fault as one of the YAML's problems, to be shown in the same way.
func (f *Fault) Problem() workflow.Problem {
	return workflow.Problem{File: f.File, Line: f.Line, Column: f.Column, Message: f.Message, Hint: f.Hint}
}

// same reports whether two faults tell a person the same.
func (f *Fault) same(other *Fault) bool {
	return f == other || f != nil && other != nil && *f == *other
}

// place is where the fault is, as editors and terminals understand it.
func (f *Fault) place() say.Text {
	switch {
	case f.Line == 0:
		return say.T("%[1]s: %[2]s", f.File, f.Message)
	default:
		return say.T("%[1]s:%[2]d:%[3]d: %[4]s", f.File, f.Line, f.Column, f.Message)
	}
}
