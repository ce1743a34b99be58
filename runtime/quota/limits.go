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
	began time.Time

	mu    sync.Mutex
	book  book
	queue []*asker
	alarm func() bool // stops the timer of the next grant
}

// asker is one request in the queue.
type asker struct {
	of      string
	granted chan int64     // its slot; buffered
	news    chan time.Time // from when on there may be a slot, when that is worth saying; buffered
	said    instant
}

// NewLimits returns the limits of c, nothing used yet.
func NewLimits(c Config) *Limits {
	l := &Limits{began: clock.Now(), book: book{limits: c.shared()}}
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
	w := &asker{of: classOf(r), granted: make(chan int64, 1), news: make(chan time.Time, 1)}
	l.join(w)
	for told := false; ; {
		select {
		case id := <-w.granted:
			if told {
				call.Moves(ctx)
			}
			return l.doneFunc(id), nil
		case until := <-w.news:
			told = true
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
	return l.book.use(l.now(), l.wall)
}

// now counts from a second before the first request could be sent, for zero means never.
func (l *Limits) now() instant { return time.Second + clock.Since(l.began) }

func (l *Limits) wall(at instant) time.Time { return l.began.Add(at - time.Second) }

func (l *Limits) doneFunc(id int64) func(call.Taken) {
	var once sync.Once
	return func(t call.Taken) {
		once.Do(func() {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.end(id, t)
			l.pump()
		})
	}
}

// end ends the slot id.
func (l *Limits) end(id int64, t call.Taken) {
	if s := l.book.find(id); s != nil {
		l.book.done(s, answeredAt(l.now(), t), t)
	}
}

// answeredAt is when t was answered, on the clock that shows now. A time of
// day alone says nothing about it, for that may have been set meanwhile.
func answeredAt(now instant, t call.Taken) instant {
	if timeOfDay := t.Answered.Round(0); t.Answered == timeOfDay {
		return now
	}
	return now - max(0, clock.Since(t.Answered))
}

func (l *Limits) join(w *asker) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.queue = append(l.queue, w)
	l.pump()
}

// leave takes w out of the queue; a slot that it was just given goes back unused.
func (l *Limits) leave(w *asker) {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case id := <-w.granted:
		l.end(id, call.Taken{})
	default:
		l.queue = slices.DeleteFunc(l.queue, func(q *asker) bool { return q == w })
	}
	l.pump()
}

// pump grants what may be granted, in the order of the queue, and sets the
// timer for the next grant. A request that must wait holds up all that come
// after it, but for those of another class.
func (l *Limits) pump() {
	now := l.now()
	l.book.prune(now, 0)
	var next instant
	blocked := map[string]instant{} // until when each class must wait
	l.queue = slices.DeleteFunc(l.queue, func(w *asker) bool {
		at, known := blocked[w.of]
		if !known {
			at = l.book.at(now, w.of)
		}
		if at <= now {
			s := l.book.take(now, w.of, 0)
			s.left = now
			w.granted <- s.ID
			return true
		}
		blocked[w.of] = at
		w.tell(now, at, l.wall)
		if next == 0 || at < next {
			next = at
		}
		return false
	})
	l.wake(now, next)
}

// tell lets w say how long it waits, unless it has said about the same.
func (w *asker) tell(now, at instant, wall func(instant) time.Time) {
	if at-now < worthSaying || (at-w.said).Abs() < worthSaying {
		return
	}
	w.said = at
	select {
	case w.news <- wall(at):
	default:
	}
}

// wake has pump called at the time next; 0: never.
func (l *Limits) wake(now, next instant) {
	if l.alarm != nil {
		l.alarm()
		l.alarm = nil
	}
	if next != 0 {
		l.alarm = clock.AfterFunc(next-now, func() {
			l.mu.Lock()
			defer l.mu.Unlock()
			l.pump()
		})
	}
}
