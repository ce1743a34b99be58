package cli

import (
	"context"

	"github.com/spf13/cobra"

	"dandori/runtime/say"
)

// runFlags are the flags of run.
type runFlags struct {
	params    []string
	file      string
	dryRun    bool
	askVendor bool
	read      []string
	write     []string
	signed    *signature // of --apply
	planning
	ending
}

// ending is how a command that runs something waits and reports.
type ending struct {
	json   bool
	noWait bool
}

func (e *ending) flags(a *app, c *cobra.Command) {
	c.Flags().BoolVar(&e.json, "json", false, a.say(say.T("print one JSON object about the run")))
	c.Flags().BoolVar(&e.noWait, "no-wait", false, a.say(say.T("do not wait for an approval, or for the run's turn: end with exit code 6")))
}

func (a *app) runCommand() *cobra.Command {
	var f runFlags
	c := &cobra.Command{
		Use:     "run NAME|FILE",
		Short:   a.say(say.T("Run a workflow or a bare script now")),
		Long:    a.say(say.T("Runs a workflow of the project, a shipped example, or a bare script (.ts, .js). What its default function returns is printed as JSON.")) + "\n\n" + a.exitStatus(),
		Example: "  dandori run export-cards -p from=2025-01-01\n  dandori run scripts/export.ts --dry-run\n  dandori run sync-organization --dry-run --plan plan.xlsx\n  dandori run sync-organization --apply plan.xlsx",
		Args:    arguments(1, 1, "run NAME|FILE [-p NAME=VALUE]… [--dry-run [--plan FILE]] [--apply FILE] [--json]"),
		RunE:    func(_ *cobra.Command, args []string) error { return a.run(args[0], f) },
	}
	c.ValidArgsFunction = a.completeNames
	flags := c.Flags()
	flags.StringArrayVarP(&f.params, "param", "p", nil, a.say(say.T("a parameter, as `NAME=VALUE`; several times")))
	flags.StringVar(&f.file, "params", "", a.say(say.T("`FILE` of parameters, JSON or YAML")))
	flags.BoolVar(&f.dryRun, "dry-run", false, a.say(say.T("send nothing that changes anything; files go to a folder of their own")))
	flags.BoolVar(&f.askVendor, "ask-vendor", false, a.say(say.T("in a dry run, let the vendor check what it can rehearse")))
	flags.StringArrayVar(&f.read, "read", nil, a.say(say.T("`DIR` that a bare script may read (default: inbox and out); several times")))
	flags.StringArrayVar(&f.write, "write", nil, a.say(say.T("`DIR` that a bare script may write (default: out); several times")))
	f.planning.flags(a, c)
	f.ending.flags(a, c)
	return c
}

func (a *app) run(name string, f runFlags) error {
	if err := f.planning.check(f.dryRun, f.askVendor); err != nil {
		return err
	}
	p, err := a.soundProject()
	if err != nil {
		return err
	}
	if f.apply != "" {
		if f.signed, err = a.readSigned(f.apply); err != nil {
			return err
		}
	}
	t, unfound := a.find(p, name)
	if f.dryRun || isFile(name) || p.untouched() && !looksFirst(t) {
		if unfound != nil {
			return unfound
		}
		return a.runSaved(p, t, f)
	}
	ctx := context.Background()
	s, err := a.openStore(ctx, p)
	if err != nil {
		return err
	}
	defer s.Close()
	v, err := a.liveOf(ctx, p, s, name, t)
	if err != nil {
		return err
	}
	if v == nil && unfound != nil {
		return unfound
	}
	return a.runOrApply(ctx, s, f, a.ordering(t, v))
}

// runSaved runs what is saved. A store is made only for a run that can begin.
func (a *app) runSaved(p *project, t *target, f runFlags) error {
	first := f
	first.dryRun = f.dryRun || f.signed != nil
	order := a.ordering(t, nil)
	x, err := order(first)
	if err != nil {
		return err
	}
	ctx := context.Background()
	s, err := a.openStore(ctx, p)
	if err != nil {
		return err
	}
	defer s.Close()
	return a.runOrApply(ctx, s, f, func(f runFlags) (*execution, error) {
		if x.run.Spec.DryRun == f.dryRun {
			return x, nil
		}
		return order(f)
	})
}

// ordering returns what makes executions of t that all have the same code: what
// is run is what a signed plan was compared with.
func (a *app) ordering(t *target, v *live) func(runFlags) (*execution, error) {
	return func(f runFlags) (*execution, error) {
		x, err := a.execution(t, f, v)
		if err == nil && v == nil {
			v = &live{target: t, compiled: x.compiled}
		}
		return x, err
	}
}

func (a *app) runOrApply(ctx context.Context, s *keeping, f runFlags, order func(runFlags) (*execution, error)) error {
	if f.signed != nil {
		return a.apply(ctx, s, f.signed, f.ending, func(dry bool) (*execution, error) {
			f.dryRun = dry
			return order(f)
		})
	}
	x, err := order(f)
	if err != nil {
		return err
	}
	return a.foreground(ctx, s, x, f.ending, func() error { return a.order(ctx, s, x) })
}
