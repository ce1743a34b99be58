package engine

import (
	"context"
	"crypto/rand"
	"errors"
	"sync"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/journal"
	"dandori/runtime/say"
	"dandori/runtime/vm"
)

// host answers a run's asks: from the journal while it holds the answer, else
// by having the work done and entering what came of it.
//
// What the script asks and reads is entered on the loop and waits for no disk.
// Requests and outcomes are entered on the goroutines of the works. No lock but
// order is held while an entry goes to disk, and the loop never takes order.
type host struct {
	ctx    context.Context // the run's
	stop   context.CancelCauseFunc
	config Config
	log    journal.Log // nil: nothing is kept
	vm     *vm.Runtime
	works  sync.WaitGroup // those that the VM does not know of

	order   turn          // outcomes are entered and handed over one after the other; taken before mu
	over    bool          // nothing is entered any more; guarded by order
	through chan struct{} // closed when all recorded outcomes have been handed over

	steps int // so far; touched on the loop only

	mu      sync.Mutex
	n       int // asks so far
	replay  *journal.Replay
	waiting map[int]*ask // asked again, their recorded outcome not yet due
	live    map[int]*ask // asked, no outcome yet
	wire    int          // requests that left and have not been settled
	halted  bool         // the script is not to be listened to any more
	broken  error        // why the journal could not be written
	thrown  map[*call.Error]int
	keeps   []keep
	told    Wait   // what OnWait was told last
	stood   []Wait // what a suspended run waits for
}

// turn is a lock that may be held while a disk is waited for. It is a channel,
// so that whoever waits for it waits as for anything else (testing/synctest).
type turn chan struct{}

func (t turn) take() { t <- struct{}{} }
func (t turn) give() { <-t }

// ask is one ask of the script.
type ask struct {
	vm.Asked
	h   *host
	n   int
	at  time.Time       // when it was asked first, over all processes of the run
	ctx context.Context // of its work; nil when none was begun

	k     int          // requests begun so far
	left  map[int]bool // those that this process has sent
	until time.Time    // it stands still until then; zero: it moves
	why   say.Text
}

// Ask implements vm.Host.
func (h *host) Ask(asked vm.Asked) {
	h.step()
	k, recorded, known := h.next(asked)
	if k == nil {
		return
	}
	if known && !journal.Same(recorded.Call, asked.Call) {
		h.halt(asked.Sited(diverged(k.n, recorded, asked.Call)))
		return
	}
	if !known && h.append(journal.Entry{Kind: journal.Ask, At: k.at, N: k.n, Call: asked.Call}) != nil {
		return
	}
	if !h.place(k, known) {
		h.begin(k)
	}
}

// next names an ask; nil when the run is at its end.
func (h *host) next(asked vm.Asked) (*ask, journal.Recorded, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.halted || h.ctx.Err() != nil {
		return nil, journal.Recorded{}, false
	}
	h.n++
	k := &ask{Asked: asked, h: h, n: h.n, at: clock.Now()}
	recorded, known := h.replay.Asked(h.n)
	if known && recorded.At.Before(k.at) && !recorded.At.IsZero() { // a clock that was set back since must not make it wait longer
		k.at = recorded.At
	}
	return k, recorded, known
}

// place has k wait for its recorded outcome, or reports false: it is to be done.
func (h *host) place(k *ask, known bool) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	answered := h.replay.Answered(k.n)
	if answered {
		h.waiting[k.n] = k
	} else {
		h.live[k.n] = k
	}
	if !known {
		h.replay.Book.Enter(journal.Entry{Kind: journal.Ask, N: k.n, Call: k.Call})
	}
	h.handOver()
	return answered
}

// Now implements vm.Host. It is read to the millisecond, as scripts see it.
func (h *host) Now() time.Time {
	h.step()
	if e, ok := h.replay.Now(); ok {
		return e.Time
	}
	now := clock.Now().Truncate(time.Millisecond)
	_ = h.appendRead(journal.Entry{Kind: journal.Now, At: now, Time: now}) // an error ends the run
	return now
}

// Random implements vm.Host.
func (h *host) Random(p []byte) {
	h.step()
	if e, ok := h.replay.Random(); ok && len(e.Bytes) == len(p) {
		copy(p, e.Bytes)
		return
	}
	_, _ = rand.Read(p) // never fails (crypto/rand)
	_ = h.appendRead(journal.Entry{Kind: journal.Random, At: clock.Now(), Bytes: append([]byte(nil), p...)})
}

// asCallError makes data of any error, so that a replay throws the same.
func asCallError(err error) *call.Error {
	if err == nil {
		return nil
	}
	var e *call.Error
	if errors.As(err, &e) {
		return e
	}
	return (&call.Error{Class: call.PlainError, Text: textOf(err)}).Because(err)
}

func textOf(err error) say.Text {
	return say.Text{En: say.In(err, say.English), Ja: say.In(err, say.Japanese)}
}
