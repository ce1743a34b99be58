package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"dandori/runtime/clock"
	"dandori/runtime/queue"
	"dandori/runtime/say"
)

// runsDecideCommand is runs approve and runs reject.
func (a *app) runsDecideCommand(verb string) *cobra.Command {
	short := say.T("Say yes to what a run asks for")
	if verb == "reject" {
		short = say.T("Say no to what a run asks for")
	}
	var note, by string
	c := a.oneRun(verb+" RUN", short, func(ctx context.Context, _ *project, s *keeping, run queue.Run) error {
		return a.decide(ctx, s, run, queue.Decision{Run: run.ID, Approved: verb == "approve", By: by, Note: note, At: clock.Now()})
	})
	c.Flags().StringVar(&note, "note", "", a.say(say.T("why, as `TEXT`; it is kept with the run")))
	c.Flags().StringVar(&by, "by", a.person(), a.say(say.T("in the name of `PERSON`")))
	return c
}

func (a *app) decide(ctx context.Context, s *keeping, run queue.Run, d queue.Decision) error {
	if run.State.Over() {
		return isOver(run)
	}
	open, err := s.Open(ctx, run.ID)
	if err != nil {
		return err
	}
	if len(open) == 0 {
		return &usageError{text: say.T("run %s asks for nothing now", run.ID), hint: say.T("dandori runs show %s tells how it stands", run.ID)}
	}
	d.N = open[0].N
	if ok, err := s.Decide(ctx, d); err != nil || !ok {
		return err
	}
	text := say.T("approved: %q", open[0].Message)
	if !d.Approved {
		text = say.T("rejected: %q", open[0].Message)
	}
	fmt.Fprintln(a.Stdout, a.say(text))
	switch run.State {
	case queue.Running: // it goes on by itself
	case queue.Paused, queue.InDoubt:
		fmt.Fprintln(a.Stdout, a.say(say.T("dandori runs resume %s goes on with it", run.ID)))
	default:
		fmt.Fprintln(a.Stdout, a.say(say.T("dandori runs resume %s goes on with the run (dandori serve does so by itself)", run.ID)))
	}
	return nil
}

// person is who sits at the terminal, as the system knows them.
func (a *app) person() string {
	if a.User == nil {
		return ""
	}
	return a.User()
}
