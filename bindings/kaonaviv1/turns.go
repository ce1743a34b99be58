package kaonaviv1

import (
	"context"
	"sync"
)

// turns lets writes to one target go out one at a time.
type turns struct{ targets sync.Map } // of chan struct{} with room for one

// take waits for the target's turn, or for the cause of ctx's end. done ends the turn.
func (t *turns) take(ctx context.Context, target string) (done func(), err error) {
	v, _ := t.targets.LoadOrStore(target, make(chan struct{}, 1))
	turn := v.(chan struct{})
	select {
	case turn <- struct{}{}:
		return func() { <-turn }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}
