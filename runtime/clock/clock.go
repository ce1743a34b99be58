// Package clock is the only way to the time of day and to waiting. Tests that
// need other time run in a testing/synctest bubble, where these are faked.
package clock

import (
	"context"
	"time"
)

// Now returns the current time, with its monotonic reading.
func Now() time.Time { return time.Now() }

// Since returns the time passed since t.
func Since(t time.Time) time.Duration { return time.Since(t) }

// Sleep waits for d, or until ctx ends; then it returns the cause.
func Sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return context.Cause(ctx)
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// AfterFunc calls f on a goroutine of its own after d, unless stop is called before.
func AfterFunc(d time.Duration, f func()) (stop func() bool) {
	return time.AfterFunc(d, f).Stop
}
