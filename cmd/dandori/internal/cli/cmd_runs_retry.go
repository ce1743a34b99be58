package cli

import (
	"context"
	"encoding/json"

	"github.com/spf13/cobra"

	"dandori/runtime/call"
	"dandori/runtime/journal"
	"dandori/runtime/queue"
	"dandori/runtime/runner"
	"dandori/runtime/say"
)

func (a *app) runsRetryCommand() *cobra.Command {
	var e ending
	c := a.oneRun("retry RUN", say.T("Try a failed run again from the call that failed: what succeeded is not done again"),
		func(ctx context.Context, p *project, s *keeping, run queue.Run) error {
			if run.State != queue.Failed {
				return notFailed(run)
			}
			if err := a.voidFailure(ctx, p, s, run); err != nil {
				return err
			}
			run, _, err := s.Get(ctx, run.ID)
			if err != nil {
				return err
			}
			return a.resume(ctx, p, s, run, e, func() error { return errElsewhere }) // then dandori serve was faster
		})
	c.Long = a.say(say.T(`Goes on in the same run: what succeeded is answered from its journal, only the call that failed is made again.
runs rerun begins anew instead, with the script as it is now.`))
	e.flags(a, c)
	return c
}

func notFailed(run queue.Run) error {
	e := &usageError{text: say.T("run %[1]s has not failed (%[2]s)", run.ID, run.State), hint: say.T("dandori runs resume %s goes on with a run that is not over", run.ID)}
	if run.State.Over() {
		e.hint = say.T("dandori runs rerun %s begins anew", run.ID)
	}
	return e
}

// voidFailure takes back the outcome that failed the run, so that its call is
// made again. The file that started it comes back to its place.
func (a *app) voidFailure(ctx context.Context, p *project, s *keeping, run queue.Run) error {
	var f runner.Failure
	_ = json.Unmarshal(run.Failure, &f) // of our own; without a call there is nothing to try again
	if f.Call == 0 {
		return &usageError{text: say.T("run %s failed in the script itself, not in a call that could be made again", run.ID),
			hint: say.T("mend the script, then begin anew: dandori runs rerun %s", run.ID)}
	}
	if f.Failure != nil && f.Name == string(call.JobFailed) {
		return &usageError{text: say.T("run %s failed because the vendor's job did, and asking about that job again would change nothing", run.ID),
			hint: say.T("mend what the job was given, then begin anew: dandori runs rerun --again %s (what the run had written before is written again)", run.ID)}
	}
	entries, err := allEntries(s.ReadJournal(ctx, run.ID))
	if err != nil {
		return err
	}
	if err := journal.MayRetry(entries, f.Call); err != nil {
		return err
	}
	return a.amend(ctx, s, run, journal.Entry{Kind: journal.Retry, N: f.Call}, func() error { return broughtBack(ctx, p, s, run) })
}
