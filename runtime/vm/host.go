package vm

import (
	"context"
	"errors"
	"time"

	"dandori/runtime/call"
)

// Host is the one door between a script and everything outside it.
type Host interface {
	// Ask has a done. It is called on the loop, in the order in which the
	// script asks, and returns at once. The order of the calls of Deliver is
	// the order in which the script sees the outcomes.
	Ask(a Asked)
	// Now is the time that the script sees.
	Now() time.Time
	// Random fills p with the randomness that the script sees.
	Random(p []byte)
}

// Asked is one ask of a script.
type Asked struct {
	Call  call.Call
	Probe call.Probe // settles a request of it that is in doubt; nil: nothing can
	// Work does the call off the loop, unless the host holds the answer
	// already. It calls step once with the context that ends when the run
	// does, works in the one that step returns, and settles once, from any
	// goroutine; the run waits for settle to return.
	Work func(step func(context.Context) context.Context, settle Settle)
	// Deliver hands the outcome to the script. It is called once, from any goroutine.
	Deliver Settle
	// Sited returns err with the place in the script that asks. It may be
	// called only while Ask runs.
	Sited func(err error) error
}

// Settle takes the outcome of a call: an answer, or an error (best a *call.Error).
type Settle func(call.Answer, error)

// ErrDropped settles a call of which nobody wants to know the outcome any more:
// a timer that was cleared. It is no outcome, and is not delivered.
var ErrDropped = errors.New("vm: nobody waits for the call any more")

// Work does a call off the loop. It must not touch the VM. ctx ends when the
// run does, and carries the call's step and scribe (call.StepFrom,
// call.ScribeFrom) where the host keeps a journal; a write that is on the wire
// by then is given until its deadline by the transport.
type Work func(ctx context.Context) (call.Answer, error)
