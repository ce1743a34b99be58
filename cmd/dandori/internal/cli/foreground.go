package cli

import (
	"context"
	"errors"
	"maps"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/engine"
	"dandori/runtime/journal"
	"dandori/runtime/queue"
	"dandori/runtime/runner"
	"dandori/runtime/say"
)

// foreground carries a run as far as it goes while somebody looks on, and
// reports. take makes the run this process's, once everything is open;
// errElsewhere: it is in the list, and not this process's now.
func (a *app) foreground(ctx context.Context, s *keeping, x *execution, e ending, take func() error) error {
	c, result, err := a.carryOn(ctx, s, x, e, take)
	if err != nil {
		return err
	}
	return a.conclude(ctx, c, result)
}

// carryOn carries a run as far as it goes, and says nothing of how it ended.
func (a *app) carryOn(ctx context.Context, s *keeping, x *execution, e ending, take func() error) (*carrier, engine.Result, error) {
	d := a.newDisplay()
	defer d.Close()
	var err error
	if x.log, err = newRunLog(ctx, d, s, x.run.ID); err != nil {
		return nil, engine.Result{}, err
	}
	x.watched = a.Terminal
	c := &carrier{app: a, ending: e, store: s, x: x, display: d}
	result, err := c.carry(ctx, take)
	c.x.log.Flush()
	return c, result, err
}

// conclude reports how the run ended, and sees to what is left to do.
func (a *app) conclude(ctx context.Context, c *carrier, result engine.Result) error {
	err := c.report(ctx, result)
	a.deliver(ctx, c.x.project, c.store, c.display)
	a.sweep(ctx, c.x.project, c.store, c.display)
	return err
}

// report prints how the run ended, or what it waits for.
func (c *carrier) report(ctx context.Context, result engine.Result) error {
	x, r := c.x, newRecord()
	r.Run, r.Workflow = &x.run.ID, optional(x.run.Workflow)
	r.Seconds = seconds(clock.Since(x.started))
	if row, ok, err := c.store.Get(ctx, x.run.ID); err == nil && ok {
		r.Sandbox = append(r.Sandbox, row.Sandbox...)
		maps.Copy(r.Requests, row.Sent)
	}
	r.finish(c.app, result)
	c.app.code = c.code(result)
	c.printOutcome(x, result)
	if err := c.reportPlan(ctx, r, result); err != nil {
		return err
	}
	if result.State == engine.State(queue.Queued) && !c.interrupted {
		c.printHint(goesOn(x.run.ID))
	}
	if c.json {
		return c.printJSON(r)
	}
	printResult(c.Stdout, result.Value)
	return nil
}

// execute opens what the script uses, takes the run and carries it on.
func (a *app) execute(ctx context.Context, s *keeping, x *execution, e ending, take func() error) (engine.Result, error) {
	o, err := a.open(s, x)
	if err != nil {
		o.close()
		return engine.Result{}, configError(err)
	}
	x.run.Sandbox = o.connections.Sandbox()
	if err := take(); err != nil {
		o.close()
		return engine.Result{}, err
	}
	if err := recall(ctx, s, x.run, o.book); err != nil {
		o.close()
		return engine.Result{}, err
	}
	if why := fileChanged(ctx, x.project, s, x.run); why != nil {
		o.close()
		return runner.Fail(ctx, s, x.run, why)
	}
	o.modules[0] = a.mainModule(s, x, o) // which attempt it is, the claim has told
	a.announce(x, x.run.Sandbox)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	stop := a.onInterrupt(x, cancel, o.connections.Abort)
	defer stop()
	r := runner.New(runner.Config{Store: a.tapped(s), Lease: a.lease(), Unkept: a.Unkept})
	gone, unwatch := watched(r)
	defer func() { unwatch(); <-gone }()
	result, err := r.Advance(ctx, x.run, a.job(s, x, o, a.patience(e)), nil)
	if errors.Is(err, queue.ErrFenced) {
		return result, takenOver(x.run.ID)
	}
	return result, err
}

func watched(r *runner.Runner) (done <-chan struct{}, stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = r.Watch(ctx) // its runs end with the error
	}()
	return ended, cancel
}

// patience is from which wait on the run leaves memory: somebody at a terminal
// sees what it waits for, anybody else gets to know that it waits for a person.
func (a *app) patience(e ending) time.Duration {
	if a.Terminal && !e.noWait {
		return 0
	}
	return runner.ForPerson
}

// job is the run made ready for the engine.
func (a *app) job(s *keeping, x *execution, o *opened, suspend time.Duration) *runner.Job {
	spec := x.run.Spec
	return &runner.Job{
		Sent:  o.connections.Requests,
		Close: o.close,
		Config: engine.Config{
			Program: x.compiled.program,
			Prelude: x.prelude,
			Params:  spec.Params,
			Modules: o.modules,
			Lang:    say.Lang(spec.Lang),
			Timeout: spec.Timeout,
			Suspend: suspend,
			Doubt:   engine.DoubtPolicy{Every: a.lookAgain()},
			Pins:    &journal.Pins{Params: spec.Params, Lang: spec.Lang, Prelude: spec.Prelude, Connections: o.pins},
			Console: func(level, message string) { x.log.Script(level, message, nil) },
			OnWait:  a.onWait(s, x, suspend != runner.ForPerson),
		},
	}
}

// lookAgain is when a write in doubt is looked up again, before a person is
// asked: a vendor's queue may take a while.
func (a *app) lookAgain() []time.Duration {
	if a.Patience != nil {
		return a.Patience
	}
	return []time.Duration{10 * time.Second, 30 * time.Second, 80 * time.Second}
}

func takenOver(run string) error {
	return call.New(call.Fault, "another process has taken over run %s; this one has sent nothing since", run).
		WithHint("dandori runs show %s tells how it stands", run)
}

// configError makes a plain error of opening one of the configuration.
func configError(err error) error {
	if name, code := (outcome{err: err}).ending(); name == "Fault" && code == exitFault {
		return unreadable(err)
	}
	return err
}

// scriptOf is the workflow whose script x runs as a bare one; "" for none.
func scriptOf(x *execution) string {
	if x.run.Workflow != "" || x.run.Spec.Undo != "" || x.target == nil {
		return ""
	}
	set, _ := x.target.project.workflows() // what is wrong with it is not asked about
	for _, w := range set {
		if w.Script == x.run.Script {
			return w.Name
		}
	}
	return ""
}

// announce says, once, what kind of run begins.
func (a *app) announce(x *execution, sandbox []string) {
	if x.known {
		return
	}
	x.known = true
	switch {
	case x.run.Spec.Undo != "":
		x.log.Log("info", a.say(say.T("looking at what run %s changed, and at what is there now", x.run.Spec.Undo)), nil)
	case x.run.Spec.Example:
		x.log.Log("info", a.say(say.T("running the shipped example %s", x.name())), nil)
	}
	if w := scriptOf(x); w != "" {
		x.log.Log("info", a.say(say.T("%[1]s runs by itself, without what the workflow %[2]s says about it: dandori run %[2]s", x.run.Script, w)), nil)
	}
	for _, name := range sandbox {
		x.log.Log("info", a.say(say.T("the connection %s is on the sandbox: nothing here is real", name)), nil)
	}
	if x.run.Spec.DryRun {
		x.log.Log("info", a.say(say.T("dry run: nothing that changes anything is sent")), nil)
	}
	for _, w := range x.compiled.program.Warnings {
		x.log.Log("warn", w.SayIn(a.lang), nil)
	}
}
