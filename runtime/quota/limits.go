package quota

import (
	"context"
	"slices"
	"sync"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/say"
)

const worthSaying = time.Second // shorter waits are told to nobody

// Limits keeps limits within one process, first come first served. It
// fulfils transport.Ledger and is safe for concurrent use. It reads the
// monotonic clock: the time of day may step.
type Limits struct {
	mu    sync.Mutex
	book  book
	queue []*waiter
	alarm func() bool // stops the timer of the next grant
}

// waiter is one request in the queue.
type waiter struct {
	of      string
	granted chan int64     // its slot; buffered
	news    chan time.Time // from when on there may be a slot, when that is worth saying; buffered
	said    time.Time
}

// NewLimits returns the limits of c, nothing used yet.
func NewLimits(c Config) *Limits {
	l := &Limits{book: book{limits: c.shared()}}
	if c.Pace == Full {
		l.book.pacer = &pacer{}
	}
	return l
}

// Take waits until r may be sent or ctx ends; then it returns ctx's cause.
// Waits of a second or more are told through call.Waits. The caller calls done
// once; further calls do nothing.
func (l *Limits) Take(ctx context.Context, r call.Request) (done func(call.Taken), err error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	w := &waiter{of: classOf(r), granted: make(chan int64, 1), news: make(chan time.Time, 1)}
	l.join(w)
	for {
		select {
		case id := <-w.granted:
			return l.doneFunc(id), nil
		case until := <-w.news:
			call.Waits(ctx, until, say.T("the request limit of %s is used up", r.Connection))
		case <-ctx.Done():
			l.leave(w)
			return nil, context.Cause(ctx)
		}
	}
}

// Use reports how much of each limit is in use.
func (l *Limits) Use() []Use {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.book.use(clock.Now())
}

func (l *Limits) doneFunc(id int64) func(call.Taken) {
	var once sync.Once
	return func(t call.Taken) {
		once.Do(func() {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.book.done(clock.Now(), id, t)
			l.pump()
		})
	}
}

func (l *Limits) join(w *waiter) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.queue = append(l.queue, w)
	l.pump()
}

// leave takes w out of the queue; a slot that it was just given goes back unused.
func (l *Limits) leave(w *waiter) {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case id := <-w.granted:
		l.book.done(clock.Now(), id, call.Taken{})
	default:
		l.queue = slices.DeleteFunc(l.queue, func(q *waiter) bool { return q == w })
	}
	l.pump()
}

// pump grants what may be granted, in the order of the queue, and sets the
// timer for the next grant. A request that must wait holds up all that come
// after it, but for those of another class.
func (l *Limits) pump() {
	now := clock.Now()
	var next time.Time
	blocked := map[string]time.Time{} // until when each class must wait
	l.queue = slices.DeleteFunc(l.queue, func(w *waiter) bool {
		at, known := blocked[w.of]
		if !known {
			at = l.book.at(now, w.of)
		}
		if !at.After(now) {
			w.granted <- l.book.take(now, w.of, 0)
			return true
		}
		blocked[w.of] = at
		w.tell(now, at)
		if next.IsZero() || at.Before(next) {
			next = at
		}
		return false
	})
	l.wake(now, next)
}

// tell lets w say how long it waits, unless it has said about the same.
func (w *waiter) tell(now, at time.Time) {
	if at.Sub(now) < worthSaying || at.Sub(w.said).Abs() < worthSaying {
		return
	}
	w.said = at
	select {
	case w.news <- at:
	default:
	}
}

// wake has pump called at the time next; zero: never.
func (l *Limits) wake(now, next time.Time) {
	if l.alarm != nil {
		l.alarm()
		l.alarm = nil
	}
	if !next.IsZero() {
		l.alarm = clock.AfterFunc(next.Sub(now), func() {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.pump()
		})
	}
}
