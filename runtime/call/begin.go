package call

import (
	"context"
	"sync/atomic"
)

type begunKey struct{}

// begun is a request that was begun before it is sent.
type begun struct {
	operation string
	k         int
	prior     *Prior
	taken     atomic.Bool
}

// Begin is Scribe.Begin ahead of time, for a call that reads before it sends:
// when an earlier process of the run has sent the request, what is read shows
// its own work and must not be judged. The next request of r's operation that
// is made in the returned context is the one that was begun. Without a scribe
// nothing is known and ctx stays as it is.
func Begin(ctx context.Context, r Request) (context.Context, *Prior) {
	w := ScribeFrom(ctx)
	if w == nil {
		return ctx, nil
	}
	k, prior := w.Begin(r)
	return context.WithValue(ctx, begunKey{}, &begun{operation: r.Operation.Name, k: k, prior: prior}), prior
}

// Begun is Scribe.Begin, or what Begin has learned from it for this request. w is ctx's scribe.
func Begun(ctx context.Context, w Scribe, r Request) (k int, prior *Prior) {
	b, ok := ctx.Value(begunKey{}).(*begun)
	if ok && b.operation == r.Operation.Name && b.taken.CompareAndSwap(false, true) {
		return b.k, b.prior
	}
	return w.Begin(r)
}
