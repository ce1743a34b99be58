package job

import (
	"context"
	"errors"
	"maps"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/say"
)

// memory keeps habits for several pollers.
type memory map[string][]byte

func (m memory) Habit(_ context.Context, name string) ([]byte, error) { return m[name], nil }
func (m memory) KeepHabit(_ context.Context, name string, body []byte) error {
	m[name] = body
	return nil
}

func TestHabitsOutliveAProcess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := memory{}
		var last outcome
		for range 6 { // each in a process of its own
			last = waitFor(t, NewStoredPoller(store), 3*time.Minute, 50*time.Millisecond)
		}
		if last.polls > 3 || last.late > 0.15 {
			t.Errorf("the sixth took %d looks and was seen %.0f %% late", last.polls, 100*last.late)
		}
		if names := slices.Collect(maps.Keys(store)); !slices.Equal(names, []string{"kaonaviV1 members.update"}) {
			t.Errorf("kept %q", names)
		}
	})
}

type broken struct{}

var errBroken = errors.New("broken")

func (broken) Habit(context.Context, string) ([]byte, error)   { return nil, errBroken }
func (broken) KeepHabit(context.Context, string, []byte) error { return errBroken }

func TestABrokenStoreIsNoHindrance(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewStoredPoller(broken{})
		for range 4 {
			waitFor(t, p, time.Minute, 0)
		}
		if o := waitFor(t, p, time.Minute, 0); o.late > 0.15 {
			t.Errorf("seen %.0f %% late", 100*o.late)
		}
	})
}

// away waits for a job that lasts d as a run does that leaves memory whenever
// it waits for long, and returns when each look came.
func away(t *testing.T, p *Poller, d time.Duration, delay func(time.Time) time.Time) (looks []time.Duration) {
	t.Helper()
	asked := clock.Now()
	gone := errors.New("the run leaves memory")
	for {
		ctx, leave := context.WithCancelCause(call.WithStep(t.Context(), call.Step{N: 1, Asked: asked}, nil))
		var back time.Time
		ctx = call.WithWait(ctx, func(until time.Time, _ say.Text) {
			if !until.IsZero() {
				back = until
				leave(gone)
			}
		})
		err := p.Wait(ctx, "k", 2*time.Second, func(context.Context) (bool, error) {
			looks = append(looks, clock.Since(asked))
			return clock.Since(asked) >= d, nil
		})
		leave(nil)
		if err == nil {
			return looks
		}
		if !errors.Is(err, gone) {
			t.Fatal(err)
		}
		_ = clock.Sleep(t.Context(), delay(back).Sub(clock.Now()))
	}
}

func TestARunThatIsAwayLooksAsOneThatStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		left, stays := NewPoller(), NewPoller()
		for range 5 {
			for _, d := range []time.Duration{20 * time.Second, 10 * time.Minute} {
				got := away(t, left, d, func(back time.Time) time.Time { return back.Add(time.Millisecond) })
				var want []time.Duration
				begun := clock.Now()
				err := stays.Wait(t.Context(), "k", 2*time.Second, func(context.Context) (bool, error) {
					want = append(want, clock.Since(begun))
					return clock.Since(begun) >= d, nil
				})
				if err != nil || len(got) != len(want) {
					t.Fatalf("looks at %v, want %v (%v)", got, want, err)
				}
				for i := range got {
					if (got[i] - want[i]).Abs() > want[i]/50+50*time.Millisecond {
						t.Errorf("look %d of a job of %v at %v, want %v", i+1, d, got[i], want[i])
					}
				}
			}
		}
	})
}

// Nobody looked for a day: then one look comes at once, and nothing is learned.
func TestARunThatComesBackLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewPoller()
		looks := away(t, p, time.Minute, func(back time.Time) time.Time { return back.Add(24 * time.Hour) })
		if len(looks) != 1 || p.habits["k"] != nil {
			t.Errorf("looks at %v, learned %+v", looks, p.habits["k"])
		}
	})
}

func TestLongWaitsAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told []time.Duration
		begun := clock.Now()
		ctx := call.WithWait(t.Context(), func(until time.Time, _ say.Text) {
			if !until.IsZero() {
				told = append(told, until.Sub(begun))
			}
		})
		err := NewPoller().Wait(ctx, "k", 40*time.Minute, func(context.Context) (bool, error) { return true, nil })
		if err != nil || !slices.Equal(told, []time.Duration{40 * time.Minute}) {
			t.Errorf("told %v, %v", told, err)
		}
	})
}

func FuzzHabit(f *testing.F) {
	f.Add((&habit{lo: time.Second, hi: time.Minute, patience: 2, drop: 1.2}).encode(), int64(5), int64(time.Second))
	f.Add([]byte("null"), int64(0), int64(0))
	f.Fuzz(func(t *testing.T, body []byte, count, at int64) {
		h, ok := parseHabit(body)
		if !ok {
			return
		}
		count, at = max(0, count%50), max(0, at%int64(longestJob))
		seen := look{count: int(count), notDone: time.Duration(at), at: time.Duration(at)}
		if next := h.next(time.Second, seen); next < soonest || count > 0 && next < seen.at+closest {
			t.Errorf("looks again at %v after %+v", next, seen)
		}
		h.learn(seen, seen.at+time.Second)
		if again, ok := parseHabit(h.encode()); ok && *again != *h {
			t.Errorf("%+v is read as %+v", h, again)
		}
	})
}
