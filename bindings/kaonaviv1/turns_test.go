package kaonaviv1

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
)

func TestOneTurnATarget(t *testing.T) {
	var all turns
	var inside [2]atomic.Int32
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			done, err := all.take(t.Context(), []string{"users", "members"}[i%2])
			if err != nil {
				t.Error(err)
				return
			}
			if n := inside[i%2].Add(1); n != 1 {
				t.Errorf("%d at once", n)
			}
			inside[i%2].Add(-1)
			done()
		})
	}
	wg.Wait()
}

func TestATurnIsNotWaitedForForever(t *testing.T) {
	var all turns
	done, err := all.take(t.Context(), "users")
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	other, err := all.take(t.Context(), "members")
	if err != nil {
		t.Fatal(err)
	}
	other()
	stopped := errors.New("stopped")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(stopped)
	if _, err := all.take(ctx, "users"); !errors.Is(err, stopped) {
		t.Errorf("take = %v", err)
	}
}
