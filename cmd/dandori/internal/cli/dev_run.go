package cli

import (
	"context"
	"os"
	"sync"
	"time"

	"dandori/runtime/clock"
	"dandori/runtime/engine"
	"dandori/runtime/say"
)

// attempt is one run of a rehearsal.
type attempt struct {
	r      *rehearsal
	x      *execution
	cancel context.CancelCauseFunc
	done   chan struct{}
	state  engine.State // when done
	shown  sync.Once    // the first line of output was
	saved  saving
}

// start runs x until it ends or the attempt is stopped.
func (r *rehearsal) start(ctx context.Context, x *execution, saved saving) *attempt {
	t := &attempt{r: r, x: x, done: make(chan struct{}), saved: saved}
	ctx, t.cancel = context.WithCancelCause(context.WithoutCancel(ctx))
	go func() {
		defer close(t.done)
		t.run(ctx)
	}()
	return t
}

func (t *attempt) run(ctx context.Context) {
	r, x := t.r, t.x
	d := r.newDisplay()
	defer d.Close()
	kept := context.WithoutCancel(ctx)
	var err error
	if x.log, err = newRunLog(kept, d, r.store, x.run.ID); err != nil {
		r.printError(err)
		return
	}
	x.log.said = t.output
	x.watched = r.Terminal
	result, err := r.execute(ctx, r.store, x, ending{}, func() error { return r.order(kept, r.store, x) })
	x.log.Flush()
	d.Close()
	t.state = result.State
	if err != nil {
		r.printError(err)
		return
	}
	t.report(result)
}

// report prints how the run ended by itself; that it was cancelled is known.
func (t *attempt) report(result engine.Result) {
	r := t.r
	if result.State == engine.Cancelled {
		r.tell(say.T("run %s was cancelled", t.x.run.ID))
		return
	}
	r.printOutcome(t.x, result)
	printResult(r.Stdout, result.Value)
	t.output()
	r.tell(say.T("%[1]s after %[2]s; waiting for the next save", string(result.State), clock.Since(t.x.started).Round(time.Millisecond)))
}

// output says, at the first line, how long it took since the save.
func (t *attempt) output() {
	t.shown.Do(func() {
		if t.saved.name != "" {
			t.r.tell(say.T("%[1]s: first output %[2]s after the save", t.saved.name, clock.Since(t.saved.at).Round(time.Millisecond)))
		}
	})
}

// stop cancels the run, waits until nothing of it is on the wire, and sees to it
// that nobody goes on with it.
func (t *attempt) stop() {
	t.cancel(engine.ErrCancelled)
	<-t.done
	if t.state == engine.Waiting || t.state == engine.Paused {
		_, _ = t.r.store.Cancel(context.Background(), t.x.run.ID) // it may be over by now
	}
}

// nobody sends signals.
func nobody() (<-chan os.Signal, func()) { return nil, func() {} }
