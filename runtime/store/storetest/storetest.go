// Package storetest is what every store must do, as tests: a store's own tests
// run the suites against it.
package storetest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"dandori/runtime/journal"
	"dandori/runtime/queue"
)

// Store is one process's hold on a store.
type Store interface {
	queue.Queue
	queue.Approvals
	queue.Logs
	queue.Causes
	queue.Notices
	// Journal opens a run's journal to go on with it.
	Journal(ctx context.Context, l queue.Lease) (journal.Log, error)
	// Worker names this process among those that use the store; Alive tells
	// whether a process that goes by such a name still lives.
	Worker() string
	Alive(worker string) bool
	// Bell returns a bell that the next change rings.
	Bell() queue.Bell
	// Close ends what the process has in the store, as its death does.
	Close() error
}

// Fresh makes an empty store. What it returns opens the store as another
// process does that has this time of day; it is closed at the end of the test.
type Fresh func(t *testing.T) Open

// Open opens a store.
type Open func(now func() time.Time) Store

// Clock is a time of day that moves when a test moves it.
type Clock struct {
	mu sync.Mutex
	t  time.Time
}

// NewClock returns a clock that stands.
func NewClock() *Clock { return &Clock{t: time.UnixMilli(1_800_000_000_000)} }

// Now returns its time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

// Pass moves it on.
func (c *Clock) Pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

const lease = time.Minute

// world is a store with several processes, a clock and some runs.
type world struct {
	*testing.T
	*Clock
	open Open
	runs int
}

func newWorld(t *testing.T, fresh Fresh) *world {
	return &world{T: t, Clock: NewClock(), open: fresh(t)}
}

// process starts a process.
func (w *world) process() Store {
	w.Helper()
	return w.open(w.Now)
}

// run returns a run that is not in the store yet. Later ones are newer.
func (w *world) run() queue.Run {
	w.runs++
	return queue.Run{
		ID: fmt.Sprintf("20270115-%06d-abcdef", w.runs), Workflow: "export-cards", Script: "scripts/export-cards.ts",
		Created: w.Now().Add(time.Duration(w.runs) * time.Millisecond), Spec: queue.Spec{Program: "p", Prelude: "e"},
	}
}

// add puts a run into the list, and returns its name.
func (w *world) add(s Store) string {
	w.Helper()
	r := w.run()
	_, err := s.Add(w.Context(), r, "", 0)
	w.must(err)
	return r.ID
}

// claim claims the next run, which must be there.
func (w *world) claim(s Store) queue.Run {
	w.Helper()
	r, ok, err := s.Claim(w.Context(), s.Worker(), lease)
	w.must(err)
	if !ok {
		w.Fatal("nothing is due")
	}
	return r
}

// idle fails when a run is due.
func (w *world) idle(s Store) {
	w.Helper()
	if r, ok, err := s.Claim(w.Context(), s.Worker(), lease); ok || err != nil {
		w.Fatalf("%s is due as %s at %s (%v), want nothing to do", r.ID, r.State, r.Due, err)
	}
}

// freeze lets time pass in which nobody renews a lease, so that s sees it.
func (w *world) freeze(s Store) {
	w.Helper()
	w.Pass(lease)
	w.idle(s) // the owner may yet be there
	w.Pass(lease / 2)
}

// get returns a run, which must be there.
func (w *world) get(s Store, id string) queue.Run {
	w.Helper()
	r, ok, err := s.Get(w.Context(), id)
	w.must(err)
	if !ok {
		w.Fatalf("there is no run %s", id)
	}
	return r
}

// stands fails when a run stands otherwise.
func (w *world) stands(s Store, id string, want queue.State) queue.Run {
	w.Helper()
	r := w.get(s, id)
	if r.State != want {
		w.Fatalf("%s is %s, want %s", id, r.State, want)
	}
	return r
}

// park gives a claimed run back.
func (w *world) park(s Store, r queue.Run, p queue.Park) {
	w.Helper()
	w.must(s.Park(w.Context(), leaseOf(r), p))
}

// enter makes the journal of a claimed run grow.
func (w *world) enter(s Store, r queue.Run, entries ...journal.Entry) {
	w.Helper()
	log, err := s.Journal(w.Context(), leaseOf(r))
	w.must(err)
	for _, e := range entries {
		w.must(log.Append(e))
	}
	w.must(log.Sync())
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func leaseOf(r queue.Run) queue.Lease { return queue.Lease{Run: r.ID, Epoch: r.Epoch} }
