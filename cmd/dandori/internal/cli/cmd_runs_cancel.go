package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"dandori/runtime/queue"
	"dandori/runtime/say"
)

func (a *app) runsCancelCommand() *cobra.Command {
	return a.oneRun("cancel RUN", say.T("End a run: nothing new is sent, and a write on the wire is waited for"),
		func(ctx context.Context, _ *project, s *keeping, run queue.Run) error {
			switch run.State {
			case queue.InDoubt:
				return &usageError{text: say.T("a write of run %s is in doubt, and cancelling would forget that", run.ID),
					hint: say.T("say first what became of it: dandori runs resolve %s", run.ID)}
			case queue.Succeeded, queue.Failed, queue.Cancelled:
				return isOver(run)
			}
			state, err := s.Cancel(ctx, run.ID)
			if err != nil {
				return err
			}
			text := say.T("run %s was cancelled", run.ID)
			if state != queue.Cancelled {
				text = say.T("run %s has been told to end; a write that is on the wire is waited for", run.ID)
			}
			_, err = fmt.Fprintln(a.Stdout, a.say(text))
			return err
		})
}

// isOver says that nothing more can be done with a run.
func isOver(run queue.Run) error {
	return &usageError{text: say.T("run %[1]s is over (%[2]s)", run.ID, run.State), hint: say.T("dandori runs rerun %s begins anew", run.ID)}
}
