package worker

import (
	"context"
	"runtime/metrics"
	"time"

	"dandori/runtime/clock"
)

const (
	lookEvery = 50 * time.Millisecond
	yieldFrom = time.Second // of computing without a pause: others come first from then on
)

// Guard looks after this process until ctx ends, and calls over, on its own
// goroutine, when the process has exceeded a limit: once, and once more with
// Hard when the memory goes on growing. beat is odd while the script computes,
// and another odd number each time (vm.Pulse).
func Guard(ctx context.Context, l Limits, beat func() uint64, over func(Exceeded)) {
	g := guard{limits: l.filled(), beat: beat, over: over}
	for clock.Sleep(ctx, lookEvery) == nil {
		g.look(memoryUsed(), cpuUsed())
	}
}

type guard struct {
	limits Limits
	beat   func() uint64
	over   func(Exceeded)

	told, hard, yielded bool

	last  uint64        // beat
	began time.Duration // the processor time used when it was seen first
}

func (g *guard) look(memory int64, cpu time.Duration) {
	stall := g.stalled(cpu)
	if stall > yieldFrom && !g.yielded {
		g.yielded = true
		_ = yield() // a courtesy
	}
	switch {
	case memory > g.limits.Memory+g.limits.Memory/4:
		g.tell(Exceeded{What: Memory, Limits: g.limits, Hard: true})
	case memory > g.limits.Memory:
		g.tell(Exceeded{What: Memory, Limits: g.limits})
	case cpu > g.limits.CPU:
		g.tell(Exceeded{What: CPU, Limits: g.limits})
	case stall > g.limits.Stall:
		g.tell(Exceeded{What: Stall, Limits: g.limits})
	}
}

// stalled returns for how long the script has computed without a pause.
func (g *guard) stalled(cpu time.Duration) time.Duration {
	if beat := g.beat(); beat != g.last || beat%2 == 0 {
		g.last, g.began = beat, cpu
	}
	return cpu - g.began
}

// tell tells a run that exceeds a limit first to end, and the process when
// that did not help.
func (g *guard) tell(x Exceeded) {
	switch {
	case !g.told:
		x.Hard = false
		g.told = true
		g.over(x)
	case x.Hard && !g.hard:
		g.hard = true
		g.over(x)
	}
}

// memoryUsed returns what the process holds of the machine's memory for Go's
// sake, in bytes: that which the garbage collector's own limit is about, too.
func memoryUsed() int64 {
	samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(samples)
	return int64(samples[0].Value.Uint64()) - int64(samples[1].Value.Uint64())
}
