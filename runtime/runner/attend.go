package runner

import (
	"context"
	"sync"
	"time"

	"dandori/runtime/clock"
	"dandori/runtime/engine"
	"dandori/runtime/journal"
	"dandori/runtime/queue"
	"dandori/runtime/vm"
	"dandori/runtime/worker"
)

const (
	patience  = 2 * time.Second        // for a script that was told to end, and computes
	wireGrace = 50 * time.Second       // for writes on the wire, whose deadline is 45 s at the most
	wireLook  = 500 * time.Millisecond // how often it is looked whether they are answered
)

// Attend is what a worker process does beside the one run that it works on: it
// keeps it to its limits, and gives it back when its parent wants that or is gone.
// A script that computes and cannot be interrupted, within one built-in
// function or one regular expression, is left where it is, and the process ends.
type Attend struct {
	Limits   worker.Limits
	Orphaned <-chan struct{} // worker.Orphaned
	// Quit ends the process, at once: the run was given back, or err says why not.
	Quit func(err error)
}

// given is how a run was given back while its engine worked on.
type given struct {
	result engine.Result
	err    error
}

// attendance is an Attend at work. A nil one does nothing.
type attendance struct {
	*Runner
	attend Attend
	run    queue.Run
	job    *Job
	leave  func(engine.Result, *queue.Park)
	pulse  *vm.Pulse
	begun  time.Time
	done   context.CancelFunc
	ended  sync.WaitGroup

	mu    sync.Mutex
	over  bool   // the engine has come back
	given *given // it has not, and the run was given back
}

// attend begins to attend to a run whose context cancel ends.
func (r *Runner) attend(ctx context.Context, cancel context.CancelCauseFunc, run queue.Run, j *Job, leave func(engine.Result, *queue.Park)) *attendance {
	if r.config.Attend == nil {
		return nil
	}
	a := &attendance{Runner: r, attend: *r.config.Attend, run: run, job: j, leave: leave, pulse: &vm.Pulse{}, begun: clock.Now()}
	j.Config.Pulse = a.pulse
	var until context.Context
	until, a.done = context.WithCancel(context.WithoutCancel(ctx))
	a.ended.Go(func() {
		worker.Guard(until, a.attend.Limits, a.pulse.Beat, func(x worker.Exceeded) {
			cancel(x.Err())
			if x.Hard {
				a.giveBack(until, context.Cause(ctx), 0)
			}
		})
	})
	a.ended.Go(func() {
		select {
		case <-a.attend.Orphaned:
			cancel(engine.ErrInterrupted)
		case <-until.Done():
		}
	})
	a.ended.Go(func() {
		select {
		case <-ctx.Done():
			a.unlessItEnds(until, context.Cause(ctx))
		case <-until.Done():
		}
	})
	return a
}

// stop ends the attendance when the engine has come back. What it returns is
// how the run was given back already; nil: it was not.
func (a *attendance) stop() *given {
	if a == nil {
		return nil
	}
	a.mu.Lock()
	a.over = true
	was := a.given
	a.mu.Unlock()
	a.done()
	a.ended.Wait()
	return was
}

// unlessItEnds gives the run back when its script, which was told to end, does
// nothing but compute.
func (a *attendance) unlessItEnds(ctx context.Context, cause error) {
	last, since := a.pulse.Beat(), clock.Now()
	for clock.Sleep(ctx, patience/20) == nil {
		if beat := a.pulse.Beat(); beat != last || beat%2 == 0 {
			last, since = beat, clock.Now()
		}
		if clock.Since(since) >= patience {
			a.giveBack(ctx, cause, wireGrace)
			return
		}
	}
}

// giveBack gives the run back in place of the engine, and ends the process.
func (a *attendance) giveBack(ctx context.Context, cause error, grace time.Duration) {
	lease := queue.Lease{Run: a.run.ID, Epoch: a.run.Epoch}
	entries, err := a.settled(ctx, lease, grace)
	if ctx.Err() != nil {
		return // the engine has come back meanwhile
	}
	a.mu.Lock()
	if a.over || a.given != nil {
		a.mu.Unlock()
		return
	}
	result := engine.Broken(entries, cause)
	a.given = &given{result, err}
	if err == nil {
		a.given.err = a.park(ctx, lease, result)
	}
	err = a.given.err
	a.mu.Unlock()
	a.attend.Quit(err)
}

// settled returns the journal when no write is on the wire any more, or grace is over.
func (a *attendance) settled(ctx context.Context, l queue.Lease, grace time.Duration) ([]journal.Entry, error) {
	for until := clock.Now().Add(grace); ; {
		log, err := a.config.Store.Journal(ctx, l)
		if err != nil {
			return nil, err
		}
		entries, err := entriesOf(log)
		if err != nil || len(journal.Doubts(entries)) == 0 || !clock.Now().Before(until) {
			return entries, err
		}
		_ = clock.Sleep(ctx, wireLook)
	}
}

func (a *attendance) park(ctx context.Context, l queue.Lease, result engine.Result) error {
	p := parked(result)
	p.Sent, p.Worked = a.job.Sent(), clock.Since(a.begun)
	if a.leave != nil {
		a.leave(result, &p)
	}
	p.Notices = notices(a.run, result, p)
	return a.config.Store.Park(context.WithoutCancel(ctx), l, p)
}
