package engine

import (
	"context"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/journal"
)

// An ask is the scribe of its work (call.Scribe): it names the requests that
// change something, n.k, and enters them.
var _ call.Scribe = (*ask)(nil)

// Begin implements call.Scribe.
func (k *ask) Begin(r call.Request) (int, *call.Prior) {
	h := k.h
	h.mu.Lock()
	defer h.mu.Unlock()
	k.k++
	return k.k, h.replay.Book.Prior(k.n, k.k, r)
}

// Intend implements call.Scribe. The request counts as on the wire from before
// its entry goes to disk, so that the run is not suspended meanwhile.
func (k *ask) Intend(ctx context.Context, i call.Intent) error {
	h := k.h
	e := journal.Entry{Kind: journal.Intent, At: clock.Now(), N: k.n, Intent: &i}
	if err := k.leave(ctx, e); err != nil {
		return err
	}
	if err := h.append(e); err != nil {
		h.land()
		return err
	}
	if err := k.ended(ctx); err != nil { // while the entry went to disk
		if lost := k.Settle(call.Result{K: i.K, Try: i.Try, Fate: call.Refused}); lost != nil {
			return lost
		}
		return err
	}
	return nil
}

// leave takes the request into account, unless it must not leave any more: the
// run has ended, or an earlier process has left it in doubt and it is not one
// that may be sent again, or something else has been sent since.
func (k *ask) leave(ctx context.Context, e journal.Entry) error {
	h := k.h
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := k.ended(ctx); err != nil {
		return err
	}
	i := e.Intent
	prior := h.replay.Book.Prior(k.n, i.K, i.Request)
	if !k.left[i.K] && prior != nil && (!prior.Last || i.Request.Operation.Effect != call.Repeatable) {
		return call.Doubt(i.Request, errLeft())
	}
	if k.left == nil {
		k.left = map[int]bool{}
	}
	k.left[i.K] = true
	h.replay.Book.Enter(e)
	h.wire++
	return nil
}

// ended returns why nothing may be sent any more.
func (k *ask) ended(ctx context.Context) error {
	if err := context.Cause(k.h.ctx); err != nil {
		return err
	}
	if err := context.Cause(k.ctx); err != nil {
		return err
	}
	return context.Cause(ctx)
}

// land takes a request off the wire.
func (h *host) land() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.wire--
}

// Settle implements call.Scribe.
func (k *ask) Settle(r call.Result) error {
	h := k.h
	e := journal.Entry{Kind: journal.Result, At: clock.Now(), N: k.n, Result: &r}
	h.mu.Lock()
	h.replay.Book.Enter(e)
	h.mu.Unlock()
	defer h.land()
	return h.append(e)
}

// Note implements call.Scribe.
func (k *ask) Note(note []byte) error { return k.keep(journal.Note, note) }

// Plan implements call.Scribe.
func (k *ask) Plan(plan []byte) error { return k.keep(journal.Plan, plan) }

func (k *ask) keep(kind journal.Kind, b []byte) error {
	h := k.h
	e := journal.Entry{Kind: kind, At: clock.Now(), N: k.n, Bytes: b}
	h.mu.Lock()
	h.replay.Book.Enter(e)
	h.mu.Unlock()
	return h.append(e)
}
