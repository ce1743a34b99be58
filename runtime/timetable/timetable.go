// Package timetable starts workflows at their times. Every occurrence of a
// schedule either started its run once or has a reason on record why not.
//
// How far a workflow's timetable has been considered is kept as a mark beside
// the occurrences. What lies between the mark and now is considered when the
// time comes, when a plan changes and at the start: what dandori slept through is
// started late (the newest of it, within catchup) or entered with its reason.
// The mark moves on when all that is on record; killed before, the next
// process considers the same again, and an occurrence that is on record already stays as it is.
package timetable

import (
	"context"
	"slices"
	"sync"
	"time"

	"dandori/runtime/clock"
	"dandori/runtime/queue"
	"dandori/runtime/say"
	"dandori/runtime/schedule"
)

// Plan is when a workflow is to run.
type Plan struct {
	Workflow  string
	Schedules []string      // as schedule.Parse reads them
	Catchup   time.Duration // how late an occurrence may still be started; least is Grace
	Invalid   say.Text      // why the next run could not begin; zero: it can
}

// Grace is how late an occurrence is still on time: a restart over a
// schedule's hour, or a machine that is busy, loses nothing.
const Grace = 2 * time.Minute

// Config is what a timetable works with.
type Config struct {
	Causes queue.Causes
	Zone   func() *time.Location // the project's; read by Set
	// Start begins a run for c by entering it (queue.Causes.Fire). An error becomes the
	// reason on record; one that is ErrLater, or comes as ctx ends, does not.
	Start func(ctx context.Context, workflow string, c queue.Cause) error
	// Skipped returns the notices that are entered with occurrences that start nothing; nil: none ever.
	Skipped func(workflow string, causes []queue.Cause) []queue.Notice
	Log     func(level, workflow string, t say.Text)
	Now     func() time.Time // the time of day, which may jump; nil: clock.Now
}

// Timetable starts workflows at their times. Its methods may be called from any goroutine.
type Timetable struct {
	cfg     Config
	changed chan struct{} // holds one: Set was called

	mu     sync.Mutex
	wanted map[string]line

	rows    map[string]*row // of Run alone
	failing bool            // of Run alone: the store failed at the last look
}

// New returns a timetable without plans.
func New(cfg Config) *Timetable {
	if cfg.Now == nil {
		cfg.Now = clock.Now
	}
	return &Timetable{cfg: cfg, changed: make(chan struct{}, 1), wanted: map[string]line{}, rows: map[string]*row{}}
}

// Set says what the plans are from now on, at the start and whenever one has
// changed. What was due until now goes by the plans before.
func (t *Timetable) Set(plans []Plan) {
	zone := t.cfg.Zone()
	wanted := make(map[string]line, len(plans))
	for _, p := range plans {
		wanted[p.Workflow] = t.line(p, zone)
	}
	t.mu.Lock()
	t.wanted = wanted
	t.mu.Unlock()
	select {
	case t.changed <- struct{}{}:
	default:
	}
}

func (t *Timetable) line(p Plan, zone *time.Location) line {
	l := line{plan: p, zone: zone}
	for _, text := range slices.Compact(slices.Sorted(slices.Values(p.Schedules))) {
		s, err := schedule.Parse(text)
		if err != nil {
			t.cfg.Log("error", p.Workflow, say.T("this schedule does not run: %v", err))
			continue
		}
		l.schedules = append(l.schedules, s)
	}
	return l
}

// Next returns when the workflow is to run next; zero: never, or there is no such plan.
func (t *Timetable) Next(workflow string) time.Time {
	t.mu.Lock()
	l := t.wanted[workflow]
	t.mu.Unlock()
	next, _ := l.next(t.now())
	return next
}

// now returns the time of day without its monotonic reading, which would hide that it jumped.
func (t *Timetable) now() time.Time { return t.cfg.Now().Round(0) }

// Run starts workflows at their times until ctx ends, and returns its cause.
func (t *Timetable) Run(ctx context.Context) error {
	for {
		wake := t.look(ctx)
		if err := t.wait(ctx, wake.Sub(t.now())); err != nil {
			return err
		}
	}
}

// wait returns when the plans were changed, or after d.
func (t *Timetable) wait(ctx context.Context, d time.Duration) error {
	due := make(chan struct{})
	stop := clock.AfterFunc(d, func() { close(due) })
	defer stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-due:
	case <-t.changed:
	}
	return nil
}
