package engine

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"dandori/runtime/clock"
	"dandori/runtime/journal"
)

// TestKilledAnywhere lets a run die at every append and every send, some of its
// later processes too, and takes it on until it is done: no write of effect
// once is done twice, none is lost, and nothing was done that the run does not know of.
func TestKilledAnywhere(t *testing.T) {
	for seed := range soak(60) {
		synctest.Test(t, func(t *testing.T) {
			story := storyOf(seed)
			_, events := newWorld(seed).live(t.Context(), story, 0, 0)
			for dieAt := 1 + int(seed%24); dieAt <= events; dieAt += 24 {
				if err := killed(t, seed, story, dieAt); err != nil {
					t.Fatalf("seed %d, killed at event %d: %v\n%s", seed, dieAt, err, story)
				}
			}
		})
	}
}

// TestSuspendedAnywhere lets the run leave memory whenever it only waits.
func TestSuspendedAnywhere(t *testing.T) {
	for seed := range soak(60) {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(seed)
			if err := w.toTheEnd(t, storyOf(seed), 0, time.Nanosecond); err != nil {
				t.Fatalf("seed %d: %v\n%s", seed, err, storyOf(seed))
			}
		})
	}
}

func killed(t *testing.T, seed uint64, story string, dieAt int) error {
	w := newWorld(seed)
	return w.toTheEnd(t, story, dieAt, time.Duration(dieAt%3)*10*time.Millisecond)
}

// toTheEnd takes the run on until it is over, and checks what was done.
func (w *world) toTheEnd(t *testing.T, story string, dieAt int, suspend time.Duration) error {
	for range 200 {
		got, _ := w.live(t.Context(), story, dieAt, suspend)
		dieAt = 0
		if w.rng.IntN(3) == 0 {
			dieAt = 1 + w.rng.IntN(60)
		}
		switch {
		case got.State == Succeeded:
			return w.check(got.Value)
		case got.State == Waiting:
			if len(got.Waits) == 0 {
				return errors.New("it waits for nothing")
			}
			if err := clock.Sleep(t.Context(), got.Waits[0].Until.Sub(clock.Now())); err != nil {
				return err
			}
		case got.State == InDoubt:
			if len(got.Doubts) == 0 {
				return errors.New("nothing is in doubt")
			}
			w.decide(journal.Doubts(w.disk)) // an answer may have come after the run had ended: that is what a person is shown
		case got.State == Paused && got.Failure.Diverged, got.State != Paused:
			return fmt.Errorf("%s: %+v", got.State, got.Failure)
		}
	}
	return errors.New("it never ends")
}

// check compares what the run says that it wrote with what the vendor did.
func (w *world) check(value json.RawMessage) error {
	var ids []string
	if err := json.Unmarshal(value, &ids); err != nil {
		return err
	}
	known := map[string]bool{}
	for _, id := range ids {
		known[id] = true
		if n := w.applied[id+"/0"]; n == 0 {
			return fmt.Errorf("%s is lost", id)
		}
	}
	for id, n := range w.applied {
		whole, _, _ := strings.Cut(id, "/")
		switch {
		case !known[whole]:
			return fmt.Errorf("%s was done, and the run does not know: %v", id, ids)
		case n > 1 && strings.HasPrefix(id, "once"):
			return fmt.Errorf("%s was done %d times", id, n)
		}
	}
	return nil
}
