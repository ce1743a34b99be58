// Package engine takes one run through its journal: it is the host that the
// script's VM asks, and it says how the run ended.
package engine

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/compile"
	"dandori/runtime/journal"
	"dandori/runtime/say"
	"dandori/runtime/vm"
)

// Config is one run.
type Config struct {
	Program *compile.Program
	Params  json.RawMessage // an object; nil for none
	Modules []vm.Module
	Journal journal.Log                 // what it holds is gone through first; nil: nothing is kept
	Lang    say.Lang                    // of messages that the script sees
	Timeout time.Duration               // of the whole run; 0 for none
	Console func(level, message string) // what the script's console prints
}

// State is how a run stands (design §7). Run returns only those that it can end in.
type State string

// The states in which Run can leave a run.
const (
	Succeeded State = "succeeded"
	Failed    State = "failed"
	InDoubt   State = "in_doubt"  // a write's answer is unknown
	Cancelled State = "cancelled" // by a person
	Paused    State = "paused"    // interrupted, or the script asks for other things than its journal holds
)

// Result is what came of a run.
type Result struct {
	State   State
	Value   json.RawMessage // what the default function returned; nil for nothing
	Failure *Failure        // nil when the run succeeded
}

// Failure is why a run did not succeed, for the person who must act.
type Failure struct {
	Name        string // the error's name as scripts see it
	Message     say.Text
	Hint        say.Text    // zero when there is nothing to say
	File        string      // project-relative, of the user's own source; "" when not known
	Line        int         // from 1
	Column      int         // from 1, UTF-16 units
	Stack       string      // the user's frames, one a line
	Err         *call.Error // nil for what the script itself threw
	TimedOut    bool
	Interrupted bool
	Diverged    bool
}

// The causes with which a caller ends a run's context.
var (
	ErrInterrupted = errors.New("engine: interrupted")
	ErrCancelled   = errors.New("engine: cancelled")
)

var errTimeout = errors.New("engine: the run took longer than its timeout")

// Run runs c to its end. When ctx ends, its cause says how: ErrCancelled, or
// else it counts as interrupted. Nothing new is sent then; writes on the wire are waited for.
func Run(ctx context.Context, c Config) Result {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	if c.Timeout > 0 {
		stop := clock.AfterFunc(c.Timeout, func() { cancel(errTimeout) })
		defer stop()
	}
	r := vm.New(vm.Config{
		Host:    newHost(c.Journal, cancel),
		Modules: c.Modules,
		Lang:    c.Lang,
		Params:  c.Params,
		Console: c.Console,
	})
	value, err := r.Run(ctx, vm.Program{Name: c.Program.Name, Code: string(c.Program.Code), Map: c.Program.Map})
	if err == nil {
		return Result{State: Succeeded, Value: value}
	}
	return ended(c, r.Failure(err))
}

// ended says how a run ended that did not succeed.
func ended(c Config, f *vm.Failure) Result {
	out := &Failure{Name: f.Name, Message: say.Raw(f.Message), File: f.File, Line: f.Line, Column: f.Column, Stack: f.Stack}
	var e *call.Error
	if errors.As(f.Err, &e) {
		out.Err, out.Message, out.Hint = e, e.Text, e.Hint
	}
	result := Result{State: Failed, Failure: out}
	var d *divergence
	switch {
	case e != nil && e.Class == call.InDoubt:
		result.State = InDoubt
	case errors.As(f.Err, &d):
		out.Name, out.Message, out.Hint, out.Diverged = "Diverged", d.text, d.hint, true
		result.State = Paused
	case errors.Is(f.Err, errTimeout):
		out.Name, out.TimedOut = "TimeoutError", true
		out.Message = say.T("the run took longer than its timeout of %s", c.Timeout)
	case errors.Is(f.Err, ErrCancelled):
		out.Name, out.Message, result.State = "Cancelled", say.T("the run was cancelled"), Cancelled
	case errors.Is(f.Err, ErrInterrupted), errors.Is(f.Err, context.Canceled):
		out.Name, out.Message, out.Interrupted, result.State = "Interrupted", say.T("the run was interrupted"), true, Paused
	}
	return result
}
