package cli

import (
	"context"
	"encoding/json"
	"regexp"
	"strings"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/engine"
	"dandori/runtime/queue"
	"dandori/runtime/runner"
)

// exported is a run as a bug report shows it.
type exported struct {
	Dandori  build           `json:"dandori"`
	Exported time.Time       `json:"exported"`
	Run      exportedRun     `json:"run"`
	Program  exportedProgram `json:"program"`
	Journal  []exportedEntry `json:"journal"`
	Log      []exportedLine  `json:"log"`
}

type exportedRun struct {
	ID       string           `json:"id"`
	Workflow string           `json:"workflow"`
	Script   string           `json:"script"`
	State    queue.State      `json:"state"`
	Reason   string           `json:"reason"`
	Attempt  int              `json:"attempt"`
	Crashes  int              `json:"crashes"`
	Epoch    int64            `json:"epoch"`
	Created  time.Time        `json:"created"`
	Started  time.Time        `json:"started,omitzero"`
	Finished time.Time        `json:"finished,omitzero"`
	Due      time.Time        `json:"due,omitzero"`
	Until    time.Time        `json:"until,omitzero"`
	Worked   string           `json:"worked"`
	Sandbox  []string         `json:"sandbox"`
	Sent     map[string]int   `json:"sent"`
	Uses     []string         `json:"uses"`
	DryRun   bool             `json:"dryRun"`
	Signed   string           `json:"signed,omitempty"` // SHA-256 of the plan's file
	Timeout  string           `json:"timeout"`
	Lang     string           `json:"lang"`
	Params   any              `json:"params"`
	Result   any              `json:"result"`
	Failure  *exportedFailure `json:"failure"`
}

type exportedProgram struct {
	Hash    string   `json:"hash"` // keyed: it tells only whether two runs had the same code
	Prelude string   `json:"prelude"`
	Bytes   int      `json:"bytes"`
	Inputs  []string `json:"inputs"`
	Code    string   `json:"code,omitempty"`
}

type exportedFailure struct {
	Name    string         `json:"name"`
	Message string         `json:"message"`
	File    string         `json:"file"`
	Line    int            `json:"line"`
	Column  int            `json:"column"`
	Stack   []string       `json:"stack"`
	Call    int            `json:"call"`
	Error   *exportedError `json:"error"`
}

type exportedError struct {
	Class      call.Class `json:"class"`
	Text       string     `json:"text"`
	Connection string     `json:"connection,omitempty"`
	Vendor     string     `json:"vendor,omitempty"`
	Operation  string     `json:"operation,omitempty"`
	Status     int        `json:"status,omitempty"`
	Code       string     `json:"code,omitempty"`
	Field      string     `json:"field,omitempty"`
	State      string     `json:"state,omitempty"`
	Errors     []string   `json:"errors,omitempty"`
	Messages   []string   `json:"messages,omitempty"`
}

type exportedLine struct {
	At      time.Time `json:"at"`
	Level   string    `json:"level"`
	Script  bool      `json:"script"`
	Message string    `json:"message"`
	Fields  any       `json:"fields,omitempty"`
}

// exporter makes an exported of a run.
type exporter struct {
	store *keeping
	run   queue.Run
	mask  *mask
	kinds map[int]string // of the calls, by number
}

func (r *exporter) export(ctx context.Context) (exported, error) {
	x := exported{Run: r.row(), Journal: []exportedEntry{}, Log: []exportedLine{}}
	code, err := r.store.Content(ctx, r.run.Spec.Program)
	if err != nil {
		return x, err
	}
	x.Program = r.program(code)
	r.kinds = map[int]string{}
	for e, err := range r.store.ReadJournal(ctx, r.run.ID) {
		if err != nil {
			return x, err
		}
		one, err := r.entry(ctx, e)
		if err != nil {
			return x, err
		}
		x.Journal = append(x.Journal, one)
	}
	x.Log, err = r.lines(ctx, x.Log)
	return x, err
}

func (r *exporter) row() exportedRun {
	run, m := r.run, r.mask
	return exportedRun{
		ID: run.ID, Workflow: run.Workflow, Script: run.Script, State: run.State, Reason: m.sentence(run.Reason),
		Attempt: run.Attempt, Crashes: run.Crashes, Epoch: run.Epoch,
		Created: run.Created, Started: run.Started, Finished: run.Finished, Due: run.Due, Until: run.Until, Worked: run.Worked.String(),
		Sandbox: run.Sandbox, Sent: run.Sent, Uses: run.Spec.Uses, DryRun: run.Spec.DryRun, Signed: signed(run.Spec.Signed), Timeout: run.Spec.Timeout.String(), Lang: run.Spec.Lang,
		Params: m.json(run.Spec.Params, m.own), Result: m.json(run.Result, m.own), Failure: r.failure(run.Failure),
	}
}

// signed names the plan that the run keeps to, by its content.
func signed(s *queue.Signed) string {
	if s == nil {
		return ""
	}
	return s.Hash
}

func (r *exporter) program(code []byte) exportedProgram {
	var p struct {
		Code   []byte
		Inputs []string
	}
	_ = json.Unmarshal(code, &p) // read before
	return exportedProgram{Hash: r.run.Spec.Program, Prelude: r.run.Spec.Prelude, Bytes: len(p.Code), Inputs: p.Inputs}
}

// frame is a line of a stack that tells only of code.
var frame = regexp.MustCompile(`^(at )?[\w$.<> ]*\(?[^\s()]+:\d+:\d+\)?$`)

func (r *exporter) failure(text []byte) *exportedFailure {
	f := runner.Failure{Failure: &engine.Failure{}}
	if len(text) == 0 || json.Unmarshal(text, &f) != nil || f.Failure == nil {
		return nil
	}
	x := &exportedFailure{
		Name: r.mask.label(f.Name), Message: r.mask.sentence(f.Message), File: f.File, Line: f.Line, Column: f.Column,
		Stack: []string{}, Call: f.Call, Error: r.error(f.Err),
	}
	for line := range strings.SplitSeq(f.Stack, "\n") {
		if line = strings.TrimSpace(line); line == "" || frame.MatchString(line) {
			x.Stack = append(x.Stack, line)
		} else {
			x.Stack = append(x.Stack, r.mask.text(line))
		}
	}
	return x
}

func (r *exporter) error(e *call.Error) *exportedError {
	if e == nil {
		return nil
	}
	x := &exportedError{
		Class: e.Class, Text: r.mask.sentence(e.Text), Connection: e.Connection, Vendor: e.Vendor, Operation: e.Operation,
		Status: e.Status, Code: r.mask.label(e.Code), Field: r.mask.label(e.Field), State: r.mask.label(e.State),
	}
	for _, text := range e.Errors {
		x.Errors = append(x.Errors, r.mask.text(text))
	}
	for _, text := range e.Messages {
		x.Messages = append(x.Messages, r.mask.text(text))
	}
	return x
}

// lines adds the run's log to out.
func (r *exporter) lines(ctx context.Context, out []exportedLine) ([]exportedLine, error) {
	for {
		lines, err := r.store.Read(ctx, r.run.ID, len(out), linesAtOnce)
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			out = append(out, r.line(l))
		}
		if len(lines) < linesAtOnce {
			return out, nil
		}
	}
}

func (r *exporter) line(l queue.Line) exportedLine {
	x := exportedLine{At: l.At, Level: l.Level, Script: l.Script, Message: r.mask.text(l.Message), Fields: r.mask.json(l.Fields, r.mask.own)}
	if !l.Script {
		x.Message = r.mask.message(l.Message)
	}
	return x
}
