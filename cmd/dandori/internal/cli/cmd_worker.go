package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"dandori/runtime/call"
	"dandori/runtime/engine"
	"dandori/runtime/inbox"
	"dandori/runtime/queue"
	"dandori/runtime/runner"
	"dandori/runtime/worker"
)

// workerCommand is what dandori serve starts for each run. People have no use for it.
func (a *app) workerCommand() *cobra.Command {
	var rehearse bool
	c := &cobra.Command{
		Use: "worker RUN", Hidden: true, Args: arguments(1, 1, "worker RUN"),
		RunE: func(_ *cobra.Command, args []string) error {
			if rehearse {
				return a.tryOut(args[0])
			}
			return a.work(args[0])
		},
	}
	c.Flags().BoolVar(&a.colours, "colours", false, "colour the log lines: who shows them can")
	c.Flags().BoolVar(&rehearse, "rehearse", false, "only find out whether the run could go on with the code as it is now")
	return c
}

// work claims a run, carries it as far as it goes and gives it back. That it
// is not to be had is no error: somebody else was first.
func (a *app) work(id string) error {
	p, err := a.hired()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	defer a.interrupted(ctx, cancel)()
	s, err := a.openStore(ctx, p)
	if err != nil {
		return err
	}
	defer s.Close()
	orphaned := worker.Orphaned(ctx, a.Stdin)
	run, ok, err := s.ClaimRun(ctx, id, s.Worker(), a.lease(), queue.Queued, queue.Waiting, queue.Running)
	if err != nil || !ok {
		return err
	}
	return a.workOn(ctx, p, s, run, orphaned)
}

func (a *app) workOn(ctx context.Context, p *project, s *keeping, run queue.Run, orphaned <-chan struct{}) error {
	w := &work{app: a, store: s, display: a.newDisplay(), run: run}
	r := runner.New(runner.Config{Store: a.tapped(s), Lease: a.lease(), Attend: &runner.Attend{
		Limits: p.limits(), Orphaned: orphaned, Quit: w.quit,
	}})
	if why := fileChanged(ctx, p, s, run); why != nil {
		result, err := runner.Fail(ctx, s, run, why)
		w.tellEnd(run, result, queue.Park{}, err)
		return nil
	}
	j, err := w.ready(ctx, p, run)
	if err != nil {
		w.tellEnd(run, engine.Result{}, queue.Park{}, errors.Join(err, r.SetAside(ctx, run, err)))
		return nil
	}
	gone, unwatch := watched(r)
	defer func() { unwatch(); <-gone }()
	var left queue.Park
	result, err := r.Advance(ctx, run, j, func(result engine.Result, p *queue.Park) {
		runner.BackInLine(result, p)
		left = *p
	})
	w.tellEnd(run, result, left, err)
	return nil
}

// fileChanged is why a run that has done nothing yet cannot begin: the file
// that started it is not what it was; nil for nothing.
func fileChanged(ctx context.Context, p *project, s *keeping, run queue.Run) *call.Error {
	if run.Spec.File == nil {
		return nil
	}
	for range s.ReadJournal(ctx, run.ID) {
		return nil // it has begun: whatever became of the file, the run may have done it itself
	}
	if why, changed := inbox.Changed(ctx, p.root, *run.Spec.File); changed {
		return &call.Error{Class: call.PlainError, Text: why}
	}
	return nil
}

// tryOut prints whether a run could go on with the code as it is now, as repin --json does.
func (a *app) tryOut(id string) error {
	p, err := a.hired()
	if err != nil {
		return err
	}
	ctx := context.Background()
	s, err := a.openStore(ctx, p)
	if err != nil {
		return err
	}
	defer s.Close()
	run, ok, err := s.Get(ctx, id)
	if err != nil || !ok {
		return err
	}
	spec, err := a.specNow(ctx, p, s, run)
	if err != nil {
		return err
	}
	told, err := a.rehearse(ctx, p, s, run, spec)
	if err != nil {
		return err
	}
	return a.tellRepin(p, &repinned{Run: run.ID, Workflow: optional(run.Workflow), From: optional(run.Spec.Version), To: optional(spec.Version)}, told, true)
}
