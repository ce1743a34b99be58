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
	Remove *int    // rows, in all; nil: what the script says
	Change float64 // percent of the rows of a target that were there when the run first looked; 0: any
}

// Config is what a Book needs.
type Config struct {
	Guard  Guard
	Signed *Signed // nil: nobody has signed anything, and everything may be done
}

// Book is one run's writes, each announced before anything of it is sent. A nil
// Book takes everything. It may be used from any goroutine.
type Book struct {
	config Config

	mu        sync.Mutex
	announced map[int]Write
	removed   int             // by all that was announced
	tallies   map[aim]*tally  // what was announced, by its target
	taken     []int           // by signed write: the call that has taken it
	took      map[int]int     // the same the other way round
	real      made            // what stands now for the ids that the dry run made up
	met       map[string]bool // the same: all that made-up ids stand for
}

// NewBook returns the book of a run.
func NewBook(c Config) *Book {
	b := &Book{config: c, announced: map[int]Write{}, tallies: map[aim]*tally{}, took: map[int]int{}, real: made{}, met: map[string]bool{}}
	if c.Signed != nil {
		b.taken = slices.Repeat([]int{nobody}, len(c.Signed.writes))
	}
	return b
}

// Recall enters what earlier processes of the run have announced, by call. It
// comes before the first Announce.
func (b *Book) Recall(before map[int]Write) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, n := range slices.Sorted(maps.Keys(before)) {
		if b.config.Signed != nil {
			_ = b.sign(n, before[n]) // it was signed then, or was never sent
		}
		b.enter(n, before[n])
	}
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
	b.enter(n, w)
	return nil
}

// enter counts w in place of what the call n announced before.
func (b *Book) enter(n int, w Write) {
	if was, again := b.announced[n]; again {
		b.removed -= was.Removed()
		b.tallies[aimOf(was)].count(was, -1)
	}
	b.announced[n] = w
	b.removed += w.Removed()
	t := b.tallies[aimOf(w)]
	if t == nil {
		t = &tally{rows: map[string]int{}}
		b.tallies[aimOf(w)] = t
	}
	t.count(w, 1)
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
