package runner

import (
	"context"
	"slices"
	"time"

	"dandori/runtime/clock"
	"dandori/runtime/engine"
	"dandori/runtime/queue"
)

// lookEvery is how soon it is noticed that somebody wants a run cancelled.
const lookEvery = 50 * time.Millisecond

// Watch renews the leases of the runs that the process works on, and ends those
// that it has lost or that are to be cancelled. It returns when ctx ends, or
// with the error of a store that cannot be used any more: then every run ends.
func (r *Runner) Watch(ctx context.Context) error {
	bell := r.config.Store.Bell()
	every := r.config.Lease / 3
	renew := clock.Now().Add(every)
	for {
		err := bell.Wait(ctx, renew)
		if err == nil {
			look := r.stopping
			if !clock.Now().Before(renew) {
				look, renew = r.renew, clock.Now().Add(every)
			}
			err = look(ctx)
		}
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return r.giveUp(err)
		}
		_ = clock.Sleep(ctx, lookEvery) // our own journals ring, too
	}
}

// renew prolongs the leases, and lets go of what another process has taken over.
func (r *Runner) renew(ctx context.Context) error {
	mine := r.runs()
	if len(mine) == 0 {
		return nil
	}
	held, stopping, err := r.config.Store.Renew(ctx, r.config.Store.Worker(), r.config.Lease)
	if err != nil {
		return err
	}
	for _, run := range mine {
		if !slices.Contains(held, run) {
			r.end(run, queue.ErrFenced)
		}
	}
	for _, run := range stopping {
		r.end(run, engine.ErrCancelled)
	}
	return nil
}

// stopping looks whether somebody wants a run cancelled. It only reads, so that
// processes that watch each other's changes do not keep each other busy.
func (r *Runner) stopping(ctx context.Context) error {
	if len(r.runs()) == 0 {
		return nil
	}
	runs, err := r.config.Store.Stopping(ctx, r.config.Store.Worker())
	for _, run := range runs {
		r.end(run, engine.ErrCancelled)
	}
	return err
}

func (r *Runner) giveUp(err error) error {
	for _, run := range r.runs() {
		r.end(run, err)
	}
	return err
}

func (r *Runner) runs() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var runs []string
	for run := range r.held {
		runs = append(runs, run)
	}
	return runs
}

func (r *Runner) end(run string, cause error) {
	r.mu.Lock()
	cancel := r.held[run]
	r.mu.Unlock()
	if cancel != nil {
		cancel(cause)
	}
}
