package vm

import (
	"context"
	"errors"
	"slices"
	"sync"

	"dandori/runtime/call"

	"github.com/dop251/goja"
)

// errReleasedTwice reports a hold that was answered more than once: a fault of
// a binding, which must not pass as a script's.
var errReleasedTwice = errors.New("vm: a hold was released twice")

// loop runs tasks one after the other on the goroutine inside run.
type loop struct {
	js   *goja.Runtime
	idle func() // called when there is nothing to do but wait

	pulse *Pulse // nil for nobody's

	mu       sync.Mutex
	queue    []func() error
	front    func() error // what runs before the queue, whatever is in it; touched on the loop only
	holds    int          // promises to come back, timers aside
	timers   int          // timers pending: they keep a script alive, but not a default function that has settled
	closed   bool
	doubt    error // the first write in doubt
	wake     chan struct{}
	rejected []*goja.Promise // unhandled so far, oldest first
}

func newLoop(js *goja.Runtime) *loop {
	l := &loop{js: js, idle: func() {}, wake: make(chan struct{}, 1)}
	js.SetPromiseRejectionTracker(l.trackRejection)
	return l
}

// hold keeps run from returning until release is called, once, from any
// goroutine. count is &l.holds or &l.timers.
func (l *loop) hold(count *int) (release func(task func() error)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	*count++
	once := false
	return func(task func() error) {
		l.mu.Lock()
		defer l.mu.Unlock()
		if once {
			task = func() error { return errReleasedTwice }
		} else {
			once = true
			*count--
		}
		if !l.closed && task != nil {
			l.queue = append(l.queue, task)
		}
		l.signal()
	}
}

func (l *loop) signal() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// run calls first, then every task that comes, until a task fails, ctx ends, or
// over says that nothing more is awaited.
func (l *loop) run(ctx context.Context, first func() error, over func(holds, timers int) bool) error {
	stop := context.AfterFunc(ctx, func() { l.js.Interrupt(context.Cause(ctx)) })
	defer func() {
		stop()
		l.close()
	}()
	for tasks := []func() error{first}; ; {
		if err := l.steps(ctx, tasks); err != nil {
			return err
		}
		var holds, timers int
		if tasks, holds, timers = l.take(); len(tasks) > 0 {
			continue
		}
		if over(holds, timers) {
			if tasks, _, _ = l.take(); len(tasks) == 0 { // over may itself have asked for more
				return nil
			}
			continue
		}
		l.idle()
		select {
		case <-l.wake:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// steps runs tasks, each followed by what it put to the front.
func (l *loop) steps(ctx context.Context, tasks []func() error) error {
	for _, task := range tasks {
		for task != nil {
			if err := l.step(ctx, task); err != nil {
				return err
			}
			task, l.front = l.front, nil
		}
	}
	return nil
}

// quiet reports whether no task waits.
func (l *loop) quiet() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.queue) == 0
}

// step runs one task and the promise jobs behind it; a rejection that nobody
// handled by then fails the run.
func (l *loop) step(ctx context.Context, task func() error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err := l.compute(task); err != nil {
		if ctx.Err() != nil {
			return stoppedAt(context.Cause(ctx), err)
		}
		return err
	}
	if len(l.rejected) > 0 {
		return &rejection{l.rejected[0].Result()}
	}
	return nil
}

// compute runs a task while the pulse says so.
func (l *loop) compute(task func() error) error {
	l.pulse.turn()
	defer l.pulse.turn()
	return task()
}

// stoppedAt is cause with the place at which it stopped a script that was computing.
func stoppedAt(cause, err error) error {
	var interrupted *goja.InterruptedError
	if errors.As(err, &interrupted) {
		return &sited{cause, interrupted.Stack()}
	}
	return cause
}

func (l *loop) take() (tasks []func() error, holds, timers int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	tasks, l.queue = l.queue, nil
	return tasks, l.holds, l.timers
}

func (l *loop) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed, l.queue = true, nil
}

// noteDoubt keeps the first write in doubt from the moment that it is known:
// whatever else ends the run before the loop comes to it, the doubt must be told.
func (l *loop) noteDoubt(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.doubt == nil {
		l.doubt = err
	}
}

func isDoubt(err error) bool { return classOf(err) == call.InDoubt }

// isFinal reports whether err is one that ends the run whatever the script does.
func isFinal(err error) bool {
	class := classOf(err)
	return class == call.InDoubt || class == call.Changed || class == call.Fault
}

func classOf(err error) call.Class {
	var e *call.Error
	if !errors.As(err, &e) {
		return ""
	}
	return e.Class
}

func (l *loop) trackRejection(p *goja.Promise, op goja.PromiseRejectionOperation) {
	if op == goja.PromiseRejectionReject {
		l.rejected = append(l.rejected, p)
		return
	}
	l.rejected = slices.DeleteFunc(l.rejected, func(q *goja.Promise) bool { return q == p })
}

// rejection is a promise's reason on its way out of the loop.
type rejection struct{ reason goja.Value }

func (*rejection) Error() string { return "vm: unhandled rejection" }
