package cli

import (
	"context"
	"time"

	"dandori/runtime/clock"
	"dandori/runtime/queue"
	"dandori/runtime/runner"
	"dandori/runtime/worker"
)

// work has a worker process carry a run on (runner.Config.Work).
func (s *server) work(ctx context.Context, run queue.Run) error {
	c, err := s.hire(s.now.Load(), nil, run.ID)
	if err != nil {
		return err
	}
	p := runner.Processes{Store: s.store, Lease: s.lease(), Command: func(queue.Run) worker.Config { return c }}
	err = p.Work(ctx, run)
	s.notifier.Wake()
	kept := context.WithoutCancel(ctx)
	if now, ok, gone := s.store.Get(kept, run.ID); gone == nil && ok && now.State.Over() {
		s.inbox.Over(kept, now)
	}
	return err
}

// endsEvery is how often it is looked what became of runs elsewhere, at the most.
const endsEvery = time.Second

// ends sees to what other processes leave: files of runs that have ended,
// notices, and what was approved, until ctx ends.
func (s *server) ends(ctx context.Context) error {
	b := s.store.Bell()
	for {
		if err := b.Wait(ctx, clock.Now().Add(time.Hour)); err != nil {
			return err
		}
		s.inbox.Ended()
		s.notifier.Wake()
		s.catalog.Review()
		if err := clock.Sleep(ctx, endsEvery); err != nil {
			return err
		}
	}
}
