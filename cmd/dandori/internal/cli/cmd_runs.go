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
		Args:  a.noSuchCommand,
		RunE:  list.RunE,
	}
	c.Flags().AddFlagSet(list.Flags())
	c.AddCommand(list, a.runsShowCommand(), a.runsLogsCommand(), a.runsCancelCommand(), a.runsResumeCommand(), a.runsRetryCommand(), a.runsRerunCommand(),
		a.runsResolveCommand(), a.runsDecideCommand("approve"), a.runsDecideCommand("reject"), a.runsExportCommand())
	return c
}

// withStore opens the project's store for work. Runs whose process has died are
// given back first, so that what is told about them is true.
func (a *app) withStore(work func(ctx context.Context, p *project, s *keeping) error) error {
	ctx := context.Background()
	p, err := a.openProject()
	if err != nil {
		return err
	}
	if err := p.problems.Err(); err != nil {
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

// withRun does work with the run that id names, or begins the name of.
func (a *app) withRun(id string, work func(ctx context.Context, p *project, s *keeping, run queue.Run) error) error {
	return a.withStore(func(ctx context.Context, p *project, s *keeping) error {
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
		_ = a.withStore(func(ctx context.Context, _ *project, s *keeping) error {
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
