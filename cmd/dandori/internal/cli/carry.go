package cli

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"dandori/runtime/engine"
	"dandori/runtime/queue"
	"dandori/runtime/runner"
	"dandori/runtime/say"
)

// carrier carries a run to its end, or until it rests: in this process while it
// may, and looking on while it waits for its turn, for its next attempt, or
// another process works on it.
type carrier struct {
	*app
	ending
	store   *keeping
	x       *execution
	display *display

	failed      *engine.Failure // of the last attempt here; nil: none has failed
	interrupted bool            // somebody does not want to wait any longer
	told        time.Time       // until when it was said to wait last
	toldWhy     string
	shown       int // lines of the run's log that were, or need not be
	reaped      time.Time
}

// carry begins with take, which makes the run this process's (errElsewhere: not now).
func (c *carrier) carry(ctx context.Context, take func() error) (engine.Result, error) {
	for {
		result, err := c.execute(ctx, c.store, c.x, c.ending, take)
		c.x.log.Flush()
		if err == nil {
			var again bool
			if again, err = c.triesAgain(ctx, result); err == nil && !again {
				return result, nil
			}
		}
		if err != nil && !errors.Is(err, errElsewhere) {
			return result, err
		}
		row, goes, err := c.await(ctx)
		if err != nil || !goes {
			return c.resultOf(row), err
		}
		if err := c.renew(ctx, row); err != nil {
			return engine.Result{}, err
		}
		take = func() error { return c.claim(ctx) }
	}
}

// triesAgain reports whether a run that has failed was not left so: it is to be
// tried again, or somebody cancelled it meanwhile.
func (c *carrier) triesAgain(ctx context.Context, result engine.Result) (bool, error) {
	if result.State != engine.Failed {
		return false, nil
	}
	row, ok, err := c.store.Get(ctx, c.x.run.ID)
	if err != nil || !ok || row.State == queue.Failed {
		return false, err
	}
	c.failed = result.Failure
	if row.State == queue.Queued {
		c.x.log.add(queue.Line{Level: "info", Message: c.say(nextAttempt(row))}) // await shows it
		c.x.log.Flush()
	}
	return true, c.follow(ctx, func(time.Time, string, string, json.RawMessage) {}) // what is there was shown
}

// renew makes the execution ready for going on with the run as it stands.
func (c *carrier) renew(ctx context.Context, row queue.Run) error {
	next, err := c.restore(ctx, c.x.project, c.store, row)
	if err != nil {
		return err
	}
	next.watched, next.started, next.known = c.x.watched, c.x.started, c.x.known
	next.planning = c.x.planning
	if next.log, err = newRunLog(ctx, c.display, c.store, row.ID); err != nil {
		return err
	}
	c.x = next
	return nil
}

// claim takes the run that has been waited for.
func (c *carrier) claim(ctx context.Context) error {
	claimed, ok, err := c.store.ClaimRun(ctx, c.x.run.ID, c.store.Worker(), c.lease(), queue.Queued, queue.Waiting)
	if err == nil && !ok {
		err = errElsewhere
	}
	if err == nil {
		c.x.run = claimed
	}
	return err
}

// resultOf is how a run stands that this process does not go on with.
func (c *carrier) resultOf(row queue.Run) engine.Result {
	r := engine.Result{State: engine.State(row.State), Value: row.Result}
	var f runner.Failure
	if json.Unmarshal(row.Failure, &f) == nil { // of our own; none where it did not fail
		r.Failure = f.Failure
	}
	switch {
	case c.interrupted:
		r.Failure = c.interruption(row)
	case r.Failure == nil && row.State == queue.Cancelled:
		r.Failure = &engine.Failure{Name: "Cancelled", Message: say.T("the run was cancelled")}
	case r.Failure == nil && row.State == queue.Queued:
		r.Failure = c.failed
	}
	return r
}

// interruption says what becomes of a run that somebody does not want to wait for any longer.
func (c *carrier) interruption(row queue.Run) *engine.Failure {
	f := &engine.Failure{Name: "Interrupted", Interrupted: true}
	switch {
	case row.State == queue.Cancelled:
		f.Message = say.T("the run was cancelled before its turn came: nothing was done")
	case row.State == queue.Running:
		f.Message = say.T("run %s goes on in another process", row.ID)
		f.Hint = say.T("dandori runs cancel %s ends it", row.ID)
	default:
		f.Message = say.T("run %[1]s is left as it stands (%[2]s)", row.ID, string(row.State))
		f.Hint = goesOn(row.ID)
	}
	return f
}

// goesOn is who takes a run that is in the list.
func goesOn(run string) say.Text {
	return say.T("dandori serve goes on with it when its time has come, or dandori runs resume %s", run)
}

// code is what the process says to the shell. Whoever does not wait for its
// turn has a run that waits.
func (c *carrier) code(result engine.Result) exitCode {
	_, code := outcome{result: result}.ending()
	switch {
	case c.interrupted:
		return exitInterrupted
	case result.Failure == nil && (result.State == engine.State(queue.Queued) || result.State == engine.State(queue.Running)):
		return exitApproval
	}
	return code
}
