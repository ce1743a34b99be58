package engine

import (
	"cmp"

	"dandori/runtime/call"
)

// mostSteps bounds a run's journal, which whoever goes on with the run has to
// hold in memory: a loop that reads the clock for ever fills a disk.
const mostSteps = 1_000_000

// step counts what the journal holds one entry for; too many end the run.
func (h *host) step() {
	h.steps++
	if most := cmp.Or(h.config.Steps, mostSteps); h.steps == most+1 {
		h.halt(call.New(call.LimitError, "the run took more than %d steps: calls, timers, readings of the clock and random numbers", most).
			WithHint("read the clock once, before a loop rather than in it; or let several runs share the work"))
	}
}
