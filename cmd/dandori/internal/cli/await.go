package cli

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/engine"
	"dandori/runtime/queue"
	"dandori/runtime/say"
)

// lookOut is how often it is looked, without a sign, how a run stands that another
// process works on or that waits: such a process may have died.
const lookOut = time.Second

// standing is what a look at a run told.
type standing struct {
	row   queue.Run
	goes  bool // this process can take it
	rests bool // nobody goes on with it before somebody does something
}

// await waits until the run can go on in this process (goes), or rests. At
// Ctrl-C, a run that has not begun is cancelled; one that has is left as it stands.
func (c *carrier) await(ctx context.Context) (row queue.Run, goes bool, err error) {
	defer c.display.Wait(time.Time{}, "")
	until, stop := c.untilInterrupt(ctx)
	defer stop()
	bell := c.store.Bell()
	for {
		now, err := c.look(ctx)
		if err != nil || now.goes || now.rests || c.noWait {
			return now.row, now.goes, err
		}
		next := clock.Now().Add(lookOut)
		if due := now.row.Due; now.row.State != queue.Running && due.After(clock.Now()) && due.Before(next) {
			next = due
		}
		if err = bell.Wait(until, next); err == nil {
			err = clock.Sleep(until, calm) // it rings at each step of each run
		}
		if errors.Is(context.Cause(until), engine.ErrInterrupted) {
			row, err := c.giveUp(ctx)
			return row, false, err
		}
		if err != nil {
			return now.row, false, err
		}
	}
}

// untilInterrupt returns a context that ends at Ctrl-C.
func (c *carrier) untilInterrupt(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	stop := c.app.interrupted(ctx, cancel)
	return ctx, func() { stop(); cancel(nil) }
}

// giveUp ends the wait: somebody at the keyboard wants that.
func (c *carrier) giveUp(ctx context.Context) (queue.Run, error) {
	c.interrupted = true
	row, _, err := c.store.Get(ctx, c.x.run.ID)
	if err != nil || row.State != queue.Queued || !row.Started.IsZero() {
		return row, err
	}
	if _, err := c.store.Cancel(ctx, row.ID); err != nil {
		return row, err
	}
	row, _, err = c.store.Get(ctx, row.ID)
	return row, err
}

// look finds out how the run stands, and says what it waits for.
func (c *carrier) look(ctx context.Context) (standing, error) {
	if now := clock.Now(); now.Sub(c.reaped).Abs() >= lookOut {
		c.reaped = now
		if _, err := c.store.Reap(ctx); err != nil {
			return standing{}, err
		}
	}
	row, ok, err := c.store.Get(ctx, c.x.run.ID)
	if err == nil && !ok {
		err = noRun(c.x.run.ID)
	}
	if err != nil {
		return standing{}, err
	}
	switch row.State {
	case queue.Running:
		c.tell(call.SomeDay(), say.T("another process works on run %s", row.ID), say.Text{})
		return standing{row: row}, c.follow(ctx, c.display.logAt)
	case queue.Queued, queue.Waiting:
		return c.lookAtWaiting(ctx, row)
	}
	return standing{row: row, rests: true}, c.followToEnd(ctx, row)
}

func (c *carrier) lookAtWaiting(ctx context.Context, row queue.Run) (standing, error) {
	switch {
	case row.Due.IsZero() && (!c.Terminal || c.noWait): // for a person
		return standing{row: row, rests: true}, c.followToEnd(ctx, row)
	case row.Due.IsZero():
		if c.tell(call.SomeDay(), row.Reason, say.Text{}) {
			c.sayHowToDecide(c.store, c.x)
		}
		return standing{row: row}, nil
	case row.Due.After(clock.Now()):
		c.tellTime(row)
		return standing{row: row}, nil
	}
	holder, err := aheadOf(ctx, c.store, row)
	if err != nil || holder == "" {
		return standing{row: row, goes: true}, err
	}
	return standing{row: row}, c.tellTurn(ctx, row, holder)
}

// tellTurn says which run is ahead.
func (c *carrier) tellTurn(ctx context.Context, row queue.Run, holder string) error {
	ahead, _, err := c.store.Get(ctx, holder)
	c.tell(call.SomeDay(), say.T("waiting for run %[1]s to end (%[2]s)", holder, string(ahead.State)),
		say.T("run %[1]s waits for run %[2]s (%[3]s) to end (%[4]s); dandori runs show %[2]s tells how that stands", row.ID, holder, string(ahead.State), ruleOf(row.Lane)))
	return err
}

// tellTime says until when the run waits.
func (c *carrier) tellTime(row queue.Run) {
	if row.State == queue.Queued && !row.Reason.IsZero() {
		c.tell(row.Due, say.T("waiting for the next attempt"), nextAttempt(row))
		return
	}
	c.tell(row.Due, row.Reason, say.Text{})
}

// nextAttempt says why a run is tried again, and when.
func nextAttempt(row queue.Run) say.Text {
	left, to := max(0, row.Due.Sub(clock.Now())), 100*time.Millisecond
	if left > 10*time.Second {
		to = time.Second
	}
	return say.T("%[1]s; next attempt in %[2]s", row.Reason, span(left.Round(to)))
}

// tell says, once, until when the run waits and for what: on a terminal in the
// line below the log, counting down. line, if there is one, is for the log,
// also there. It reports whether this is news.
func (c *carrier) tell(until time.Time, why, line say.Text) bool {
	text := c.say(why)
	if text == c.toldWhy && until.Equal(c.told) {
		return false
	}
	c.told, c.toldWhy = until, text
	switch {
	case !line.IsZero():
		c.display.Log("info", c.say(line), nil)
	case !c.display.live:
		c.display.Log("info", text, untilField(until))
	}
	if c.display.live {
		c.display.Wait(until, text)
	}
	return true
}

// followToEnd shows what another process wrote last, if one has worked on the
// run: it does so a little after it has left it.
func (c *carrier) followToEnd(ctx context.Context, row queue.Run) error {
	if row.Epoch == c.x.run.Epoch {
		return nil
	}
	_ = clock.Sleep(ctx, logEvery)
	return c.follow(ctx, c.display.logAt)
}

// follow goes through the lines that are in the run's log by now and were not shown here.
func (c *carrier) follow(ctx context.Context, show func(at time.Time, level, message string, fields json.RawMessage)) error {
	for {
		lines, err := c.store.Read(ctx, c.x.run.ID, c.shown, linesAtOnce)
		if err != nil {
			return err
		}
		c.shown += len(lines)
		for _, l := range lines {
			show(l.At, l.Level, l.Message, l.Fields)
		}
		if len(lines) < linesAtOnce {
			return nil
		}
	}
}
