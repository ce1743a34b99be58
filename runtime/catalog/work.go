package catalog

import (
	"context"
	"slices"
	"sync"
)

// work is what is left to be made, the most recently asked first, and the
// goroutines that make it. None is there while nothing is left.
type work struct {
	do func(name string)

	mu      sync.Mutex
	left    []string // the next one last
	running int
	most    int
	closed  bool
	quiet   chan struct{} // closed while nothing is left and nobody works
}

func (w *work) begin(most int, do func(string)) {
	w.most, w.do, w.quiet = most, do, make(chan struct{})
	close(w.quiet)
}

// add has names made; the first of them first, and before all that is left.
func (w *work) add(names ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed || len(names) == 0 {
		return
	}
	if w.running == 0 {
		w.quiet = make(chan struct{})
	}
	again := map[string]bool{}
	for _, name := range names {
		again[name] = true
	}
	w.left = slices.DeleteFunc(w.left, func(name string) bool { return again[name] })
	for _, name := range slices.Backward(names) {
		w.left = append(w.left, name)
	}
	for ; w.running < min(w.most, len(w.left)); w.running++ {
		go w.run()
	}
}

func (w *work) run() {
	for name, ok := w.next(); ok; name, ok = w.next() {
		w.do(name)
	}
}

// next returns what to make next; without anything the caller's work is over.
func (w *work) next() (string, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if n := len(w.left); n > 0 && !w.closed {
		name := w.left[n-1]
		w.left = w.left[:n-1]
		return name, true
	}
	w.running--
	if w.running == 0 {
		w.left = nil
		close(w.quiet)
	}
	return "", false
}

// idle waits until nothing is left.
func (w *work) idle(ctx context.Context) error {
	w.mu.Lock()
	quiet := w.quiet
	w.mu.Unlock()
	select {
	case <-quiet:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (w *work) close() {
	w.mu.Lock()
	w.closed = true
	w.mu.Unlock()
	_ = w.idle(context.Background())
}
