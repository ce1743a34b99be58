package quota

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"dandori/runtime/clock"
)

// RunUse is how many requests of a run count against a limit.
type RunUse struct {
	Run  string // "" for requests of no run
	Used int
}

// Uses reports how much of each limit is in use by all processes, and by which
// runs: who uses most comes first.
func (l *Ledger) Uses(ctx context.Context) ([]Use, error) {
	var uses []Use
	err := l.mirror.change(ctx, l, func(d *desk) error {
		uses = d.use(d.now, l.wall(d.now))
		for i := range uses {
			uses[i].Runs = d.runs(uses[i].Limit)
			for _, w := range d.page.Line.Waiters {
				if uses[i].Limit.counts(w.Class) {
					uses[i].Waiting++
				}
			}
		}
		return nil
	})
	return uses, err
}

// runs counts by run what counts against limit.
func (d *desk) runs(limit Limit) []RunUse {
	used := map[string]int{}
	for i := range d.slots {
		if s := &d.slots[i]; !s.Unsent && limit.counts(s.Class) && d.end(d.now, s, limit) > d.now {
			used[s.Run]++
		}
	}
	var out []RunUse
	for _, run := range slices.Sorted(maps.Keys(used)) {
		out = append(out, RunUse{Run: run, Used: used[run]})
	}
	slices.SortStableFunc(out, func(a, b RunUse) int { return cmp.Compare(b.Used, a.Used) })
	return out
}

// wall returns what turns instants into times of day.
func (l *Ledger) wall(now instant) func(instant) time.Time {
	day := clock.Now()
	return func(at instant) time.Time { return day.Add(at - now) }
}
