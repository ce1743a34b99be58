package cli

import (
	"context"
	"errors"
	"time"

	"dandori/runtime/engine"
	"dandori/runtime/queue"
	"dandori/runtime/runner"
	"dandori/runtime/say"
)

// shortWait is a wait for which a run stays in memory.
const shortWait = 5 * time.Second

// work is one run in a worker process.
type work struct {
	*app
	store   *keeping
	display *display
	run     queue.Run
	log     *runLog // nil before the run is ready
}

// ready makes a claimed run ready. Its lines carry its name.
func (w *work) ready(ctx context.Context, p *project, run queue.Run) (*runner.Job, error) {
	x, err := w.restore(ctx, p, w.store, run)
	if err != nil {
		return nil, err
	}
	if x.log, err = newRunLog(ctx, w.display.of(run.ID), w.store, run.ID); err != nil {
		return nil, err
	}
	w.log = x.log
	o, err := w.open(w.store, x)
	if err != nil {
		o.close()
		return nil, configError(err)
	}
	if err := recall(ctx, w.store, run, o.book); err != nil {
		o.close()
		return nil, err
	}
	how := say.T("%s begins", nameOf(run))
	if run.Epoch > 1 {
		how = say.T("going on with %s", nameOf(run))
	}
	x.log.display.Log("info", w.say(how), nil)
	j := w.job(w.store, x, o, shortWait)
	j.Close = func() {
		o.close()
		x.log.Flush()
	}
	return j, nil
}

// quit ends the process though the script does not: its run was given back.
func (w *work) quit(err error) {
	if w.log != nil {
		w.log.Flush()
	}
	if err != nil {
		w.display.Log("error", say.In(err, w.lang), nil)
		w.Exit(int(exitFault))
	}
	if left, ok, err := w.store.Get(context.Background(), w.run.ID); err == nil && ok && left.Reason != (say.Text{}) {
		w.display.of(left.ID).Log("error", w.say(say.T("%[1]s: %[2]s (%[3]s); dandori runs show %[4]s tells more", nameOf(left), string(left.State), left.Reason, left.ID)), nil)
	}
	w.Exit(int(exitOK))
}

// tellEnd says how a run was left. What its script threw may hold people's
// data: that is for runs show, not for the log of a service.
func (w *work) tellEnd(run queue.Run, result engine.Result, left queue.Park, err error) {
	d := w.display.of(run.ID)
	switch {
	case errors.Is(err, queue.ErrFenced):
		d.Log("warn", w.say(say.T("%s: another process goes on with it", nameOf(run))), nil)
	case err != nil:
		d.Log("error", say.In(err, w.lang), nil)
	case left.Retry:
		d.Log("warn", w.say(say.T("%[1]s: attempt %[2]d of %[3]d failed: %[4]s; the next is at %[5]s", nameOf(run), run.Attempt, run.Spec.Retry.Attempts, runner.Why(result.Failure), clockTime(left.Due))), nil)
	case result.Failure != nil && !result.Failure.Interrupted:
		d.Log("error", w.say(say.T("%[1]s: %[2]s (%[3]s); dandori runs show %[4]s tells more", nameOf(run), string(result.State), runner.Why(result.Failure), run.ID)), nil)
	case result.Failure != nil:
		d.Log("info", w.say(say.T("%s was interrupted: the next dandori serve goes on with it", nameOf(run))), nil)
	default:
		d.Log("info", w.say(say.T("%[1]s: %[2]s", nameOf(run), string(result.State))), nil)
	}
}
