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
	result := broken(cause)
	doubts := journal.Doubts(entries)
	if len(doubts) == 0 || result.State == Paused {
		return result
	}
	e := call.Doubt(doubts[0].Intent.Request, errLeft())
	return Result{State: InDoubt, Failure: failureOf(e), Doubts: doubts}
}

func broken(cause error) Result {
	var e *call.Error
	switch {
	case errors.As(cause, &e) && e.Class == call.LimitError:
		return Result{State: Failed, Failure: failureOf(e)}
	case errors.Is(cause, ErrCancelled):
		return Result{State: Cancelled, Failure: &Failure{Name: "Cancelled", Message: say.T("the run was cancelled")}}
	}
	return Result{State: Paused, Failure: &Failure{Name: "Interrupted", Message: say.T("the run was interrupted"), Interrupted: true}}
}

func failureOf(e *call.Error) *Failure {
	return &Failure{Name: string(e.Class), Message: e.Text, Hint: e.Hint, Err: e}
}
