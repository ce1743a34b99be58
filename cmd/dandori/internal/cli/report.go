package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"dandori/runtime/call"
	"dandori/runtime/compile"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

// reported turns any error into the problems that it consists of.
func reported(err error) workflow.Problems {
	var wrong *workflow.WrongInput
	var problems workflow.Problems
	var compiled *compile.Errors
	var failed *call.Error
	var usage *usageError
	switch {
	case errors.As(err, &wrong):
		return wrong.Problems
	case errors.As(err, &problems):
		return problems
	case errors.As(err, &compiled):
		return diagnosed(compiled.Diagnostics)
	case errors.As(err, &failed):
		return workflow.Problems{{Message: failed.Text, Hint: failed.Hint}}
	case errors.As(err, &usage):
		return workflow.Problems{{Message: usage.text, Hint: usage.hint}}
	}
	return workflow.Problems{{Message: say.Text{En: say.In(err, say.English), Ja: say.In(err, say.Japanese)}}}
}

func diagnosed(list []compile.Diagnostic) workflow.Problems {
	var out workflow.Problems
	for _, d := range list {
		out = append(out, workflow.Problem{File: d.File, Line: d.Line, Column: d.Column, LineText: d.LineText, Message: d.Message, Hint: d.Hint})
	}
	return out
}

// printProblem writes p for people: what and where, the line with a caret
// under the place, and what to do.
//
//	dandori.yaml:3:5: unknown key "kindd"
//	   3 |     kindd: sansan
//	     |     ^
//	  → did you mean "kind"?
func printProblem(w io.Writer, p workflow.Problem, l say.Lang) {
	message := p.Message.In(l)
	if p.Warning {
		message = say.T("warning: %s", p.Message).In(l)
	}
	fmt.Fprintf(w, "%s%s\n", place(p), strings.Map(readable, message))
	if p.LineText != "" {
		number := fmt.Sprintf("%4d", p.Line)
		line, before := excerpt(p.LineText, p.Column)
		fmt.Fprintf(w, "%s | %s\n", number, line)
		fmt.Fprintf(w, "%*s | %s^\n", len(number), "", strings.Repeat(" ", before))
	}
	if !p.Hint.IsZero() {
		fmt.Fprintf(w, "  → %s\n", p.Hint.In(l))
	}
}

// place is "file:line:column: ", as far as it is known.
func place(p workflow.Problem) string {
	switch {
	case p.File == "":
		return ""
	case p.Line == 0:
		return p.File + ": "
	default:
		return fmt.Sprintf("%s:%d:%d: ", p.File, p.Line, p.Column)
	}
}
