package job

import (
	"testing"
	"time"
)

// BenchmarkWaiting reports what waiting for ten tasks of 2 s, ten of 20 s and
// ten of 10 min costs, on a clock of its own.
func BenchmarkWaiting(b *testing.B) {
	var most, polls, tasks int
	var late float64
	for b.Loop() {
		h := &habit{patience: 1, drop: gentle}
		most, polls, tasks, late = 0, 0, 0, 0
		for _, d := range []time.Duration{2 * time.Second, 20 * time.Second, 10 * time.Minute} {
			for i := range 10 {
				n, done := follow(h, d)
				most, polls, tasks = max(most, n), polls+n, tasks+1
				if i >= 3 {
					late = max(late, float64(done-d)/float64(d))
				}
			}
		}
	}
	b.ReportMetric(float64(most), "polls-at-most/task")
	b.ReportMetric(float64(polls)/float64(tasks), "polls/task")
	b.ReportMetric(100*late, "%late-at-most")
}

// follow waits for one job that lasts d, without a clock.
func follow(h *habit, d time.Duration) (polls int, done time.Duration) {
	seen := look{}
	for {
		at := h.next(2*time.Second, seen)
		if at >= d {
			h.learn(seen, at)
			return seen.count + 1, at
		}
		seen = look{count: seen.count + 1, notDone: at, at: at}
	}
}
