package engine

import (
	"context"
	"crypto/rand"
	"errors"
	"sync"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/journal"
	"dandori/runtime/say"
	"dandori/runtime/vm"
)

// host answers a run's asks: from the journal while it holds the answer, else
// by having the work done and entering what came of it.
type host struct {
	log  journal.Log // nil: nothing is kept
	stop context.CancelCauseFunc

	mu      sync.Mutex
	n       int // asks so far
	replay  *journal.Replay
	waiting map[int]vm.Settle // asked again, their recorded outcome not yet due
	early   []journal.Entry   // live outcomes that came while recorded ones are still to be handed over
	live    map[int]vm.Settle // asked, no outcome yet
}

func newHost(log journal.Log, stop context.CancelCauseFunc) *host {
	h := &host{log: log, stop: stop, waiting: map[int]vm.Settle{}, live: map[int]vm.Settle{}}
	var entries []journal.Entry
	if log != nil {
		for e := range log.Entries() {
			entries = append(entries, e)
		}
	}
	h.replay = journal.NewReplay(entries)
	return h
}

// Ask implements vm.Host.
func (h *host) Ask(a vm.Asked) {
	c, deliver := a.Call, a.Deliver
	h.mu.Lock()
	h.n++
	n := h.n
	recorded, known := h.replay.Asked(n)
	if known && !journal.Same(recorded, c) {
		h.mu.Unlock()
		h.stop(diverged(n, recorded, c))
		return
	}
	at := clock.Now()
	if !known {
		h.append(journal.Entry{Kind: journal.Ask, At: at, N: n, Call: c})
	}
	if h.replay.Answered(n) {
		h.waiting[n] = deliver
		h.handOver()
		h.mu.Unlock()
		return
	}
	h.live[n] = deliver
	h.mu.Unlock()
	step := func(ctx context.Context) context.Context {
		return call.WithStep(ctx, call.Step{N: n, Asked: at}, nil)
	}
	a.Work(step, func(a call.Answer, err error) { h.settle(n, a, err) })
}

// handOver delivers recorded outcomes in their order for as long as they have
// been asked for; then those that came in the meantime. Callers hold the lock.
func (h *host) handOver() {
	for {
		e, more := h.replay.Next()
		if !more {
			break
		}
		deliver, asked := h.waiting[e.N]
		if !asked {
			return
		}
		delete(h.waiting, e.N)
		h.replay.Advance()
		deliver(e.Answer, asError(e.Err))
	}
	for _, e := range h.early {
		h.enter(e)
	}
	h.early = nil
}

func (h *host) settle(n int, a call.Answer, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if errors.Is(err, vm.ErrDropped) {
		delete(h.live, n)
		return
	}
	e := journal.Entry{Kind: journal.Outcome, N: n, Answer: a, Err: asCallError(err)}
	if _, more := h.replay.Next(); more {
		h.early = append(h.early, e)
		return
	}
	h.enter(e)
}

// enter writes a live outcome down and hands it over.
func (h *host) enter(e journal.Entry) {
	deliver := h.live[e.N]
	delete(h.live, e.N)
	h.append(e)
	deliver(e.Answer, asError(e.Err))
}

func (h *host) append(e journal.Entry) {
	if h.log == nil {
		return
	}
	if err := h.log.Append(e); err != nil {
		h.stop(err)
	}
}

// Now implements vm.Host. It is read to the millisecond, as scripts see it.
func (h *host) Now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	if e, ok := h.replay.Now(); ok {
		return e.Time
	}
	now := clock.Now().Truncate(time.Millisecond)
	h.append(journal.Entry{Kind: journal.Now, Time: now})
	return now
}

// Random implements vm.Host.
func (h *host) Random(p []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if e, ok := h.replay.Random(); ok && len(e.Bytes) == len(p) {
		copy(p, e.Bytes)
		return
	}
	_, _ = rand.Read(p) // never fails (crypto/rand)
	h.append(journal.Entry{Kind: journal.Random, Bytes: append([]byte(nil), p...)})
}

// asCallError makes data of any error, so that a replay throws the same.
func asCallError(err error) *call.Error {
	if err == nil {
		return nil
	}
	var e *call.Error
	if errors.As(err, &e) {
		return e
	}
	return &call.Error{Class: call.PlainError, Text: say.Text{En: say.In(err, say.English), Ja: say.In(err, say.Japanese)}}
}

// asError keeps a nil *call.Error a nil error.
func asError(e *call.Error) error {
	if e == nil {
		return nil
	}
	return e
}

// divergence is a script that asks for something else than its journal holds.
type divergence struct{ text, hint say.Text }

func (d *divergence) Error() string { return d.text.En }

func diverged(n int, recorded, asked call.Call) error {
	return &divergence{
		text: say.T("step %d of the run was %s, and now the script asks for %s", n, describe(recorded), describe(asked)),
		hint: say.T("the script has changed since the run began; nothing was sent"),
	}
}

func describe(c call.Call) string {
	if c.Target == "" {
		return c.Kind
	}
	return c.Kind + " (" + c.Target + ")"
}
