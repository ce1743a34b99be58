package cli

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"dandori/runtime/engine"
	"dandori/runtime/queue"
	"dandori/runtime/runner"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

func (a *app) serveCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "serve",
		Short: a.say(say.T("Go on with runs that wait, and take over those whose process has died")),
		Long: a.say(say.T(`Goes on with the project's runs until Ctrl-C: those whose time has come, that were approved or resolved, and those whose process has died.
Several may run at once. Schedules and file triggers start nothing yet.`)),
		Args: arguments(0, 0, "serve"),
		RunE: func(*cobra.Command, []string) error {
			p, err := a.openProject()
			if err != nil {
				return err
			}
			return a.underManager(p, func() error { return a.withStore(a.serve) })
		},
	}
}

// serve takes runs until it is told to stop; then it gives back those under way.
func (a *app) serve(ctx context.Context, p *project, s *keeping) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	caught, stop := a.Signals()
	defer stop()
	go func() {
		select {
		case <-caught:
			cancel(engine.ErrInterrupted)
		case <-ctx.Done():
		}
	}()
	release, err := p.serving()
	if err != nil {
		return err
	}
	defer release()
	d := a.newDisplay()
	defer d.Close()
	now := &current{}
	now.Store(p)
	defer a.rereads(ctx, cancel, s, now)()
	d.Log("info", a.say(say.T("serving %s: runs that are due are taken; Ctrl-C ends it", p.root)), nil)
	d.Log("warn", a.say(say.T("schedules and file triggers start nothing yet in this version")), nil)
	swept := make(chan struct{})
	go func() {
		defer close(swept)
		a.sweepOn(ctx, p, s, d)
	}()
	defer func() { cancel(nil); <-swept }()
	var r *runner.Runner
	r = runner.New(runner.Config{
		Store: a.tapped(s), Lease: a.lease(), AtOnce: max(1, int(p.config.Concurrency)),
		Work: func(ctx context.Context, run queue.Run) error {
			run, ok, err := s.ClaimRun(ctx, run.ID, s.Worker(), a.lease(), queue.Queued, queue.Waiting, queue.Running)
			if err != nil || !ok {
				return err
			}
			j, err := a.serveRun(ctx, now.Load(), s, run, d)
			if err != nil {
				err = errors.Join(err, r.SetAside(ctx, run, err))
				a.tellEnd(d, run, engine.Result{}, err)
				return nil
			}
			result, err := r.Advance(ctx, run, j, runner.BackInLine)
			a.tellEnd(d, run, result, err)
			return nil
		},
		Trouble: func(run queue.Run, err error) { d.of(run.ID).Log("error", say.In(err, a.lang), nil) },
	})
	return r.Serve(ctx)
}

// current is the project as its configuration was read last.
type current = atomic.Pointer[project]

// rereads answers dandori reload and SIGHUP until ctx ends; done waits for that.
// The store, the zone and the number of runs at once stay what they were at the start.
func (a *app) rereads(ctx context.Context, cancel context.CancelCauseFunc, s *keeping, now *current) (done func()) {
	hangup, calm := a.hangups()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := answerReloads(ctx, s, s.Bell(), hangup, func(context.Context) workflow.Problems { return a.reread(now) }); err != nil && ctx.Err() == nil {
			cancel(err)
		}
	}()
	return func() {
		cancel(nil)
		<-ended
		calm()
	}
}

// reread reads dandori.yaml again. With an error in it the old one stays.
func (a *app) reread(now *current) workflow.Problems {
	b := *a
	b.SetZone = func(*time.Location) {} // others are reading the time
	p, err := b.openProject()
	if err != nil {
		return reported(err)
	}
	if len(p.problems.Errors()) == 0 {
		now.Store(p)
	}
	return p.problems
}

// shortWait is a wait for which a run stays in memory.
const shortWait = 5 * time.Second

// serveRun makes a claimed run ready. Its lines carry its name.
func (a *app) serveRun(ctx context.Context, p *project, s *keeping, run queue.Run, d *display) (*runner.Job, error) {
	x, err := a.restore(ctx, p, s, run)
	if err != nil {
		return nil, err
	}
	if x.log, err = newRunLog(ctx, d.of(run.ID), s, run.ID); err != nil {
		return nil, err
	}
	o, err := a.open(s, x)
	if err != nil {
		o.close()
		return nil, configError(err)
	}
	x.log.display.Log("info", a.say(say.T("going on with %s", nameOf(run))), nil)
	j := a.job(s, x, o, shortWait)
	j.Close = func() {
		o.close()
		x.log.Flush()
	}
	return j, nil
}

// tellEnd says how a run was left.
func (a *app) tellEnd(d *display, run queue.Run, result engine.Result, err error) {
	d = d.of(run.ID)
	switch {
	case err != nil:
		d.Log("error", say.In(err, a.lang), nil)
	case result.Failure != nil && !result.Failure.Interrupted:
		d.Log("error", a.say(say.T("%[1]s: %[2]s (%[3]s)", nameOf(run), string(result.State), result.Failure.Message)), nil)
	default:
		d.Log("info", a.say(say.T("%[1]s: %[2]s", nameOf(run), string(result.State))), nil)
	}
}
