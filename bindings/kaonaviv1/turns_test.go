package kaonaviv1

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
)

func TestOneTurnATarget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var all turns
		var taken atomic.Int32
		take := func(target string) func() {
			done, err := all.take(t.Context(), target)
			if err != nil {
				t.Error(err)
			}
			taken.Add(1)
			return done
		}
		first := take("users")
		go func() { take("users")() }()
		take("members")()
		synctest.Wait()
		if n := taken.Load(); n != 2 {
			t.Errorf("%d turns taken while the first is under way, want 2", n)
		}
		first()
		synctest.Wait()
		if n := taken.Load(); n != 3 {
			t.Errorf("%d turns taken in the end, want 3", n)
		}
	})
}

func TestATurnIsNotWaitedForForever(t *testing.T) {
	var all turns
	done, err := all.take(t.Context(), "users")
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	stopped := errors.New("stopped")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(stopped)
	if _, err := all.take(ctx, "users"); !errors.Is(err, stopped) {
		t.Errorf("take = %v", err)
	}
}
