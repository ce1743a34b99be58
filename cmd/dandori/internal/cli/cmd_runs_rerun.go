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
	if err := undone(run); err != nil {
		return err
	}
	entries, err := allEntries(s.ReadJournal(ctx, run.ID))
	if err != nil {
		return err
	}
	if written, ok := journal.Written(entries); ok && !f.again && !run.Spec.DryRun {
		e := &usageError{text: say.T("run %[1]s has changed something already (%[2]s): beginning anew would do it twice", run.ID, written),
			hint: say.T("dandori runs retry %[1]s makes only the call that failed; dandori runs rerun --again %[1]s does everything again", run.ID)}
		if run.State == queue.Succeeded {
			e.hint = say.T("dandori runs rerun --again %s does everything again", run.ID)
		}
		return e
	}
	if err := fileInPlace(ctx, s, run); err != nil {
		return err
	}
	a.asked = nil // from here on it is about another
	v, err := a.liveAgain(ctx, p, s, run)
	if err != nil {
		return err
	}
	x, err := a.again(p, run, v)
	if err != nil {
		return err
	}
	return a.foreground(ctx, s, x, f.ending, func() error { return a.order(ctx, s, x) })
}

// fileInPlace refuses to begin anew with a file that is not any more where it
// was: it was put away after the run that it had started.
func fileInPlace(ctx context.Context, s *keeping, run queue.Run) error {
	if run.Spec.File == nil {
		return nil
	}
	found, err := s.Causes(ctx, queue.CauseFilter{Kind: queue.ByFile, Run: run.ID, Limit: 1})
	if err != nil || len(found) == 0 {
		return err
	}
	if at, moved := putAway(found[0]); moved {
		return &usageError{text: say.T("the file %[1]s that started run %[2]s is %[3]s now", found[0].File.Path, run.ID, at),
			hint: say.T("dandori run %[1]s -p file=%[2]s runs it from there", nameOf(run), at)}
	}
	return nil
}

// liveAgain is what a rerun takes instead of what is saved; nil: nothing (liveOf).
func (a *app) liveAgain(ctx context.Context, p *project, s *keeping, run queue.Run) (*live, error) {
	if run.Workflow == "" || run.Spec.Example || run.Spec.DryRun {
		return nil, nil
	}
	saved, err := a.find(p, run.Workflow)
	if err != nil {
		saved = nil // it is said when it is needed
	}
	return a.liveOf(ctx, p, s, run.Workflow, saved)
}

// again makes a new execution of what run ran, with the code of v when that is not nil.
func (a *app) again(p *project, run queue.Run, v *live) (*execution, error) {
	t := &target{project: p, script: run.Script}
	switch {
	case v != nil:
		t = v.target
	case run.Workflow != "":
		var err error
		if t, err = a.find(p, run.Workflow); err != nil {
			return nil, err
		}
	}
	x := &execution{target: t, started: clock.Now()}
	if err := x.takeCode(v); err != nil {
		return nil, err
	}
	x.run = queue.Run{ID: newRunID(x.started), Workflow: run.Workflow, Script: t.script, Attempt: 1, Created: x.started, Spec: run.Spec}
	spec := &x.run.Spec
	spec.Uses, spec.Again, spec.Lang, spec.Version, spec.File = x.compiled.uses, run.ID, string(a.lang), "", nil
	if v != nil {
		spec.Version = v.version
	}
	if t.workflow != nil {
		define(spec, t.workflow)
		unheard(spec)
		x.run.Lane = laneOf(*spec, t.workflow)
	}
	return x, nil
}
