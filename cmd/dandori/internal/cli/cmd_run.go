package cli

import (
	"context"

	"github.com/spf13/cobra"

	"dandori/runtime/clock"
	"dandori/runtime/engine"
	"dandori/runtime/say"
)

// runFlags are the flags of run.
type runFlags struct {
	params    []string
	file      string
	dryRun    bool
	askVendor bool
	json      bool
	read      []string
	write     []string
}

func (a *app) runCommand() *cobra.Command {
	var f runFlags
	c := &cobra.Command{
		Use:     "run NAME|FILE",
		Short:   a.say(say.T("Run a workflow or a bare script now")),
		Long:    a.say(say.T("Runs a workflow of the project, a shipped example, or a bare script (.ts, .js). What its default function returns is printed as JSON.")) + "\n\n" + a.exitStatus(),
		Example: "  dandori run export-cards -p from=2025-01-01\n  dandori run scripts/export.ts --dry-run",
		Args:    arguments(1, 1, "run NAME|FILE [-p NAME=VALUE]… [--dry-run] [--json]"),
		RunE:    func(_ *cobra.Command, args []string) error { return a.run(args[0], f) },
	}
	c.ValidArgsFunction = a.completeNames
	flags := c.Flags()
	flags.StringArrayVarP(&f.params, "param", "p", nil, a.say(say.T("a parameter, as `NAME=VALUE`; several times")))
	flags.StringVar(&f.file, "params", "", a.say(say.T("`FILE` of parameters, JSON or YAML")))
	flags.BoolVar(&f.dryRun, "dry-run", false, a.say(say.T("send nothing that changes anything; files go to a folder of their own")))
	flags.BoolVar(&f.askVendor, "ask-vendor", false, a.say(say.T("in a dry run, let the vendor check what it can rehearse")))
	flags.BoolVar(&f.json, "json", false, a.say(say.T("print one JSON object about the run")))
	flags.StringArrayVar(&f.read, "read", nil, a.say(say.T("`DIR` that a bare script may read (default: inbox and out); several times")))
	flags.StringArrayVar(&f.write, "write", nil, a.say(say.T("`DIR` that a bare script may write (default: out); several times")))
	return c
}

func (a *app) run(name string, f runFlags) error {
	x, err := a.prepare(name, f)
	if err != nil {
		return err
	}
	x.display = a.newDisplay()
	defer x.display.Close()
	r := newRecord()
	r.Run = &x.id
	if x.workflow != nil {
		r.Workflow = &x.workflow.Name
	}
	result, err := a.execute(x, r)
	r.Seconds = seconds(clock.Since(x.started))
	x.display.Close()
	if err != nil {
		return err
	}
	r.finish(a, result)
	_, a.code = outcome{result: result}.ending()
	a.printOutcome(x, result)
	if f.json {
		return a.printJSON(r)
	}
	printResult(a.Stdout, result.Value)
	return nil
}

// execute opens what the script uses and runs it.
func (a *app) execute(x *execution, r *record) (engine.Result, error) {
	o, err := a.open(x)
	defer o.close()
	if err != nil {
		return engine.Result{}, configError(err)
	}
	r.Sandbox = append(r.Sandbox, o.connections.Sandbox()...)
	a.announce(x, r.Sandbox)
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	stop := a.onInterrupt(x, cancel, o.connections.Abort)
	defer stop()
	result := engine.Run(ctx, engine.Config{
		Program: x.compiled.program,
		Params:  x.params,
		Modules: o.modules,
		Lang:    a.lang,
		Timeout: x.timeout(),
		Console: func(level, message string) { x.display.Log(level, message, nil) },
	})
	r.Requests = o.connections.Requests()
	return result, nil
}

// configError makes a plain error of opening one of the configuration.
func configError(err error) error {
	if name, code := (outcome{err: err}).ending(); name == "Fault" && code == exitFault {
		return unreadable(err)
	}
	return err
}

// announce says what kind of run begins.
func (a *app) announce(x *execution, sandbox []string) {
	if x.example {
		x.display.Log("info", a.say(say.T("running the shipped example %s", x.name())), nil)
	}
	for _, name := range sandbox {
		x.display.Log("info", a.say(say.T("the connection %s is on the sandbox: nothing here is real", name)), nil)
	}
	if x.flags.dryRun {
		x.display.Log("info", a.say(say.T("dry run: nothing that changes anything is sent")), nil)
	}
	for _, w := range x.compiled.program.Warnings {
		x.display.Log("warn", w.SayIn(a.lang), nil)
	}
}
