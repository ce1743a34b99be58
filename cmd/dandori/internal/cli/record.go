package cli

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"math"
	"path"
	"slices"
	"strings"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/engine"
	"dandori/runtime/workflow"
)

// record is the object that run --json prints (design §7): all keys always,
// null where nothing is.
type record struct {
	Run      *string         `json:"run"`
	Workflow *string         `json:"workflow"` // null for a bare script
	State    engine.State    `json:"state"`
	Result   json.RawMessage `json:"result"`
	Error    *recordError    `json:"error"`
	Requests map[string]int  `json:"requests"` // by connection: everything sent, tokens and polls too
	Sandbox  []string        `json:"sandbox"`
	Seconds  float64         `json:"seconds"`
	Plan     *recordPlan     `json:"plan"` // null: no dry run
}

type recordError struct {
	Name    string  `json:"name"`
	Message string  `json:"message"`
	File    *string `json:"file"` // project-relative
	Line    *int    `json:"line"`
	Column  *int    `json:"column"` // in UTF-16 units
	Hint    *string `json:"hint"`
}

func newRecord() *record {
	return &record{State: engine.Failed, Requests: map[string]int{}, Sandbox: []string{}}
}

// fail writes into r why there is no run at all, or why nobody could go on with it.
func (r *record) fail(err error, a *app) {
	if run := a.asked; run != nil {
		r.Run, r.Workflow, r.State = &run.ID, optional(run.Workflow), engine.State(run.State)
	}
	name, _ := outcome{err: err}.ending()
	problems := reported(err)
	var failed *call.Error
	if name == "" && errors.As(err, &failed) {
		name = string(failed.Class)
	}
	p := problems[0]
	r.Error = a.recordError(name, p)
	for _, more := range problems[1:] {
		r.Error.Message += "\n" + place(more) + more.Message.In(a.lang)
	}
}

func (a *app) recordError(name string, p workflow.Problem) *recordError {
	return &recordError{
		Name: name, Message: p.Message.In(a.lang),
		File: optional(p.File), Line: optional(p.Line), Column: optional(p.Column), Hint: optional(p.Hint.In(a.lang)),
	}
}

// finish writes into r how the run ended.
func (r *record) finish(a *app, result engine.Result) {
	r.State, r.Result = result.State, result.Value
	if f := result.Failure; f != nil {
		r.Error = a.recordError(f.Name, failureProblem(f))
	}
}

func failureProblem(f *engine.Failure) workflow.Problem {
	return workflow.Problem{File: f.File, Line: f.Line, Column: f.Column, Message: f.Message, Hint: f.Hint}
}

func seconds(d time.Duration) float64 { return math.Round(d.Seconds()*1000) / 1000 }

// newRunID returns a run's name: when it began, and some letters that make it
// one of its own. Names sort by time.
func newRunID(now time.Time) string {
	return now.Format("20060102-150405-") + strings.ToLower(rand.Text()[:6])
}

// wantsJSON reports whether the command line asks for the record of a run as
// JSON, before it is parsed: wrong usage too is then told as JSON.
func wantsJSON(args []string) bool {
	var words []string
	asked := false
	for i, arg := range args {
		if arg == "--" {
			break
		}
		switch {
		case arg == "--json" || arg == "--json=true":
			asked = true
		case !strings.HasPrefix(arg, "-") && (i == 0 || !takesValue(args[i-1])):
			words = append(words, path.Base(arg))
		}
	}
	return asked && carriesOn(words)
}

// carriesOn reports whether a command carries a run on, and ends with its record.
func carriesOn(words []string) bool {
	switch {
	case len(words) == 0:
		return false
	case words[0] == "runs":
		return len(words) > 1 && slices.Contains([]string{"resume", "retry", "rerun", "undo"}, words[1])
	}
	return words[0] == "run"
}

// takesValue reports whether the next argument belongs to this flag, one of those that stand before a command.
func takesValue(arg string) bool {
	return arg == "-C" || arg == "--directory" || arg == "--lang" || arg == "--log-format" || arg == "--log-level"
}
