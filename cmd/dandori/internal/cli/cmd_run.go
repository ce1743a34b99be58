package cli

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/engine"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
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

// execution is everything that one run needs.
type execution struct {
	*target
	flags    runFlags
	id       string
	params   []byte
	read     []string // project-relative folders
	write    []string
	compiled *compiled
	started  time.Time
	display  *display
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

// prepare finds, reads and compiles everything, so that nothing that is wrong
// in the project is found halfway through a run.
func (a *app) prepare(name string, f runFlags) (*execution, error) {
	if f.askVendor && !f.dryRun {
		return nil, &usageError{text: say.T("--ask-vendor works only with --dry-run")}
	}
	p, err := a.openProject()
	if err != nil {
		return nil, err
	}
	if err := p.problems.Err(); err != nil {
		return nil, err
	}
	t, err := a.find(p, name)
	if err != nil {
		return nil, err
	}
	x := &execution{target: t, flags: f, started: clock.Now()}
	x.id = newRunID(x.started)
	if err := a.folders(x); err != nil {
		return nil, err
	}
	input, err := a.input(f)
	if err != nil {
		return nil, err
	}
	if x.params, err = a.values(t, input); err != nil {
		return nil, err
	}
	x.compiled, err = t.compile()
	return x, err
}

// input reads the file of parameters.
func (a *app) input(f runFlags) (workflow.Input, error) {
	in := workflow.Input{Typed: f.params, FileName: f.file}
	if f.file == "" {
		return in, nil
	}
	text, err := os.ReadFile(absolute(a.Dir, f.file))
	if err != nil {
		return in, &usageError{text: say.T("--params: %v", err)}
	}
	in.File = append([]byte{}, text...)
	return in, nil
}

// folders are the workflow's; a bare script's are typed, or the defaults.
func (a *app) folders(x *execution) error {
	if x.workflow != nil {
		if len(x.flags.read)+len(x.flags.write) > 0 {
			return &usageError{text: say.T("--read and --write are for bare scripts; a workflow names its folders in %s", x.workflow.File)}
		}
		x.read, x.write = x.workflow.Folders.Readable(), x.workflow.Folders.Writable()
		return nil
	}
	x.read, x.write = workflow.Folders{}.Readable(), workflow.Folders{}.Writable()
	for _, typed := range []struct {
		dirs []string
		to   *[]string
	}{{x.flags.read, &x.read}, {x.flags.write, &x.write}} {
		var rel []string
		for _, dir := range typed.dirs {
			r, err := x.project.relative(a.Dir, filepath.FromSlash(dir))
			if err != nil {
				return err
			}
			rel = append(rel, r)
		}
		if rel != nil {
			*typed.to = rel
		}
	}
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

// onInterrupt ends the run at the first Ctrl-C, gives up what is on the wire at
// the second, and ends the process at the third.
func (a *app) onInterrupt(x *execution, cancel context.CancelCauseFunc, abort func()) (stop func()) {
	caught, stopSignals := a.Signals()
	done := make(chan struct{})
	go func() {
		for n := 1; ; n++ {
			select {
			case <-done:
				return
			case <-caught:
			}
			switch n {
			case 1:
				x.display.Log("warn", a.say(say.T("interrupted: nothing new is sent, writes under way are waited for (Ctrl-C again gives them up)")), nil)
				cancel(engine.ErrInterrupted)
			case 2:
				x.display.Log("warn", a.say(say.T("giving up what is under way")), nil)
				abort()
			default:
				a.Exit(int(exitInterrupted))
			}
		}
	}()
	return func() { stopSignals(); close(done) }
}

// printOutcome says for people how the run ended, where it did not simply succeed.
func (a *app) printOutcome(x *execution, result engine.Result) {
	if f := result.Failure; f != nil {
		a.printFailure(x, f)
	}
	if !x.flags.dryRun {
		return
	}
	layer := path.Join(".dandori", "dry-run", x.id)
	if entries, err := fs.ReadDir(x.project.files, layer); err != nil || len(entries) == 0 {
		fmt.Fprintln(a.Stderr, a.say(say.T("dry run: nothing was changed")))
		return
	}
	fmt.Fprintln(a.Stderr, a.say(say.T("dry run: nothing was changed; the files that it wrote are in %s", layer)))
}

// printFailure shows the line of the user's source, too.
func (a *app) printFailure(x *execution, f *engine.Failure) {
	p := failureProblem(f)
	p.LineText = x.sourceLine(f.File, f.Line)
	if named(f) {
		p.Message = say.Text{En: f.Name + ": " + p.Message.En, Ja: f.Name + ": " + p.Message.Ja}
	}
	printProblem(a.Stderr, p, a.lang)
	if strings.Contains(f.Stack, "\n") { // one frame alone is the place that was just shown
		fmt.Fprintln(a.Stderr, f.Stack)
	}
}

// named reports whether the error's name tells more than its message.
func named(f *engine.Failure) bool {
	switch f.Name {
	case "", "Error", string(call.InDoubt):
		return false
	}
	return !f.TimedOut && !f.Interrupted && !f.Diverged
}
