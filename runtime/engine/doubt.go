package engine

import (
	"context"
	"fmt"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/journal"
	"dandori/runtime/say"
)

// DoubtPolicy says how long a write in doubt is looked up before a person is asked.
type DoubtPolicy struct {
	// Every are the times between two looks, after the first: the vendor's queue
	// may still hold what is not there yet. They count from when the request
	// left, over all restarts of the run.
	Every []time.Duration
}

func errLeft() error {
	return say.Errorf("its answer had not come when the run was stopped")
}

// judge looks at an error of a work. While a request of the call is in doubt
// the outcome is in doubt, whatever else went wrong; it may be settled by a look.
func (k *ask) judge(a call.Answer, err error) (call.Answer, error) {
	d := k.h.uncertain(k.n)
	switch {
	case isDoubt(err):
	case d != nil && k.ctx.Err() == nil:
		err = k.h.doubtOf(k.n, err)
	default:
		return a, err
	}
	if d == nil || k.Probe == nil || len(k.h.doubts(k.n)) > 1 {
		return a, err // nothing to look up, or more than one look could settle
	}
	v, happened := k.look(call.Doubtful{Intent: d.Intent, Note: d.Note})
	if happened {
		return v.Answer, nil
	}
	return a, err
}

// look asks the probe, at once and then as the policy says, until it is found
// that the request was done. It ends with the run.
func (k *ask) look(d call.Doubtful) (call.Verdict, bool) {
	next := d.Intent.At
	every := k.h.config.Doubt.Every
	for {
		if v, err := k.probe(d); err == nil && v.Happened {
			return v, true
		}
		for !next.After(clock.Now()) {
			if len(every) == 0 {
				return call.Verdict{}, false
			}
			next, every = next.Add(every[0]), every[1:]
		}
		why := say.T("looking again whether %s on %s was done", d.Intent.Request.Operation.Name, d.Intent.Request.Connection)
		if call.Until(k.ctx, next, why) != nil {
			return call.Verdict{}, false
		}
	}
}

// probe asks once. A panic of a binding's is no verdict.
func (k *ask) probe(d call.Doubtful) (v call.Verdict, err error) {
	defer func() {
		if p := recover(); p != nil {
			v, err = call.Verdict{}, fmt.Errorf("engine: a probe panicked: %v", p)
		}
	}()
	if err := context.Cause(k.ctx); err != nil {
		return v, err
	}
	return k.Probe(k.ctx, d)
}

// doubts returns the requests in doubt of the call n; of all calls for 0.
func (h *host) doubts(n int) []journal.Doubt {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.replay.Book.Doubts(n)
}

// uncertain returns the first request of the call n that is in doubt; nil for none.
func (h *host) uncertain(n int) *journal.Doubt {
	all := h.doubts(n)
	if len(all) == 0 {
		return nil
	}
	return &all[0]
}

// doubtOf is the error for the first request in doubt of the call n.
func (h *host) doubtOf(n int, cause error) error {
	return call.Doubt(h.uncertain(n).Intent.Request, cause)
}
