package sqlite

import (
	"testing"
	"time"

	"dandori/runtime/clock"
	"dandori/runtime/queue"
	"dandori/runtime/seal"
)

// TestAllBellsRing: of many who wait in one process one looks at the store, and
// all hear of another process's change, also when the one that looked has left.
func TestAllBellsRing(t *testing.T) {
	path, box := t.TempDir()+"/s.db", seal.NewBox(seal.NewKey())
	open := func() *DB {
		d, err := Open(t.Context(), Config{Path: path, Box: box, Version: "test"})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = d.Close() })
		return d
	}
	here, there := open(), open()
	const many = 5
	heard := make(chan error, many)
	first := here.Bell()
	for range 2 { // from the second on it waits for a change
		if err := first.Wait(t.Context(), clock.Now().Add(time.Millisecond)); err != nil {
			t.Fatal(err)
		}
	}
	for range many {
		b := here.Bell()
		if err := b.Wait(t.Context(), clock.Now()); err != nil {
			t.Fatal(err)
		}
		go func() {
			began := clock.Now()
			err := b.Wait(t.Context(), began.Add(time.Minute))
			if err == nil && clock.Since(began) >= time.Minute {
				err = queue.ErrFenced
			}
			heard <- err
		}()
	}
	if _, err := there.Add(t.Context(), queue.Run{ID: "r", Script: "s"}, "", 0); err != nil {
		t.Fatal(err)
	}
	for range many {
		if err := <-heard; err != nil {
			t.Error(err)
		}
	}
}
