package runner

import (
	"context"
	"errors"
	"sync"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/engine"
	"dandori/runtime/queue"
	"dandori/runtime/say"
)

// reapEvery is how soon the death of another process is noticed.
const reapEvery = 100 * time.Millisecond

// serving is one Serve.
type serving struct {
	*Runner
	bell    queue.Bell
	free    chan struct{} // holds one for each run under way
	done    chan struct{} // a run has just been left
	working sync.WaitGroup
}

// Serve takes the runs that are due, as many at once as may be, until ctx ends;
// then it gives back those under way for whoever comes next. It runs Watch, too.
func (r *Runner) Serve(ctx context.Context) error {
	s := &serving{Runner: r, bell: r.config.Store.Bell(), free: make(chan struct{}, max(1, r.config.AtOnce)), done: make(chan struct{}, 1)}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch, unwatch := context.WithCancel(context.WithoutCancel(ctx))
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		if err := r.Watch(watch); err != nil {
			cancel(err)
		}
	}()
	err := s.loop(ctx)
	s.working.Wait()
	unwatch()
	<-watched
	return err
}

func (s *serving) loop(ctx context.Context) error {
	for {
		full, err := s.take(ctx)
		if err == nil {
			err = s.rest(ctx, full)
		}
		if ctx.Err() != nil {
			return stopped(ctx)
		}
		if err != nil {
			return err
		}
	}
}

// stopped is nil when the caller ended ctx, else what did.
func stopped(ctx context.Context) error {
	if err := context.Cause(ctx); !errors.Is(err, context.Canceled) && !errors.Is(err, engine.ErrInterrupted) {
		return err
	}
	return nil
}

// take starts what is due for as long as there is room.
func (s *serving) take(ctx context.Context) (full bool, err error) {
	if _, err := s.config.Store.Reap(ctx); err != nil {
		return false, err
	}
	for {
		select {
		case s.free <- struct{}{}:
		default:
			return true, nil
		}
		run, ok, err := s.config.Store.Claim(ctx, s.config.Store.Worker(), s.config.Lease)
		if err != nil || !ok {
			<-s.free
			return false, err
		}
		s.working.Add(1)
		go func() {
			defer s.working.Done()
			s.serve(ctx, run)
			<-s.free
			select {
			case s.done <- struct{}{}:
			default:
			}
		}()
	}
}

// rest waits until there may be something to do.
func (s *serving) rest(ctx context.Context, full bool) error {
	until := clock.Now().Add(reapEvery)
	if !full {
		next, err := s.config.Store.Next(ctx)
		if err != nil {
			return err
		}
		if !next.IsZero() && next.Before(until) {
			until = next
		}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		defer cancel()
		select {
		case <-s.done:
		case <-ctx.Done():
		}
	}()
	if err := s.bell.Wait(ctx, until); err != nil && ctx.Err() == nil {
		return err
	}
	return nil
}

// serve works on one run. What keeps it from being worked on pauses it.
func (s *serving) serve(ctx context.Context, run queue.Run) {
	var result engine.Result
	job, err := s.config.Open(ctx, run)
	if err != nil {
		err = errors.Join(err, s.setAside(ctx, queue.Lease{Run: run.ID, Epoch: run.Epoch}, err))
	} else {
		result, err = s.Advance(ctx, run, job, backInLine)
	}
	if s.config.Ended != nil {
		s.config.Ended(run, result, err)
	}
}

// backInLine leaves a run that only this process's end interrupted for the next one.
func backInLine(result engine.Result, p *queue.Park) {
	if f := result.Failure; p.State == queue.Paused && f != nil && f.Interrupted {
		p.State, p.Due, p.Reason, p.Failure = queue.Queued, clock.Now(), say.Text{}, nil
	}
}

// reasonOf is err in every language.
func reasonOf(err error) say.Text {
	var e *call.Error
	if errors.As(err, &e) {
		return e.Text
	}
	return say.Text{En: say.In(err, say.English), Ja: say.In(err, say.Japanese)}
}
