package cli

import (
	"context"

	"github.com/spf13/cobra"

	"dandori/runtime/call"
	"dandori/runtime/queue"
	"dandori/runtime/say"
)

func (a *app) runsCommand() *cobra.Command {
	list := a.runsListCommand()
	c := &cobra.Command{
		Use:   "runs",
		Short: a.say(say.T("The runs: what they did, what they wait for, and what to do about it")),
		Long: a.say(say.T(`Without a command, lists the runs. RUN is the name of a run, or the beginning of it.

A run is
  queued     ready: a process takes it (dandori serve, or runs resume)
  running    carried on by a process
  waiting    for a time, for the vendor, or for somebody's approval
  paused     interrupted, diverged, or crashing again and again: only runs resume moves it
  in_doubt   it is not known whether the vendor did a write: runs resolve
  succeeded, failed or cancelled: over`)),
		Example: `  dandori runs --state waiting --state in_doubt
  dandori runs show 20261122-111920-kq7rbd
  dandori runs approve 20261122-111920-kq7rbd --note OK`,
		Args: a.noSuchCommand,
		RunE: list.RunE,
	}
	c.Flags().AddFlagSet(list.Flags())
	c.AddCommand(list, a.runsShowCommand(), a.runsLogsCommand(), a.runsCancelCommand(), a.runsResumeCommand(), a.runsRetryCommand(), a.runsRerunCommand(),
		a.runsResolveCommand(), a.runsDecideCommand("approve"), a.runsDecideCommand("reject"), a.runsRepinCommand(), a.runsUndoCommand(), a.runsExportCommand())
	return c
}

// withStore opens the project's store for work. Runs whose process has died are
// given back first, so that what is told about them is true.
func (a *app) withStore(work func(ctx context.Context, p *project, s *keeping) error) error {
	ctx := context.Background()
	p, err := a.soundProject()
	if err != nil {
		return err
	}
	s, err := a.openStore(ctx, p)
	if err != nil {
		return err
	}
	defer s.Close()
	if _, err := s.Reap(ctx); err != nil {
		return err
	}
	return work(ctx, p, s)
}

// withRuns is withStore for what is about runs that there are: where nothing
// has run yet, no store and no key are made just to look.
func (a *app) withRuns(work func(ctx context.Context, p *project, s *keeping) error) error {
	p, err := a.openProject()
	if err != nil {
		return err
	}
	if p.untouched() {
		return noRuns(p)
	}
	return a.withStore(work)
}

// noRuns says that nothing has run in p yet.
func noRuns(p *project) error {
	e := call.New(call.Config, "nothing has run in %s yet", p.root)
	if !p.found {
		return e.WithHint("there is no dandori.yaml here or above: -C DIR names the folder of the project")
	}
	return e.WithHint("dandori run NAME begins a run")
}

// withRun does work with the run that id names, or begins the name of.
func (a *app) withRun(id string, work func(ctx context.Context, p *project, s *keeping, run queue.Run) error) error {
	return a.withRuns(func(ctx context.Context, p *project, s *keeping) error {
		run, ok, err := s.Get(ctx, id)
		if err != nil {
			return err
		}
		if !ok {
			return noRun(id)
		}
		a.asked = &run
		return work(ctx, p, s, run)
	})
}

func noRun(id string) error {
	return call.New(call.Config, "there is no run %s", id).WithHint("dandori runs lists them; the beginning of a name is enough when only one run has it")
}

// completeRuns offers the latest runs to the shell.
func (a *app) completeRuns(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	var names []string
	if len(args) == 0 {
		_ = a.withRuns(func(ctx context.Context, _ *project, s *keeping) error {
			runs, err := s.List(ctx, queue.Filter{Limit: 30})
			for _, r := range runs {
				names = append(names, r.ID+"\t"+nameOf(r)+", "+string(r.State))
			}
			return err
		})
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// nameOf is what a run is called by people.
func nameOf(r queue.Run) string {
	if r.Workflow != "" {
		return r.Workflow
	}
	return r.Script
}

// oneRun makes a command about one run.
func (a *app) oneRun(use string, short say.Text, work func(ctx context.Context, p *project, s *keeping, run queue.Run) error) *cobra.Command {
	return &cobra.Command{
		Use:               use,
		Short:             a.say(short),
		Args:              arguments(1, 1, "runs "+use),
		ValidArgsFunction: a.completeRuns,
		RunE:              func(_ *cobra.Command, args []string) error { return a.withRun(args[0], work) },
	}
}
