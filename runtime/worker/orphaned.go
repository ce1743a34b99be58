package worker

import (
	"context"
	"io"
)

// Orphaned returns what is closed when stdin ends: the parent has asked this
// worker to stop, or is gone. What is read from stdin goes nowhere. It is not
// closed because ctx ends; the goroutine that reads lives as long as stdin does.
func Orphaned(ctx context.Context, stdin io.Reader) <-chan struct{} {
	gone := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, stdin)
		if ctx.Err() == nil {
			close(gone)
		}
	}()
	return gone
}
