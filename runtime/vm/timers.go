package vm

import (
	"container/heap"
	"sync"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/say"

	"github.com/dop251/goja"
)

// maxTimer is the longest wait of a timer, as in browsers and Node: 2^31-1 ms.
const maxTimer = 1<<31 - 1

// timers settles the timers of one run in the order in which they are due,
// equal ones in the order in which they were set.
type timers struct {
	firing chan struct{} // one fires at a time: a lock that may be held while settling waits; taken before mu

	mu    sync.Mutex
	queue timerQueue
	next  int // order in which timers are set
	wake  func() bool
	ended bool
}

type timer struct {
	due    time.Time
	order  int
	settle Settle
	index  int // in the queue; -1 once it is out
}

// add has settle called when it is due.
func (t *timers) add(due time.Time, settle Settle) *timer {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.next++
	tm := &timer{due: due, order: t.next, settle: settle}
	heap.Push(&t.queue, tm)
	t.arm()
	return tm
}

// remove takes tm out, and reports false when it was out already.
func (t *timers) remove(tm *timer) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if tm.index < 0 || t.ended {
		return false
	}
	heap.Remove(&t.queue, tm.index)
	t.arm()
	return true
}

// arm wakes the queue when its first timer is due. Callers hold the lock.
func (t *timers) arm() {
	if t.wake != nil {
		t.wake()
		t.wake = nil
	}
	if len(t.queue) > 0 && !t.ended {
		t.wake = clock.AfterFunc(t.queue[0].due.Sub(clock.Now()), t.fire)
	}
}

// fire settles what is due. It does so without the lock: settling may wait for
// a disk, and the loop must not wait with it.
func (t *timers) fire() {
	t.firing <- struct{}{}
	defer func() { <-t.firing }()
	for _, tm := range t.due() {
		tm.settle(call.Answer{}, nil)
	}
}

// due takes out what is due, in order.
func (t *timers) due() (due []*timer) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := clock.Now()
	for len(t.queue) > 0 && !t.ended && !t.queue[0].due.After(now) {
		due = append(due, heap.Pop(&t.queue).(*timer))
	}
	t.arm()
	return due
}

func (t *timers) stop() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ended, t.queue = true, nil
	t.arm()
}

type timerQueue []*timer

func (q timerQueue) Len() int { return len(q) }
func (q timerQueue) Less(i, j int) bool {
	if !q[i].due.Equal(q[j].due) {
		return q[i].due.Before(q[j].due)
	}
	return q[i].order < q[j].order
}
func (q timerQueue) Swap(i, j int) { q[i], q[j] = q[j], q[i]; q[i].index, q[j].index = i, j }
func (q *timerQueue) Push(x any) {
	t := x.(*timer)
	t.index = len(*q)
	*q = append(*q, t)
}
func (q *timerQueue) Pop() any {
	old := *q
	t := old[len(old)-1]
	t.index = -1
	*q = old[:len(old)-1]
	return t
}

// installTimers gives scripts setTimeout and its family.
func (r *Runtime) installTimers() {
	active := map[int64]func(){}
	var last int64
	set := func(c goja.FunctionCall, every bool) goja.Value {
		f, ok := goja.AssertFunction(c.Argument(0))
		if !ok {
			panic(r.Error(call.New(call.TypeError, "%s: %s must be %s, not %s", "setTimeout", "callback", say.T("a function"), r.kindOf(c.Argument(0)))))
		}
		last++
		id, args := last, c.Arguments[min(2, len(c.Arguments)):]
		ms := min(max(c.Argument(1).ToInteger(), 0), maxTimer)
		var start func()
		start = func() {
			active[id] = r.startTimer(ms, &r.loop.timers, func() error {
				delete(active, id)
				if every {
					start()
				}
				_, err := f(goja.Undefined(), args...)
				return err
			})
		}
		start()
		return r.js.ToValue(id)
	}
	clear := func(c goja.FunctionCall) goja.Value {
		if cancel, ok := active[c.Argument(0).ToInteger()]; ok {
			delete(active, c.Argument(0).ToInteger())
			cancel()
		}
		return goja.Undefined()
	}
	r.global("setTimeout", func(c goja.FunctionCall) goja.Value { return set(c, false) })
	r.global("setInterval", func(c goja.FunctionCall) goja.Value { return set(c, true) })
	r.global("setImmediate", func(c goja.FunctionCall) goja.Value {
		rest := c.Arguments[min(1, len(c.Arguments)):]
		return set(goja.FunctionCall{Arguments: append([]goja.Value{c.Argument(0), r.js.ToValue(0)}, rest...)}, false)
	})
	for _, name := range []string{"clearTimeout", "clearInterval", "clearImmediate"} {
		r.global(name, clear)
	}
}

// startTimer asks for a wait and calls f on the loop after it. count is what the
// timer is counted by meanwhile: &r.loop.timers, or one that keeps nothing alive.
func (r *Runtime) startTimer(ms int64, count *int, f func() error) (cancel func()) {
	release := r.loop.hold(count)
	var released sync.Once
	var waiting *timer
	cancelled := false
	c := call.Call{Kind: "timer", Args: Canonical(ms), Effect: call.Read}
	r.host.Ask(Asked{
		Call: c,
		Work: func(step step, settle Settle) {
			waiting = r.timers.add(r.timerDue(step, milliseconds(ms)), settle)
		},
		Deliver: func(call.Answer, error) {
			released.Do(func() {
				release(func() error {
					if cancelled {
						return nil
					}
					return f()
				})
			})
		},
		Sited: func(err error) error { return &sited{err, r.callSite()} },
	})
	return func() {
		cancelled = true
		if waiting != nil && r.timers.remove(waiting) {
			waiting.settle(call.Answer{}, ErrDropped)
		}
		released.Do(func() { release(nil) })
	}
}

// timerDue returns when a timer fires: d after it was first asked for, also
// when that was in an earlier process of the run.
func (r *Runtime) timerDue(step step, d time.Duration) time.Time {
	ctx := step(r.ctx)
	due := clock.Now().Add(d)
	if s, ok := call.StepFrom(ctx); ok {
		due = s.Asked.Add(d)
	}
	call.Waits(ctx, due, say.T("a timer of the script"))
	return due
}
