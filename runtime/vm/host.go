package vm

import (
	"context"
	"time"

	"dandori/runtime/call"
)

// Host is the one door between a script and everything outside it.
type Host interface {
	// Ask has c done. It is called on the loop, in the order in which the
	// script asks, and returns at once. Unless the host holds the answer
	// already it calls work, which settles once, from any goroutine; deliver is
	// then called once with the outcome. The order of the calls of deliver is
	// the order in which the script sees the outcomes.
	Ask(c call.Call, work func(settle Settle), deliver Settle)
	// Now is the time that the script sees.
	Now() time.Time
	// Random fills p with the randomness that the script sees.
	Random(p []byte)
}

// Settle takes the outcome of a call: an answer, or an error (best a *call.Error).
type Settle func(call.Answer, error)

// Work does a call off the loop. It must not touch the VM. ctx ends when the
// run does; a write that is on the wire by then is given until its deadline by the transport.
type Work func(ctx context.Context) (call.Answer, error)
