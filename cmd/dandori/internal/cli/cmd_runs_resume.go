package cli

import (
	"context"

	"github.com/spf13/cobra"

	"dandori/runtime/queue"
	"dandori/runtime/say"
)

func (a *app) runsResumeCommand() *cobra.Command {
	var e ending
	c := a.oneRun("resume RUN", say.T("Go on with a run that was interrupted, that is paused, or that waits"),
		func(ctx context.Context, p *project, s *keeping, run queue.Run) error {
			if run.State.Over() {
				return isOver(run)
			}
			return a.resume(ctx, p, s, run, e)
		})
	e.flags(a, c)
	return c
}

// resumable are the states from which a run goes on when somebody says so.
var resumable = []queue.State{queue.Queued, queue.Waiting, queue.Paused, queue.InDoubt}

// resume goes on with a run in the foreground.
func (a *app) resume(ctx context.Context, p *project, s *keeping, run queue.Run, e ending) error {
	x, err := a.restore(ctx, p, s, run)
	if err != nil {
		return err
	}
	return a.foreground(ctx, s, x, e, func() error {
		claimed, ok, err := s.ClaimRun(ctx, run.ID, s.Worker(), a.lease(), resumable...)
		if err == nil && !ok {
			err = &usageError{text: say.T("another process is working on run %s", run.ID), hint: say.T("dandori runs logs -f %s shows what it does", run.ID)}
		}
		x.run = claimed
		return err
	})
}
