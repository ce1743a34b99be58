package sqlite

import (
	"path/filepath"
	"sync"
	"testing"
	"time"

	"dandori/runtime/queue"
	"dandori/runtime/seal"
)

// Two processes' runs never have one thing at once; one that was killed, ended
// or rests has nothing, and one that waits keeps what it has.
func TestOccupy(t *testing.T) {
	c := Config{Path: filepath.Join(t.TempDir(), "dandori.db"), Box: seal.NewBox(seal.NewKey())}
	open := func() *DB {
		d, err := Open(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = d.Close() })
		return d
	}
	a, b := open(), open()
	begin := func(d *DB, id string) queue.Lease {
		t.Helper()
		l, err := d.Add(t.Context(), queue.Run{ID: id, Workflow: "w", Created: time.UnixMilli(1_800_000_000_000)}, d.Worker(), time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	want := func(d *DB, state, run, by string) {
		t.Helper()
		got, err := d.State(state).Occupy(t.Context(), "x", run)
		if err != nil || got != by {
			t.Errorf("%s in %s: %q %v, want %q", run, state, got, err, by)
		}
	}
	park := func(d *DB, l queue.Lease, s queue.State) {
		t.Helper()
		if err := d.Park(t.Context(), l, queue.Park{State: s}); err != nil {
			t.Fatal(err)
		}
	}
	la, lb := begin(a, "ra"), begin(b, "rb")
	want(a, "w", "ra", "")
	want(a, "w", "ra", "")
	want(b, "w", "rb", "ra")
	want(b, "other", "rb", "") // another workflow's is another thing
	park(a, la, queue.Waiting)
	want(b, "w", "rb", "ra")
	if ok, err := b.Wake(t.Context(), "ra"); !ok || err != nil {
		t.Fatal(ok, err)
	}
	want(b, "w", "rb", "ra") // it was woken: nobody works on it yet
	if _, _, err := a.ClaimRun(t.Context(), "ra", a.Worker(), time.Minute, queue.Queued); err != nil {
		t.Fatal(err)
	}
	la.Epoch++
	park(a, la, queue.InDoubt)
	want(b, "w", "rb", "")
	want(a, "w", "ra", "rb")
	if err := b.State("w").Vacate(t.Context(), "x", "ra"); err != nil { // it is not its own
		t.Fatal(err)
	}
	want(a, "w", "ra", "rb")
	if err := b.State("w").Vacate(t.Context(), "x", "rb"); err != nil {
		t.Fatal(err)
	}
	want(a, "w", "ra", "") // it rests: not under way, but nobody has it
	want(b, "w", "rb", "")
	park(b, lb, queue.Succeeded)
	begin(a, "rc")
	want(a, "w", "rc", "")
	begin(b, "rd")
	want(b, "w", "rd", "rc")
	want(a, "other", "rc", "")
	if err := a.life.end(); err != nil { // as the death of the process
		t.Fatal(err)
	}
	want(b, "w", "rd", "")
	if n, err := b.Reap(t.Context()); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	want(b, "other", "rd", "") // in the list again, but who knows when it goes on
}

// Of many that want one thing at the same instant, one gets it.
func TestOccupyAtOnce(t *testing.T) {
	d, _ := shared(t)
	for i := range 8 {
		if _, err := d.Add(t.Context(), queue.Run{ID: string(rune('a' + i)), Workflow: "w", Created: time.UnixMilli(1_800_000_000_000)}, d.Worker(), time.Minute); err != nil {
			t.Fatal(err)
		}
	}
	var wait sync.WaitGroup
	var mu sync.Mutex
	got := 0
	for i := range 8 {
		wait.Go(func() {
			by, err := d.State("w").Occupy(t.Context(), "x", string(rune('a'+i)))
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
			}
			if by == "" {
				got++
			}
		})
	}
	wait.Wait()
	if got != 1 {
		t.Errorf("%d have it", got)
	}
}
