package quota

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/say"
)

var (
	general = call.Request{Connection: "kaonavi", Operation: call.Operation{Name: "members.list"}}
	updates = call.Request{Connection: "kaonavi", Operation: call.Operation{Name: "members.update", Of: "updates"}}
)

// take takes a slot that must be free at once, or fails.
func take(t *testing.T, l *Limits, r call.Request) func(call.Taken) {
	t.Helper()
	began := time.Now()
	done, err := l.Take(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	if waited := time.Since(began); waited > mostSpacing {
		t.Errorf("a free slot took %v", waited)
	}
	return done
}

func answered() call.Taken { return call.Taken{Sent: true, Answered: time.Now()} }

// after returns how long a request for r waits now.
func after(t *testing.T, l *Limits, r call.Request) time.Duration {
	t.Helper()
	began := time.Now()
	done, err := l.Take(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	done(call.Taken{})
	return time.Since(began)
}

func about(got, want time.Duration) bool { return got >= want && got <= want+want/500+mostSpacing }

func TestASlotIsFreeAWindowAfterItsAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLimits(Config{Limits: []Limit{{Requests: 2, Per: time.Minute}}})
		first, second := take(t, l, general), take(t, l, general)
		_ = clock.Sleep(t.Context(), time.Hour) // on the wire it counts however long it takes
		first(answered())
		_ = clock.Sleep(t.Context(), 10*time.Second)
		second(answered())
		if got := after(t, l, general); !about(got, 50*time.Second) {
			t.Errorf("waited %v, want 50 s and a little", got)
		}
	})
}

func TestWhatWasNotSentDoesNotCount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLimits(Config{Limits: []Limit{{Requests: 1, Per: time.Minute}}})
		done := take(t, l, general)
		go func() {
			_ = clock.Sleep(t.Context(), time.Second)
			done(call.Taken{})
			done(answered()) // a second call does nothing
		}()
		if got := after(t, l, general); !about(got, time.Second) {
			t.Errorf("waited %v, want 1 s", got)
		}
	})
}

func TestWindowsStack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLimits(Config{Limits: []Limit{{Requests: 6, Per: time.Hour}, {Requests: 2, Per: time.Minute, Of: "updates"}}})
		for range 2 {
			take(t, l, updates)(answered())
		}
		if got := after(t, l, updates); !about(got, time.Minute) {
			t.Errorf("a third update waited %v", got)
		}
		for range 4 {
			take(t, l, general)(answered())
		}
		if got := after(t, l, updates); got < 58*time.Minute {
			t.Errorf("the seventh request waited %v", got)
		}
	})
}

func TestOtherClassesPassAWaitingOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLimits(Config{Limits: []Limit{{Requests: 60, Per: time.Hour}, {Requests: 1, Per: time.Minute, Of: "updates"}}})
		take(t, l, updates)(answered())
		var wg sync.WaitGroup
		wg.Go(func() {
			if got := after(t, l, updates); !about(got, time.Minute) {
				t.Errorf("the update waited %v", got)
			}
		})
		synctest.Wait()
		take(t, l, general)(answered())
		wg.Wait()
	})
}

func TestFirstComeFirstServed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLimits(Config{Limits: []Limit{{Requests: 3, Per: time.Second}}})
		var mu sync.Mutex
		var order []int
		var wg sync.WaitGroup
		for i := range 50 {
			wg.Go(func() {
				done, err := l.Take(t.Context(), general)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				order = append(order, i)
				mu.Unlock()
				_ = clock.Sleep(t.Context(), time.Duration(rand.IntN(900))*time.Millisecond)
				done(answered())
			})
			synctest.Wait()
		}
		wg.Wait()
		if !slices.IsSorted(order) {
			t.Errorf("served in the order %v", order)
		}
	})
}

func TestACancelledWaiterLeavesTheQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stop := errors.New("stopped")
		l := NewLimits(Config{Limits: []Limit{{Requests: 1, Per: time.Minute}}})
		take(t, l, general)(answered())
		var wg sync.WaitGroup
		for range 20 {
			ctx, cancel := context.WithCancelCause(t.Context())
			wg.Go(func() {
				if _, err := l.Take(ctx, general); !errors.Is(err, stop) {
					t.Errorf("got %v", err)
				}
			})
			synctest.Wait()
			cancel(stop)
		}
		wg.Wait()
		if got := after(t, l, general); !about(got, time.Minute) {
			t.Errorf("waited %v behind nobody", got)
		}
		dead, cancel := context.WithCancelCause(t.Context())
		cancel(stop)
		if _, err := l.Take(dead, general); !errors.Is(err, stop) {
			t.Errorf("a dead context got %v", err)
		}
	})
}

