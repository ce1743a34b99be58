package engine

import (
	"dandori/runtime/call"
)

// handOver delivers the recorded outcomes that are due, in their order.
// Callers hold mu.
func (h *host) handOver() {
	for {
		e, due := h.replay.Next(h.n)
		if !due {
			break
		}
		if e.Blob != "" {
			body, err := h.log.Load(e.Blob)
			if err != nil {
				h.breakOff(err)
				return
			}
			e.Answer.Body = body
		}
		h.replay.Advance()
		k := h.waiting[e.N]
		delete(h.waiting, e.N)
		h.deliver(k, e.Answer, e.Err)
	}
	if h.replay.Through() {
		h.passThrough()
	}
}

// passThrough lets live outcomes reach the script. Callers hold mu.
func (h *host) passThrough() {
	select {
	case <-h.through:
	default:
		close(h.through)
	}
}

// deliver hands an outcome over, and remembers what the run's end must know of
// it. Callers hold mu.
func (h *host) deliver(k *ask, a call.Answer, e *call.Error) {
	for _, change := range a.Keep {
		if change.AtEnd {
			h.keeps = append(h.keeps, keep{k.n, change})
		}
	}
	if e == nil {
		k.Deliver(a, nil)
		return
	}
	h.thrown[e] = k.n
	k.Deliver(call.Answer{}, e)
}
