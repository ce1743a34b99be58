package kaonaviv1

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

func TestTurnsComeInTheOrderOfTheAsks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var all turns
		var mu sync.Mutex
		var came []int
		line := make([]*turn, 9)
		for i := range line {
			line[i] = all.of("users")
			line[i].queue()
		}
		other := all.of("members")
		for i := range slices.Backward(line) { // the last one comes first
			go func() {
				if line[i].await(t.Context()) == nil {
					mu.Lock()
					came = append(came, i)
					mu.Unlock()
				}
			}()
			synctest.Wait()
		}
		if err := other.await(t.Context()); err != nil {
			t.Error(err)
		}
		for i := range line {
			if want := i + 1; len(came) != want {
				t.Errorf("%d turns have come, want %d", len(came), want)
			}
			line[i].end()
			line[i].end() // once is enough
			synctest.Wait()
		}
		if !slices.IsSorted(came) {
			t.Errorf("they came as %v", came)
		}
	})
}

func TestATurnIsNotWaitedForForever(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var all turns
		first, second, third := all.of("users"), all.of("users"), all.of("users")
		if err := first.await(t.Context()); err != nil {
			t.Fatal(err)
		}
		stopped := errors.New("stopped")
		ctx, cancel := context.WithCancelCause(t.Context())
		var told []time.Time
		ctx = call.WithWait(ctx, func(until time.Time, _ say.Text) { told = append(told, until) })
		ended := make(chan error)
		go func() { ended <- second.await(ctx) }()
		synctest.Wait()
		third.queue()
		cancel(stopped)
		if err := <-ended; !errors.Is(err, stopped) {
			t.Errorf("await = %v", err)
		}
		if len(told) != 2 || !told[0].Equal(call.SomeDay()) || !told[1].IsZero() {
			t.Errorf("told %v", told)
		}
		first.end()
		if err := third.await(t.Context()); err != nil {
			t.Errorf("who gave up is waited for: %v", err)
		}
	})
}
