package engine

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/say"
)

var errSuspended = fmt.Errorf("engine: the run leaves memory until what it waits for comes: %w", call.ErrAway)

// Wait is a call that stands still.
type Wait struct {
	N     int       // the call's number
	Until time.Time // far in the future for a person
	Why   say.Text
}

// waits is told by the work of k that it stands still, or goes on (call.WithWait).
func (k *ask) waits(until time.Time, why say.Text) {
	k.h.mu.Lock()
	k.until, k.why = until, why
	k.h.mu.Unlock()
	k.h.vm.Wake()
}

// idle is called on the loop when the script has nothing to do but wait.
func (h *host) idle() {
	if h.ctx.Err() != nil {
		return // stopped, perhaps because it stood still: what it stood for was told
	}
	waits, all := h.standing()
	if h.config.OnWait == nil {
		return
	}
	var first Wait
	if all {
		first = waits[0]
	}
	if first != h.told {
		h.told = first
		h.config.OnWait(first.Until, first.Why)
	}
}

// standing returns what the run waits for, the first to come first, and whether
// that is all that it does. A run all of whose calls stand still for long enough
// is suspended, unless a request is on the wire. One that waits for recorded
// outcomes that are never due asks for less than it did.
func (h *host) standing() (waits []Wait, all bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.vm.Quiet() {
		return nil, false
	}
	if !h.replay.Through() {
		h.halted = true
		h.stop(h.askedLess())
		return nil, false
	}
	for _, k := range h.live {
		if k.until.IsZero() {
			return nil, false
		}
		waits = append(waits, Wait{k.n, k.until, k.why})
	}
	if len(waits) == 0 {
		return nil, false
	}
	sortWaits(waits)
	if enough := h.config.Suspend; enough > 0 && h.wire == 0 && waits[0].Until.Sub(clock.Now()) >= enough {
		h.stood = waits
		h.stop(errSuspended)
	}
	return waits, true
}

// stoodFor returns what a suspended run waits for. What has come while the run
// was stopped is there already: it waits for that until now.
func (h *host) stoodFor() []Wait {
	h.mu.Lock()
	defer h.mu.Unlock()
	for i, w := range h.stood {
		if h.live[w.N] == nil {
			h.stood[i].Until = clock.Now()
		}
	}
	sortWaits(h.stood)
	return h.stood
}

func sortWaits(waits []Wait) {
	slices.SortFunc(waits, func(a, b Wait) int { return cmp.Or(a.Until.Compare(b.Until), cmp.Compare(a.N, b.N)) })
}
