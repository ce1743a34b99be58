package runner

import (
	"context"
	"errors"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/engine"
	"dandori/runtime/queue"
	"dandori/runtime/say"
)

const (
	reapEvery = 100 * time.Millisecond // how soon the death of another process is noticed
	restMost  = 2 * time.Second        // without any change: a clock may have jumped
)

// serving is one Serve.
type serving struct {
	*Runner
	*rota
	bell queue.Bell
	done chan struct{} // a run has just been left
}

// Serve has the runs that are due worked on, as many at once as may be, until
// ctx ends; then those under way are given back for whoever comes next. It runs Watch, too.
func (r *Runner) Serve(ctx context.Context) error {
	s := &serving{Runner: r, rota: newRota(r.config.AtOnce), bell: r.config.Store.Bell(), done: make(chan struct{}, 1)}
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
	cancel(err) // those under way are given back
	s.working.Wait()
	unwatch()
	<-watched
	return err
}

func (s *serving) loop(ctx context.Context) error {
	for {
		err := s.take(ctx)
		if err == nil {
			err = s.rest(ctx)
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
func (s *serving) take(ctx context.Context) error {
	if _, err := s.config.Store.Reap(ctx); err != nil {
		return err
	}
	room, known := s.room()
	if room == 0 {
		return nil
	}
	runs, err := s.config.Store.Ready(ctx, room+known)
	for _, run := range runs {
		ctx, stop := context.WithCancelCause(ctx)
		if !s.begin(run, stop) {
			stop(nil)
			continue
		}
		go func() {
			defer stop(nil)
			s.work(ctx, run)
		}()
	}
	return err
}

// rest waits until there may be something to do.
func (s *serving) rest(ctx context.Context) error {
	until, err := s.until(ctx, clock.Now())
	if err != nil {
		return err
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

// until is when to look again at the latest, if nothing changes.
func (s *serving) until(ctx context.Context, now time.Time) (time.Time, error) {
	others, err := s.config.Store.Others(ctx)
	if err != nil {
		return now, err
	}
	next, err := s.config.Store.Next(ctx)
	until := now.Add(restMost)
	if others || !next.IsZero() && !next.After(now) { // what is due already has been seen, and has to wait for something else
		until = now.Add(reapEvery)
	}
	if next.After(now) && next.Before(until) {
		until = next
	}
	return until, err
}

// work has one run worked on. ctx ends with queue.ErrFenced when somebody else may have it.
func (s *serving) work(ctx context.Context, run queue.Run) {
	defer s.working.Done()
	err := s.config.Work(ctx, run)
	now, ok, gone := s.config.Store.Get(context.WithoutCancel(ctx), run.ID)
	untouched := gone == nil && ok && now.Epoch == run.Epoch && !now.State.Over()
	if s.left(run, untouched, err) && s.config.Trouble != nil && (ctx.Err() == nil || errors.Is(context.Cause(ctx), queue.ErrFenced)) {
		s.config.Trouble(run, err)
	}
	select {
	case s.done <- struct{}{}:
	default:
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
