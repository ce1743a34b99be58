package engine

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"

	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/vm"
)

// result says how the run ended, from what the VM returned. A journal that
// cannot be written comes first: nothing that follows from it is certain. A
// write in doubt comes before every other end.
func (h *host) result(value json.RawMessage, err error) Result {
	switch {
	case h.broken != nil:
		return Result{State: Paused, Failure: lost(h.broken)}
	case isDoubt(err):
	case context.Cause(h.ctx) == errSuspended:
		return Result{State: Waiting, Waits: h.stoodFor()}
	case err == nil || h.ofScript(err):
		err = cmp.Or(h.forgotten(), err)
	}
	if err == nil {
		return h.unlessDoubt(Result{State: Succeeded, Value: value, Keep: h.kept()})
	}
	return h.unlessDoubt(h.ended(h.vm.Failure(err)))
}

// ofScript reports whether err is how the script itself ended: nothing stopped
// it, and nothing kept it from running.
func (h *host) ofScript(err error) bool {
	var e *call.Error
	own := !errors.As(err, &e) || e.Class != call.Config && e.Class != call.Changed && e.Class != call.Fault
	return own && h.ctx.Err() == nil
}

// unlessDoubt is r, unless the run would be over and a request of an earlier
// process were left in doubt: a work that was stopped before it came to it says nothing of it.
func (h *host) unlessDoubt(r Result) Result {
	doubts := h.doubts(0)
	if len(doubts) == 0 || r.State == Paused {
		return r
	}
	if r.State != InDoubt {
		e := call.Doubt(doubts[0].Intent.Request, errLeft())
		r = Result{State: InDoubt, Failure: failureOf(e)}
	}
	r.Doubts = doubts
	return r
}

// kept returns the changes of the state that are due at the end.
func (h *host) kept() []call.Keep {
	slices.SortStableFunc(h.keeps, func(a, b keep) int { return cmp.Compare(a.n, b.n) })
	var list []call.Keep
	for _, k := range h.keeps {
		list = append(list, k.Keep)
	}
	return list
}

// ended says how a run ended that did not succeed.
func (h *host) ended(f *vm.Failure) Result {
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
	case e != nil && e.Class == call.Changed:
		out.Changed, result.State = true, Paused
	case e != nil && e.Class == call.Fault: // no fault of the script's: it may go on when that is mended
		out.Lost, result.State = true, Paused
	case e != nil && e.Class == call.LimitError: // it would exceed it again
		out.Name = string(e.Class)
	case errors.As(f.Err, &d):
		out.Name, out.Message, out.Hint, out.Diverged = "Diverged", d.text, d.hint, true
		result.State = Paused
	case errors.Is(f.Err, errTimeout):
		out.Name, out.TimedOut = "TimeoutError", true
		out.Message = say.T("the run took longer than its timeout of %s", cmp.Or(h.config.Of, h.config.Timeout))
	case errors.Is(f.Err, ErrCancelled):
		out.Name, out.Message, result.State = "Cancelled", say.T("the run was cancelled"), Cancelled
	case errors.Is(f.Err, ErrInterrupted), errors.Is(f.Err, context.Canceled), h.stopped(f.Err):
		out.Name, out.Message, out.Interrupted, result.State = "Interrupted", say.T("the run was interrupted"), true, Paused
	default:
		var behind *call.Error
		if errors.As(f.Behind, &behind) {
			result.FailedCall, result.FailedClass = h.thrown[behind], behind.Class
		}
	}
	return result
}

// stopped reports whether err is the cause with which the caller ended the run.
func (h *host) stopped(err error) bool {
	cause := context.Cause(h.ctx)
	return cause != nil && errors.Is(err, cause)
}

// notBegun is the result of a run that could not go on at all.
func notBegun(err error) Result {
	f := lost(err)
	if f.Err.Class == call.Changed {
		f.Changed, f.Lost = true, false
	}
	return Result{State: Paused, Failure: f}
}

// Lost is the result of a run that had to end because what keeps it failed with err.
func Lost(err error) Result { return Result{State: Paused, Failure: lost(err)} }

// lost is the failure of a run whose journal cannot be read or written.
func lost(err error) *Failure {
	e := asCallError(err)
	f := failureOf(e)
	f.Lost = true
	return f
}
