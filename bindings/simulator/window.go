package simulator

import (
	"slices"
	"sync"
	"time"
)

// Window is a strict sliding window: at no moment may the per that lie behind
// it hold more than n requests. Safe for many goroutines. A nil Window, and one
// of no requests, lets everything through.
type Window struct {
	mu        sync.Mutex
	n         int
	per       time.Duration
	forgiving bool
	taken     []time.Time // what still counts, oldest first
}

// NewWindow returns a window of n requests in each per. Refused requests count
// too: that is the strictest reading of documents that do not say.
func NewWindow(n int, per time.Duration) *Window { return &Window{n: n, per: per} }

// NewForgivingWindow is NewWindow, but refused requests do not count.
func NewForgivingWindow(n int, per time.Duration) *Window {
	return &Window{n: n, per: per, forgiving: true}
}

// WindowOf returns the window of one reading of a vendor's document: none at
// all when its limits are off, a forgiving one when what it refuses is free.
func WindowOf(off, free bool, n int, per time.Duration) *Window {
	switch {
	case off:
		return nil
	case free:
		return NewForgivingWindow(n, per)
	default:
		return NewWindow(n, per)
	}
}

// Take asks for one request at now. It returns whether it is within the limit,
// how many requests the window holds, this one included, and, when refused, how
// long nothing must be sent until one is let through again. A now before an
// earlier one counts as that earlier one.
func (w *Window) Take(now time.Time) (ok bool, count int, retryAfter time.Duration) {
	if w == nil || w.n <= 0 {
		return true, 0, 0
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if last := len(w.taken) - 1; last >= 0 && now.Before(w.taken[last]) {
		now = w.taken[last]
	}
	w.forget(now)
	count = len(w.taken) + 1
	ok = count <= w.n
	if ok || !w.forgiving {
		w.taken = append(w.taken, now)
	}
	if !ok {
		retryAfter = w.taken[len(w.taken)-w.n].Add(w.per).Sub(now)
	}
	return ok, count, retryAfter
}

// Count returns how many requests the window holds at now.
func (w *Window) Count(now time.Time) int {
	if w == nil {
		return 0
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.forget(now)
	return len(w.taken)
}

// forget drops what lies a whole window behind now.
func (w *Window) forget(now time.Time) {
	old := 0
	for old < len(w.taken) && now.Sub(w.taken[old]) >= w.per {
		old++
	}
	w.taken = append(w.taken[:0], w.taken[old:]...)
}

// Times returns when the requests came that still count, for Restore.
func (w *Window) Times() []time.Time {
	if w == nil {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.taken)
}

// Restore makes the window count the requests that Times returned.
func (w *Window) Restore(times []time.Time) {
	if w == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.taken = slices.Clone(times)
}
