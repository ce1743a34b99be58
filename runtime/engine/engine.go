// Package engine takes one run through its journal: it is the host that the
// script's VM asks, and it says how the run ended.
package engine

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/compile"
	"dandori/runtime/journal"
	"dandori/runtime/say"
	"dandori/runtime/vm"
)

// Config is one run.
type Config struct {
	Program *compile.Program
	Prelude []byte          // the engine's own scripts that the run began with (vm.Prelude); nil: this version's
	Params  json.RawMessage // an object; nil for none
	Modules []vm.Module
	Journal journal.Log   // what it holds is gone through first; nil: nothing is kept
	Pins    *journal.Pins // what the run must find unchanged; nil for nothing. The version is the engine's to say
	Lang    say.Lang      // of messages that the script sees
	Timeout time.Duration // of what is left of the run; 0 for none
	Of      time.Duration // the whole that Timeout is left of, for messages; 0: Timeout
	Suspend time.Duration // all calls stand still for at least this long: the run ends as Waiting. 0: it stays
	Doubt   DoubtPolicy
	Steps   int                         // that the run may take in all, calls and readings of the clock and of randomness; 0: a million
	Console func(level, message string) // what the script's console prints
	Pulse   *vm.Pulse                   // beats while the script computes; nil for nobody

	// OnWait is told what a run waits for that does nothing else, and until
	// when; a zero time when it goes on. It must not block. nil for nobody.
	OnWait func(until time.Time, why say.Text)
}

// State is how a run stands (design §7). Run returns only those that it can end in.
type State string

// The states in which Run can leave a run.
const (
	Succeeded State = "succeeded"
	Failed    State = "failed"
	InDoubt   State = "in_doubt"  // a write's answer is unknown
	Cancelled State = "cancelled" // by a person
	Waiting   State = "waiting"   // suspended: it is run again when the first of Waits comes
	Paused    State = "paused"    // interrupted; or it must not go on: the script asks for other things than its journal holds, what it began with has changed, its journal cannot be written, dandori itself failed
)

// Result is what came of a run.
type Result struct {
	State       State
	Value       json.RawMessage // what the default function returned; nil for nothing
	Failure     *Failure        // nil when the run succeeded or waits
	FailedCall  int             // the call whose error ended a failed run, as it is or as the cause of another; 0: the script's own
	FailedClass call.Class      // of that call's error
	Waits       []Wait          // what a suspended run waits for, the first to come first
	Keep        []call.Keep     // the changes of the workflow's state that are due at the end, in the order of the calls, when the run succeeded
	Doubts      []journal.Doubt // the requests in doubt, oldest first, when the run is in doubt
}

// Failure is why a run did not succeed, for the person who must act.
type Failure struct {
	Name        string // the error's name as scripts see it
	Message     say.Text
	Hint        say.Text    // zero when there is nothing to say
	File        string      // project-relative, of the user's own source; "" when not known
	Line        int         // from 1
	Column      int         // from 1, UTF-16 units
	Stack       string      // the user's frames, one a line
	Err         *call.Error // nil for what the script itself threw
	TimedOut    bool
	Interrupted bool
	Diverged    bool // the script asks for other things than its journal holds
	Changed     bool // something that the run began with is different now
	Lost        bool // what keeps the run failed, or dandori itself did; Err says or wraps why
}

// The causes with which a caller ends a run's context.
var (
	ErrInterrupted = errors.New("engine: interrupted")
	ErrCancelled   = errors.New("engine: cancelled")
)

var errTimeout = errors.New("engine: the run took longer than its timeout")

// Run runs c to its end, or as far as it goes. When ctx ends, its cause says
// how: ErrCancelled, or else it counts as interrupted. Nothing new is sent then;
// writes on the wire are waited for.
func Run(ctx context.Context, c Config) Result {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	if c.Timeout > 0 {
		stop := clock.AfterFunc(c.Timeout, func() { cancel(errTimeout) })
		defer stop()
	}
	replay, err := open(c)
	if err != nil {
		return notBegun(err)
	}
	h := &host{
		ctx: ctx, stop: cancel, config: c, log: c.Journal, replay: replay, order: make(turn, 1), through: make(chan struct{}),
		waiting: map[int]*ask{}, live: map[int]*ask{}, thrown: map[*call.Error]int{},
	}
	h.vm = vm.New(vm.Config{
		Host:    h,
		Modules: c.Modules,
		Lang:    c.Lang,
		Params:  c.Params,
		Console: c.Console,
		Idle:    h.idle,
		Pulse:   c.Pulse,
		Prelude: c.Prelude,
	})
	value, err := h.vm.Run(ctx, vm.Program{Name: c.Program.Name, Code: string(c.Program.Code), Map: c.Program.Map})
	h.close()
	return h.result(value, err)
}

// close has everything that was entered reach the disk; nothing is entered after it.
func (h *host) close() {
	h.works.Wait()
	h.order.take()
	defer h.order.give()
	h.over = true
	if h.log == nil || h.broken != nil {
		return
	}
	if err := h.log.Sync(); err != nil {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.breakOff(err)
	}
}
