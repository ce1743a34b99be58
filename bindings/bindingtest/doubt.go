package bindingtest

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/vm"
)

// Doubts is a host that writes requests down as a run with a journal does, and
// probes a call that ends in doubt once. What is found done is its outcome.
type Doubts struct {
	Host
	Prior     func(c call.Call) *call.Prior  // what an earlier process left about the first request of a call; nil: nothing
	Recorded  func(c call.Call) *call.Answer // an earlier process's answer to a call; nil: none, and the work is done
	Meanwhile func()                         // happens between a doubt and the probe; nil: nothing does

	mu       sync.Mutex
	n        int
	Asked    []call.Call
	Intents  []call.Intent
	Notes    [][]byte
	Plans    [][]byte
	Verdicts []call.Verdict
}

// Ask implements vm.Host.
func (h *Doubts) Ask(a vm.Asked) {
	h.mu.Lock()
	h.n++
	w := &scribe{host: h}
	if h.Prior != nil {
		w.prior = h.Prior(a.Call)
	}
	s := call.Step{N: h.n, Asked: clock.Now()}
	h.Asked = append(h.Asked, a.Call)
	h.mu.Unlock()
	if h.Recorded != nil {
		if ans := h.Recorded(a.Call); ans != nil {
			a.Deliver(*ans, nil)
			return
		}
	}
	var within context.Context
	a.Work(func(ctx context.Context) context.Context {
		within = call.WithStep(ctx, s, w)
		return within
	}, func(ans call.Answer, err error) {
		if e := (*call.Error)(nil); errors.As(err, &e) && e.Class == call.InDoubt && a.Probe != nil {
			ans, err = h.settle(within, a.Probe, w, err)
		}
		a.Deliver(ans, err)
	})
}

func (h *Doubts) settle(ctx context.Context, probe call.Probe, w *scribe, doubt error) (call.Answer, error) {
	if h.Meanwhile != nil {
		h.Meanwhile()
	}
	v, err := probe(ctx, call.Doubtful{Intent: w.last, Note: w.note})
	if err != nil {
		return call.Answer{}, fmt.Errorf("the probe: %w", err)
	}
	h.mu.Lock()
	h.Verdicts = append(h.Verdicts, v)
	h.mu.Unlock()
	if !v.Happened {
		return call.Answer{}, doubt
	}
	return v.Answer, nil
}

// scribe is one call's.
type scribe struct {
	host  *Doubts
	prior *call.Prior
	k     int
	last  call.Intent
	note  []byte
}

func (w *scribe) Begin(call.Request) (int, *call.Prior) {
	w.k++
	if w.k > 1 || w.prior == nil {
		return w.k, nil
	}
	return w.k, w.prior
}

func (w *scribe) Intend(_ context.Context, i call.Intent) error {
	w.host.mu.Lock()
	defer w.host.mu.Unlock()
	w.last = i
	w.host.Intents = append(w.host.Intents, i)
	return nil
}

func (w *scribe) Settle(call.Result) error { return nil }

func (w *scribe) Note(note []byte) error {
	w.host.mu.Lock()
	defer w.host.mu.Unlock()
	w.note = note
	w.host.Notes = append(w.host.Notes, note)
	return nil
}

func (w *scribe) Plan(plan []byte) error {
	w.host.mu.Lock()
	defer w.host.mu.Unlock()
	w.host.Plans = append(w.host.Plans, plan)
	return nil
}
