package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"dandori/runtime/inbox"
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
			return a.resume(ctx, p, s, run, e, func() error {
				return notClaimed(ctx, s, run, say.T("dandori runs logs -f %s shows what it does", run.ID))
			})
		})
	c.Long = a.say(say.T(`Goes on where the run was, in this process. One whose next attempt is due later begins that at once.
A run that has to wait until another one is over is not taken before its turn.`))
	e.flags(a, c)
	return c
}

// resumable are the states from which a run goes on when somebody says so.
var resumable = []queue.State{queue.Queued, queue.Waiting, queue.Paused, queue.InDoubt}

// resume goes on with a run in the foreground. taken is what becomes of it when
// the run is not to be had.
func (a *app) resume(ctx context.Context, p *project, s *keeping, run queue.Run, e ending, taken func() error) error {
	x, err := a.restore(ctx, p, s, run)
	if err != nil {
		return err
	}
	return a.foreground(ctx, s, x, e, func() error {
		claimed, ok, err := s.ClaimRun(ctx, run.ID, s.Worker(), a.lease(), resumable...)
		if err == nil && !ok {
			return taken()
		}
		if err == nil {
			x.run = claimed
			err = broughtBack(ctx, p, s, claimed)
		}
		if err != nil && ok {
			err = errors.Join(err, putBack(ctx, s, queue.Lease{Run: run.ID, Epoch: claimed.Epoch}, run))
		}
		return err
	})
}

// broughtBack puts the file that started a run back in its place, when it was
// put away after an attempt. The run is claimed.
func broughtBack(ctx context.Context, p *project, s *keeping, run queue.Run) error {
	if run.Spec.File == nil {
		return nil
	}
	return inbox.Back(ctx, p.root, s, run)
}
