package cli

import (
	"context"

	"github.com/spf13/cobra"

	"dandori/runtime/clock"
	"dandori/runtime/journal"
	"dandori/runtime/queue"
	"dandori/runtime/say"
)

func (a *app) runsRerunCommand() *cobra.Command {
	var e ending
	var again bool
	c := a.oneRun("rerun RUN", say.T("Begin anew with the parameters of a run, and the script as it is now"),
		func(ctx context.Context, p *project, s *keeping, run queue.Run) error {
			return a.rerun(ctx, p, s, run, rerunFlags{e, again})
		})
	c.Long = a.say(say.T(`Begins a new run. It is refused when the old one has written something, unless --again allows to do that twice.
runs retry goes on in the same run instead.`))
	e.flags(a, c)
	c.Flags().BoolVar(&again, "again", false, a.say(say.T("also when that makes its writes a second time")))
	return c
}

type rerunFlags struct {
	ending
	again bool
}

// rerun is refused while the journal holds a write that was done, or may have been.
func (a *app) rerun(ctx context.Context, p *project, s *keeping, run queue.Run, f rerunFlags) error {
	if !run.State.Over() {
		return &usageError{text: say.T("run %[1]s is not over (%[2]s)", run.ID, run.State), hint: say.T("dandori runs resume %[1]s goes on with it, dandori runs cancel %[1]s ends it", run.ID)}
	}
	entries, err := allEntries(s.ReadJournal(ctx, run.ID))
	if err != nil {
		return err
	}
	if written, ok := journal.Written(entries); ok && !f.again && !run.Spec.DryRun {
		return &usageError{text: say.T("run %[1]s has changed something already (%[2]s): beginning anew would do it twice", run.ID, written),
			hint: say.T("dandori runs retry %[1]s makes only the call that failed; dandori runs rerun --again %[1]s does everything again", run.ID)}
	}
	a.asked = nil // from here on it is about another
	x, err := a.again(p, run)
	if err != nil {
		return err
	}
	return a.foreground(ctx, s, x, f.ending, func() error { return a.order(ctx, s, x) })
}

// again makes a new execution of what run ran.
func (a *app) again(p *project, run queue.Run) (*execution, error) {
	name := run.Workflow
	t := &target{project: p, script: run.Script}
	if name != "" {
		var err error
		if t, err = a.find(p, name); err != nil {
			return nil, err
		}
	}
	c, err := t.compile()
	if err != nil {
		return nil, err
	}
	x := &execution{target: t, compiled: c, started: clock.Now()}
	x.run = queue.Run{ID: newRunID(x.started), Workflow: run.Workflow, Script: t.script, Attempt: 1, Created: x.started, Spec: run.Spec}
	spec := &x.run.Spec
	spec.Uses, spec.Again, spec.Lang = c.uses, run.ID, string(a.lang)
	if t.workflow != nil {
		define(spec, t.workflow)
		x.run.Lane = laneOf(*spec, t.workflow)
	}
	return x, nil
}
