package turn

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

func TestTurnsComeInTheOrderOfTheAsks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var all Lines
		var mu sync.Mutex
		var came []int
		line := make([]*Place, 9)
		for i := range line {
			line[i] = all.Of("users")
			line[i].Queue()
		}
		other := all.Of("members")
		for i := range slices.Backward(line) { // the last one comes first
			go func() {
				if line[i].Await(t.Context()) == nil {
					mu.Lock()
					came = append(came, i)
					mu.Unlock()
				}
			}()
			synctest.Wait()
		}
		if err := other.Await(t.Context()); err != nil {
			t.Error(err)
		}
		for i := range line {
			if want := i + 1; len(came) != want {
				t.Errorf("%d turns have come, want %d", len(came), want)
			}
			line[i].End()
			line[i].End() // once is enough
			synctest.Wait()
		}
		if !slices.IsSorted(came) {
			t.Errorf("they came as %v", came)
		}
		if other.End(); len(all.lines) != 0 {
			t.Errorf("%d empty lines are kept", len(all.lines))
		}
	})
}

// Whoever's turn has come moves at once, not only when it awakes.
func TestATurnThatHasComeIsNoWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var all Lines
		first, second := all.Of("users"), all.Of("users")
		first.Queue()
		var until atomic.Pointer[time.Time]
		ctx := call.WithWait(t.Context(), func(t time.Time, _ say.Text) { until.Store(&t) })
		ended := make(chan error, 1)
		go func() { ended <- second.Await(ctx) }()
		synctest.Wait()
		if !until.Load().Equal(call.SomeDay()) {
			t.Errorf("it waits until %s", until.Load())
		}
		first.End()
		if !until.Load().IsZero() {
			t.Errorf("its turn has come, and it waits until %s", until.Load())
		}
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

func TestATurnIsNotWaitedForForever(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var all Lines
		first, second, third := all.Of("users"), all.Of("users"), all.Of("users")
		if err := first.Await(t.Context()); err != nil {
			t.Fatal(err)
		}
		stopped := errors.New("stopped")
		ctx, cancel := context.WithCancelCause(t.Context())
		var told []time.Time
		ctx = call.WithWait(ctx, func(until time.Time, _ say.Text) { told = append(told, until) })
		ended := make(chan error)
		go func() { ended <- second.Await(ctx) }()
		synctest.Wait()
		third.Queue()
		cancel(stopped)
		if err := <-ended; !errors.Is(err, stopped) {
			t.Errorf("Await = %v", err)
		}
		if len(told) != 2 || !told[0].Equal(call.SomeDay()) || !told[1].IsZero() {
			t.Errorf("told %v", told)
		}
		first.End()
		if err := third.Await(t.Context()); err != nil {
			t.Errorf("who gave up is waited for: %v", err)
		}
	})
}
