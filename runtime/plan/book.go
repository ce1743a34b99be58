package plan

import (
	"context"
	"maps"
	"slices"
	"sync"

	"dandori/runtime/call"
)

// Guard is what one run may change at the most (design §6).
type Guard struct {
	Remove *int // rows, in all; nil: what the script says
	Change int  // percent of the rows of a target that were there when the run first looked; 0: any
}

// Config is what a Book needs.
type Config struct {
	Guard  Guard
	Signed *Signed       // nil: nobody has signed anything, and everything may be done
	Before map[int]Write // what earlier processes of the run have announced, by call
}

// Book is one run's writes, each announced before anything of it is sent. A nil
// Book takes everything. It may be used from any goroutine.
type Book struct {
	config Config

	mu        sync.Mutex
	announced map[int]Write
	signed    map[int]int // the signed write that each call has taken
}

// NewBook returns the book of a run.
func NewBook(c Config) *Book {
	return &Book{config: c, announced: maps.Clone(c.Before), signed: map[int]int{}}
}

// Announce is told what the call of ctx is about to change, before its first
// request that changes something. An error, of a class that scripts know, means
// that nothing of it may be sent: the guard does not allow it, or nobody has
// signed it. What is announced anew takes the place of what the call announced before.
//
// A write that changes nothing is announced, too.
func (b *Book) Announce(ctx context.Context, w Write) error {
	if b == nil {
		return nil
	}
	n := 0
	if s, ok := call.StepFrom(ctx); ok {
		n = s.N
	}
	if err := b.admit(n, w); err != nil {
		return err
	}
	scribe := call.ScribeFrom(ctx)
	if scribe == nil {
		return nil
	}
	raw, err := Encode(w)
	if err != nil {
		return call.New(call.Fault, "what %s would change cannot be written down", w.Operation).Because(err)
	}
	return scribe.Plan(raw)
}

func (b *Book) admit(n int, w Write) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.guard(n, w); err != nil {
		return err
	}
	if b.config.Signed != nil {
		if err := b.sign(n, w); err != nil {
			return err
		}
	}
	if b.announced == nil {
		b.announced = map[int]Write{}
	}
	b.announced[n] = w
	return nil
}

// Writes are the writes announced so far, in the order of their calls.
func (b *Book) Writes() []Write {
	if b == nil {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	out := make([]Write, 0, len(b.announced))
	for _, n := range slices.Sorted(maps.Keys(b.announced)) {
		out = append(out, b.announced[n])
	}
	return out
}
