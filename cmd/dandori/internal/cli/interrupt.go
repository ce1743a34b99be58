package cli

import (
	"context"

	"dandori/runtime/engine"
	"dandori/runtime/say"
)

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
				x.log.Log("warn", a.say(say.T("interrupted: nothing new is sent, writes under way are waited for (Ctrl-C again gives them up)")), nil)
				cancel(engine.ErrInterrupted)
			case 2:
				x.log.Log("warn", a.say(say.T("giving up what is under way")), nil)
				abort()
			default:
				a.Exit(int(exitInterrupted))
			}
		}
	}()
	return func() { stopSignals(); close(done) }
}

// interrupted ends ctx when this process is asked to end.
func (a *app) interrupted(ctx context.Context, cancel context.CancelCauseFunc) (stop func()) {
	caught, stop := a.Signals()
	go func() {
		select {
		case <-caught:
			cancel(engine.ErrInterrupted)
		case <-ctx.Done():
		}
	}()
	return stop
}
