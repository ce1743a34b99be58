package timetable

import (
	"context"
	"maps"
	"slices"
	"time"

	"dandori/runtime/say"
)

const (
	// nap is the longest time between two looks at the clock: timers stand
	// still while a machine sleeps, and know nothing of a clock that is set.
	nap = time.Minute
	// soon is when it is tried again after the store has failed.
	soon = 10 * time.Second
)

// look brings all that is due onto record and returns when to look again.
func (t *Timetable) look(ctx context.Context) time.Time {
	now := t.now()
	t.mu.Lock()
	wanted := t.wanted // replaced by Set, never changed
	t.mu.Unlock()

	wake := now.Add(nap)
	var failed error
	for _, name := range slices.Sorted(maps.Keys(t.names(wanted))) {
		if err := t.tend(ctx, name, wanted, now); err != nil && ctx.Err() == nil {
			failed, wake = err, now.Add(soon)
		}
	}
	for _, r := range t.rows {
		if r.wake.After(now) && r.wake.Before(wake) {
			wake = r.wake
		}
	}
	t.report(failed)
	return wake
}

// names returns the workflows that have a plan, or had one at the last look.
func (t *Timetable) names(wanted map[string]line) map[string]bool {
	names := make(map[string]bool, len(wanted))
	for name := range wanted {
		names[name] = true
	}
	for name := range t.rows {
		names[name] = true
	}
	return names
}

// report says once that the store fails, and that it does no more.
func (t *Timetable) report(failed error) {
	switch {
	case failed != nil && !t.failing:
		t.cfg.Log("error", "", say.T("schedules wait, for what is due cannot be entered: %v", failed))
	case failed == nil && t.failing:
		t.cfg.Log("info", "", say.T("schedules go on"))
	}
	t.failing = failed != nil
}

// tend considers one workflow's timetable and takes over its plan.
func (t *Timetable) tend(ctx context.Context, name string, wanted map[string]line, now time.Time) error {
	plan, stays := wanted[name]
	r := t.rows[name]
	if r == nil {
		var err error
		if r, err = t.open(ctx, plan, now); err != nil {
			return err
		}
		t.rows[name] = r
	}
	t.turnBack(r, now)
	if stays {
		r.plan = plan.plan
	}
	if !r.wake.IsZero() && !r.wake.After(now) {
		if err := t.consider(ctx, r, now); err != nil {
			return err
		}
	}
	switch {
	case !stays:
		return t.drop(ctx, r, now)
	case !r.same(plan):
		return t.replace(ctx, plan, now)
	}
	return nil
}

// open returns the row of a workflow that this process has not seen before.
func (t *Timetable) open(ctx context.Context, l line, now time.Time) (*row, error) {
	r, err := t.load(ctx, l)
	switch {
	case err != nil:
		return nil, err
	case r == nil: // what was before it was first seen is not its time
		r = &row{line: line{plan: l.plan, zone: l.zone}, through: now}
	case !r.same(l):
		r.changed = &l
	}
	r.wake, _ = r.next(r.through)
	return r, nil
}

// replace lets the workflow's row go by another line from now on.
func (t *Timetable) replace(ctx context.Context, l line, now time.Time) error {
	next := &row{line: l, through: now}
	next.wake, _ = l.next(now)
	if err := t.save(ctx, next); err != nil {
		return err
	}
	t.rows[l.plan.Workflow] = next
	return nil
}

// drop forgets the row of a workflow that has no plan any more. Should it come
// back, its time begins anew.
func (t *Timetable) drop(ctx context.Context, r *row, now time.Time) error {
	if len(r.schedules) > 0 {
		if err := t.save(ctx, &row{line: line{plan: r.plan, zone: r.zone}, through: now}); err != nil {
			return err
		}
	}
	delete(t.rows, r.plan.Workflow)
	return nil
}

// turnBack follows a clock that was set back. What comes again is on record
// already, unless the clock had jumped over it.
func (t *Timetable) turnBack(r *row, now time.Time) {
	if !r.through.After(now.Add(nap)) {
		return
	}
	t.cfg.Log("warn", r.plan.Workflow, say.T("the clock was set back: what was due until %s has been considered and does not run again", r.shown(r.through)))
	r.through = now
	r.wake, _ = r.next(now)
}
