package engine

import (
	"context"
	"errors"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/journal"
	"dandori/runtime/say"
	"dandori/runtime/vm"
)

// keep is a change of the workflow's state that is due when the run succeeds.
type keep struct {
	n int
	call.Keep
}

// begin has the work of k done, unless a person has said what came of it.
func (h *host) begin(k *ask) {
	h.mu.Lock()
	answer, resolved := h.replay.Book.Resolved(k.n)
	h.mu.Unlock()
	if !resolved {
		k.Work(k.step, k.settle)
		return
	}
	if answer == nil {
		answer = []byte("null")
	}
	h.works.Add(1)
	go func() {
		defer h.works.Done()
		k.ctx = h.ctx
		if h.uncertain(k.n) != nil { // another request of the call
			k.finish(call.Answer{}, h.doubtOf(k.n, errElsewhere()))
			return
		}
		k.finish(call.Answer{Body: answer}, nil)
	}()
}

func errElsewhere() error {
	return say.Errorf("another request of the same call is settled, and this one is not")
}

// step readies the context for the work of k.
func (k *ask) step(ctx context.Context) context.Context {
	ctx = call.WithStep(ctx, call.Step{N: k.n, Asked: k.at}, k)
	k.ctx = call.WithWait(ctx, k.waits)
	return k.ctx
}

// settle takes the outcome of the work, on the work's goroutine.
func (k *ask) settle(a call.Answer, err error) {
	if errors.Is(err, vm.ErrDropped) {
		k.h.drop(k)
		return
	}
	if err != nil {
		a, err = k.judge(a, err)
	}
	k.finish(a, err)
}

func (h *host) drop(k *ask) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.live, k.n)
}

// finish enters the outcome and hands it over, behind all that came before it.
// What merely says that the run has ended is no outcome: the call is done again
// when the run goes on. Nor are the errors that no script may see: they are
// found anew, or settled, then.
func (k *ask) finish(a call.Answer, err error) {
	h := k.h
	h.order.take()
	defer h.order.give()
	final := isFinal(err)
	if h.over || err != nil && !final && k.ctx.Err() != nil || context.Cause(h.ctx) == errSuspended && err != nil {
		return
	}
	e := journal.Entry{Kind: journal.Outcome, At: clock.Now(), N: k.n, Answer: a, Err: asCallError(err)}
	if !final && h.append(e) != nil {
		return
	}
	select {
	case <-h.through:
	case <-k.ctx.Done(): // nobody but a doubt is heard any more
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.live, k.n)
	if !final {
		h.replay.Book.Enter(e)
	}
	h.deliver(k, e.Answer, e.Err)
}

// isFinal reports whether err ends the run whatever the script does.
func isFinal(err error) bool {
	var e *call.Error
	return errors.As(err, &e) && (e.Class == call.InDoubt || e.Class == call.Changed || e.Class == call.Fault)
}

func isDoubt(err error) bool {
	var e *call.Error
	return errors.As(err, &e) && e.Class == call.InDoubt
}
