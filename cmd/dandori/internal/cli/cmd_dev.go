package cli

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"dandori/runtime/call"
	"dandori/runtime/engine"
	"dandori/runtime/queue"
	"dandori/runtime/say"
	"dandori/runtime/watch"
	"dandori/runtime/workflow"
)

func (a *app) devCommand() *cobra.Command {
	var f runFlags
	var live bool
	c := &cobra.Command{
		Use:   "dev NAME|FILE",
		Short: a.say(say.T("Run it again on the sandbox, each time that it is saved")),
		Long: a.say(say.T(`Runs a workflow or a bare script, and again each time that it, anything that it imports, its YAML or dandori.yaml is saved. The run before is cancelled.
Every connection is on the sandbox, whatever dandori.yaml says; --live uses the real ones. Ctrl-C ends it.`)),
		Example: "  dandori dev scripts/export.ts -p from=2025-01-01",
		Args:    arguments(1, 1, "dev NAME|FILE [-p NAME=VALUE]… [--live]"),
		RunE:    func(_ *cobra.Command, args []string) error { return a.dev(args[0], f, live) },
	}
	c.ValidArgsFunction = a.completeNames
	flags := c.Flags()
	flags.BoolVar(&live, "live", false, a.say(say.T("use the connections as dandori.yaml has them")))
	flags.StringArrayVarP(&f.params, "param", "p", nil, a.say(say.T("a parameter, as `NAME=VALUE`; several times")))
	flags.StringVar(&f.file, "params", "", a.say(say.T("`FILE` of parameters, JSON or YAML")))
	flags.BoolVar(&f.dryRun, "dry-run", false, a.say(say.T("send nothing that changes anything; files go to a folder of their own")))
	flags.StringArrayVar(&f.read, "read", nil, a.say(say.T("`DIR` that a bare script may read (default: inbox and out); several times")))
	flags.StringArrayVar(&f.write, "write", nil, a.say(say.T("`DIR` that a bare script may write (default: out); several times")))
	return c
}

// rehearsal is a script that is run at each save.
type rehearsal struct {
	*app
	name  string
	flags runFlags
	live  bool

	store   *keeping
	display *display
	watcher *watch.Watcher
	files   *fileSet // whose change is a reason to run again
	under   *attempt // the last run; nil: none has begun
}

func (a *app) dev(name string, f runFlags, live bool) error {
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	defer a.interrupted(ctx, cancel)()
	p, err := a.openProject()
	if err != nil {
		return err
	}
	r, err := a.newRehearsal(p, name, f, live)
	if err != nil {
		return err
	}
	defer r.close()
	return r.follow(ctx, p)
}

func (a *app) newRehearsal(p *project, name string, f runFlags, live bool) (*rehearsal, error) {
	b := *a // one that shares stderr between a run and what is said of the next, and whose runs do not end at Ctrl-C by themselves
	b.Stderr = &shared{to: a.Stderr}
	b.Signals = nobody
	r := &rehearsal{app: &b, name: name, flags: f, live: live}
	zone := p.config.Timezone.Location
	b.SetZone = func(now *time.Location) { // it is the process's, and others are reading it
		if zone.String() != now.String() {
			r.display.Log("warn", b.say(say.T("the time zone was changed: start dandori dev again, this one stays at %s", zone)), nil)
		}
	}
	var err error
	if r.store, err = b.openStore(context.Background(), p); err != nil {
		return nil, err
	}
	r.display = b.newDisplay()
	r.watcher, err = watch.Open(watch.Config{
		Root: p.root, Skip: private,
		Log: func(level string, t say.Text) { r.display.Log(level, b.say(t), nil) },
	})
	if err != nil {
		return nil, errors.Join(err, r.store.Close())
	}
	return r, nil
}

// follow runs what is to be run now and at each save, until ctx ends.
func (r *rehearsal) follow(ctx context.Context, p *project) error {
	saved := saving{}
	for first := true; ; first = false {
		if err := r.begin(ctx, p, saved); err != nil {
			if first && hopeless(err) {
				return err
			}
			r.printError(err)
			r.tell(say.T("waiting for the next save"))
		}
		r.watcher.Want(r.files.folders())
		var err error
		if saved, err = r.nextSave(ctx); err != nil {
			r.end()
			if errors.Is(err, engine.ErrInterrupted) {
				return nil
			}
			return err
		}
	}
}

// hopeless reports whether no save could mend it: what was typed is wrong.
func hopeless(err error) bool {
	var usage *usageError
	var wrong *workflow.WrongInput
	var failed *call.Error
	return errors.As(err, &usage) || errors.As(err, &wrong) || errors.As(err, &failed)
}

// begin makes the script ready and runs it in place of the run before. What
// cannot be made ready leaves that as it is.
func (r *rehearsal) begin(ctx context.Context, p *project, saved saving) error {
	r.files = r.files.again(p)
	x, err := r.prepare(r.name, r.flags)
	r.files.note(x, err)
	if err != nil {
		return err
	}
	spec := &x.run.Spec
	if spec.Sandboxed = !r.live; spec.Sandboxed {
		x.run.Workflow = "dev:" + x.target.name() // with a state of its own: what was read here would mislead a real run
	}
	spec.Notify, spec.Retry, x.run.Lane = queue.Notify{}, queue.Retry{}, "" // somebody looks on
	r.end()
	r.under = r.start(ctx, x, saved)
	return nil
}

// end cancels the run under way and waits for its end.
func (r *rehearsal) end() {
	if r.under != nil {
		r.under.stop()
		r.under = nil
	}
}

func (r *rehearsal) close() {
	r.display.Close()
	_ = r.watcher.Close()
	_ = r.store.Close()
}

func (r *rehearsal) tell(t say.Text) { r.display.Log("info", r.say(t), nil) }

// onSandbox is c with a simulator in place of the vendor: its limits stay, its
// credentials are not looked at.
func onSandbox(c workflow.Connection) workflow.Connection {
	return workflow.Connection{
		Name: c.Name, Line: c.Line, Kind: c.Kind, Version: c.Version, Sandbox: true,
		Limits: c.Limits, Share: c.Share, Pace: c.Pace, MaxResponse: c.MaxResponse,
	}
}

// shared is a writer for several goroutines.
type shared struct {
	mu sync.Mutex
	to interface{ Write([]byte) (int, error) }
}

func (s *shared) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.to.Write(p)
}