// A slot that comes at the moment at which its waiter gives up is not lost.
func TestASlotForALeaverGoesBack(t *testing.T) {
	l := NewLimits(Config{Limits: []Limit{{Requests: 1, Per: time.Hour}}})
	w := &asker{granted: make(chan int64, 1), news: make(chan time.Time, 1)}
	l.join(w)
	l.leave(w)
	if use := l.Use()[0]; use.Used != 0 {
		t.Errorf("%d slots are in use", use.Used)
	}
}

func TestShare(t *testing.T) {
	for _, c := range []struct {
		n     int
		share float64
		want  int
	}{{10, 0, 10}, {10, 0.8, 8}, {10, 0.79, 7}, {10, 0.01, 1}, {10, 1, 10}, {0, 1, 1}, {5, 0.6, 3}} {
		got := Config{Limits: []Limit{{Requests: c.n, Per: time.Second}}, Share: c.share}.shared()
		if got[0].Requests != c.want {
			t.Errorf("%v of %d is %d, want %d", c.share, c.n, got[0].Requests, c.want)
		}
	}
}

func tooMany(after time.Duration) call.Taken {
	t := answered()
	t.TooMany, t.RetryAfter = true, after
	return t
}

func TestA429StopsEverybody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLimits(Config{Limits: []Limit{{Requests: 8, Per: time.Second}}})
		take(t, l, general)(tooMany(time.Minute))
		if got := after(t, l, updates); !about(got, time.Minute) {
			t.Errorf("waited %v, want the named minute", got)
		}
		if use := l.Use()[0]; use.Limit.Requests != 8 || use.Used != 0 {
			t.Errorf("use is %+v", use)
		}
		for range 6 { // three quarters of 8
			take(t, l, general)(answered())
		}
		if got := after(t, l, general); got < 800*time.Millisecond {
			t.Errorf("the pace was not lowered: waited %v", got)
		}
		_ = clock.Sleep(t.Context(), easing)
		for range 8 {
			take(t, l, general)(answered())
		}
	})
}

func TestUnnamed429sBackOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLimits(Config{Limits: []Limit{{Requests: 100, Per: time.Second}}})
		for _, want := range []time.Duration{1, 2, 4, 8, 16} {
			// Two that were on the wire together count as one.
			one, two := take(t, l, general), take(t, l, general)
			one(tooMany(0))
			two(tooMany(0))
			if got := after(t, l, general); !about(got, want*time.Second) {
				t.Errorf("waited %v, want %d s", got, want)
			}
		}
		take(t, l, general)(answered())
		take(t, l, general)(tooMany(0))
		if got := after(t, l, general); !about(got, time.Second) {
			t.Errorf("after a success: waited %v, want 1 s", got)
		}
	})
}

func TestWithoutLimitsA429StillStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLimits(Config{})
		first := take(t, l, general)
		take(t, l, general)(answered())
		first(tooMany(time.Minute))
		if got := after(t, l, general); !about(got, time.Minute) {
			t.Errorf("waited %v", got)
		}
		for range 1000 {
			take(t, l, general)(answered())
		}
		if n := len(l.book.slots); n > 1 {
			t.Errorf("%d slots are remembered that no limit counts", n)
		}
	})
}

func TestLongWaitsAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLimits(Config{Limits: []Limit{{Requests: 1, Per: time.Hour}}})
		take(t, l, general)(answered())
		var told []string
		began := time.Now()
		ctx := call.WithWait(t.Context(), func(until time.Time, why say.Text) {
			if until.IsZero() {
				told = append(told, "moves")
				return
			}
			told = append(told, fmt.Sprint(why, " ", until.Sub(began).Round(time.Minute)))
		})
		if _, err := l.Take(ctx, general); err != nil {
			t.Fatal(err)
		}
		if want := []string{"the request limit of kaonavi is used up 1h0m0s", "moves"}; !slices.Equal(told, want) {
			t.Errorf("told %q", told)
		}
	})
}

func TestUse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLimits(Config{Limits: []Limit{{Requests: 2, Per: time.Minute}, {Requests: 1, Per: time.Hour, Of: "updates"}}})
		take(t, l, updates)(answered())
		use := l.Use()
		if use[0].Used != 1 || use[0].FreeAt.After(time.Now()) {
			t.Errorf("all: %+v", use[0])
		}
		if use[1].Used != 1 || !about(time.Until(use[1].FreeAt), time.Hour) {
			t.Errorf("updates: %+v", use[1])
		}
	})
}
