package catalog

import (
	"context"
	"errors"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/workflow"
)

// patience is what a build may take: a script of the largest size that is
// compiled takes some seconds on a slow machine. Others wait for their turn meanwhile.
const patience = 20 * time.Second

// givenUp is what a build is given up with.
type givenUp struct{ error }

func (e givenUp) Unwrap() error { return e.error }

func isGivenUp(err error) bool {
	_, ok := errors.AsType[givenUp](err)
	return ok
}

// patiently is Build, given up when it takes too long. A compiler cannot be
// stopped: what it still finds out is thrown away.
func (c *Catalog) patiently(ctx context.Context, w *workflow.Workflow) (Built, error) {
	type result struct {
		Built
		err error
	}
	done, late := make(chan result, 1), make(chan struct{})
	go func() {
		b, err := c.Build(ctx, w)
		done <- result{b, err}
	}()
	stop := clock.AfterFunc(c.Patience, func() { close(late) })
	defer stop()
	select {
	case r := <-done:
		return r.Built, r.err
	case <-ctx.Done():
		return Built{}, context.Cause(ctx)
	case <-late:
		return Built{}, givenUp{call.New(call.Config, "compiling the script took longer than %s and was given up", c.Patience).
			WithHint("import less; data is better read from a file when the script runs")}
	}
}
