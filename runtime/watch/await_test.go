package watch

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fsnotify/fsnotify"

	"dandori/runtime/clock"
)

// TestHowLongABurstIsGathered lets events come at some pace, and looks when they are told.
func TestHowLongABurstIsGathered(t *testing.T) {
	const ms = time.Millisecond
	for name, c := range map[string]struct {
		events int
		apart  time.Duration
		told   time.Duration // after the first event
		in     int           // of them, at the first time
	}{
		"one save":                        {1, 0, quiet, 1},
		"a save in several steps":         {8, 2 * ms, 20 * ms, 8},
		"somebody who never stops saving": {60, 3 * ms, bursts, 17},
		"a checkout":                      {2000, ms / 4, 600 * ms, 2000},
		"a storm without an end":          {100_000, ms / 4, storms, 20_000},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := &Watcher{c: Config{Every: time.Hour}, box: newBox()}
			began := clock.Now()
			w.slow, w.quick = began.Add(time.Hour), began.Add(time.Hour)
			go func() {
				for i := range c.events {
					w.box.put(fsnotify.Event{Name: fmt.Sprint(i % 1000)})
					_ = clock.Sleep(t.Context(), c.apart)
				}
			}()
			if err := w.await(t.Context()); err != nil {
				t.Fatal(err)
			}
			took, in := clock.Since(began), w.box.count()
			if took < c.told || took > c.told+lull+bursts {
				t.Errorf("%s: told after %v, want about %v", name, took, c.told)
			}
			if in < c.in*9/10 || in > max(c.in*11/10, c.in+1) {
				t.Errorf("%s: %d events were told at once, want about %d", name, in, c.in)
			}
		})
	}
}
