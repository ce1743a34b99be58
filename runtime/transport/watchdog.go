package transport

import (
	"sync"
	"time"

	"dandori/runtime/clock"
)

// watchdog ends a trip on which nothing happens for too long. A piece of body
// costs it one reading of the clock; timers are set anew only when they ring.
type watchdog struct {
	expire func(cause error)

	mu     sync.Mutex
	limit  time.Duration
	cause  error
	last   time.Time
	disarm func() bool
	ended  bool
}

// phase starts to wait for at most limit between two events; cause is said when they do not come.
func (w *watchdog) phase(limit time.Duration, cause error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended {
		return
	}
	w.limit, w.cause, w.last = limit, cause, clock.Now()
	w.arm(limit)
}

// touch says that something happened.
func (w *watchdog) touch() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.last = clock.Now()
}

func (w *watchdog) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ended = true
	w.arm(0)
}

// arm replaces the timer; 0 leaves none.
func (w *watchdog) arm(d time.Duration) {
	if w.disarm != nil {
		w.disarm()
		w.disarm = nil
	}
	if d > 0 {
		w.disarm = clock.AfterFunc(d, w.ring)
	}
}

func (w *watchdog) ring() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ended {
		return
	}
	if left := w.limit - clock.Since(w.last); left > 0 {
		w.arm(left)
		return
	}
	w.expire(w.cause)
}
