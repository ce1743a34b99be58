package engine

import (
	"errors"

	"dandori/runtime/call"
	"dandori/runtime/journal"
	"dandori/runtime/say"
)

// Broken is the result of a run that cause has ended and whose engine could not
// be waited for: its script hears nothing, or its process is gone. entries is
// what its journal holds.
func Broken(entries []journal.Entry, cause error) Result {
	var e *call.Error
	switch {
	case errors.As(cause, &e) && e.Class == call.LimitError:
		return Failing(entries, e)
	case errors.Is(cause, ErrCancelled):
		return unlessDoubt(entries, Result{State: Cancelled, Failure: &Failure{Name: "Cancelled", Message: say.T("the run was cancelled")}})
	}
	return Result{State: Paused, Failure: &Failure{Name: "Interrupted", Message: say.T("the run was interrupted"), Interrupted: true}}
}

// Failing is the result of a run that has failed because of cause, without its engine.
func Failing(entries []journal.Entry, cause *call.Error) Result {
	return unlessDoubt(entries, Result{State: Failed, Failure: failureOf(cause)})
}

// unlessDoubt is result, unless a write of the run is in doubt.
func unlessDoubt(entries []journal.Entry, result Result) Result {
	doubts := journal.Doubts(entries)
	if len(doubts) == 0 {
		return result
	}
	e := call.Doubt(doubts[0].Intent.Request, errLeft())
	return Result{State: InDoubt, Failure: failureOf(e), Doubts: doubts}
}

func failureOf(e *call.Error) *Failure {
	return &Failure{Name: string(e.Class), Message: e.Text, Hint: e.Hint, Err: e}
}
