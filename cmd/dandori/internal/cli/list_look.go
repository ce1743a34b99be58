package cli

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/catalog"
	"dandori/runtime/clock"
	"dandori/runtime/workflow"
)

// lookPatience is how long new and changed workflows are compiled for a list.
const lookPatience = 3 * time.Second

// look adds what the store knows.
func (o *overview) look(ctx context.Context, p *project, only string) error {
	shelf := newGlance(o.store.Store)
	config := versions(o.store, func() *project { return p })
	config.Lazy, config.Shelf = true, shelf
	c, err := catalog.Open(ctx, config)
	if err != nil {
		return err
	}
	defer c.Close()
	names := []string{only}
	if only == "" {
		names = inTurn(c.Standing())
	}
	if o.left, err = renewAll(ctx, c, names); err != nil {
		return err
	}
	return o.merge(ctx, c.Standing(), shelf)
}

// inTurn returns the names in the order in which they are looked at: first
// those of which there is a version, for it may not be what the next run takes.
func inTurn(all []catalog.Standing) []string {
	var known, unknown []string
	for _, st := range all {
		if st.Version != "" || st.Pending != nil {
			known = append(known, st.Name)
		} else {
			unknown = append(unknown, st.Name)
		}
	}
	return append(known, unknown...)
}

// renewAll lets c look at the files of the workflows named, and returns how
// many were left when it took too long.
func renewAll(ctx context.Context, c *catalog.Catalog, names []string) (left int, err error) {
	until := clock.Now().Add(lookPatience)
	var next, skipped atomic.Int64
	var failed atomic.Pointer[error]
	var work sync.WaitGroup
	for range runtime.NumCPU() {
		work.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(names)); i = next.Add(1) - 1 {
				if clock.Now().After(until) {
					skipped.Add(1)
				} else if _, err := c.Current(ctx, names[i]); err != nil && !ofWorkflow(err) {
					failed.Store(&err)
				}
			}
		})
	}
	work.Wait()
	if e := failed.Load(); e != nil {
		err = *e
	}
	return int(skipped.Load()), err
}

// ofWorkflow reports whether err says how a workflow stands, which its standing says, too.
func ofWorkflow(err error) bool {
	var problems workflow.Problems
	var e *call.Error
	return errors.As(err, &problems) || errors.As(err, &e) && e.Class == call.Config
}
