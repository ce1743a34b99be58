package transport

import (
	"context"
	"errors"
	"net"
	"net/http/httptrace"
	"sync"
	"sync/atomic"

	"dandori/runtime/call"
	"dandori/runtime/clock"
)

// Where a trip is.
const (
	atHome  int32 = iota // nothing has left
	onWire               // the vendor may have got it
	givenUp              // its caller gave up before anything left
)

// trip is one request on its way: who may still call it back, and until when.
type trip struct {
	door   *Door
	r      call.Request
	caller context.Context

	ctx    context.Context
	cancel context.CancelCauseFunc
	watch  *watchdog
	record *record // nil when the request is not written down
	kept   error   // why the request stayed at home although nobody gave up
	where  atomic.Int32
	reused atomic.Bool // it went out on a connection that had been idle
	end    func()      // releases timers; safe to call twice
}

// newTrip starts the clock of one try. A read ends with its caller. A write
// ends with its caller only while it is at home: once on the wire it has until
// its deadline, because an answer that nobody waits for is a write in doubt.
func newTrip(d *Door, caller context.Context) *trip {
	t := &trip{door: d, caller: caller, record: recordFrom(caller)}
	t.r, _ = call.RequestFrom(caller)
	parent := caller
	if t.write() {
		parent = context.WithoutCancel(caller)
	}
	t.ctx, t.cancel = context.WithCancelCause(parent)
	t.watch = &watchdog{expire: t.cancel}
	stopWhole := clock.AfterFunc(d.config.Timeouts.Whole, func() { t.cancel(errWhole) })
	stopAbort := context.AfterFunc(d.life, func() { t.cancel(errAborted) })
	stopCaller := context.AfterFunc(caller, t.giveUp)
	t.end = sync.OnceFunc(func() {
		t.watch.stop()
		stopWhole()
		stopAbort()
		stopCaller()
		t.cancel(nil)
	})
	return t
}

func (t *trip) write() bool { return t.r.Operation.Effect != call.Read }

// giveUp calls back what is still at home.
func (t *trip) giveUp() {
	if t.where.CompareAndSwap(atHome, givenUp) {
		t.cancel(context.Cause(t.caller))
	}
}

// leave says that the next thing to happen is the first byte; false: it must not.
func (t *trip) leave() bool {
	if t.where.Load() == onWire {
		return true
	}
	if !t.ready() || !t.written() || !t.ready() || !t.where.CompareAndSwap(atHome, onWire) {
		return false // what was written down is settled as refused
	}
	t.watch.phase(t.door.config.Timeouts.FirstByte, errNoAnswer)
	if t.door.config.OnSent != nil {
		t.door.config.OnSent(t.r)
	}
	return true
}

// ready reports whether the request may still leave.
func (t *trip) ready() bool {
	if end, ok := t.caller.Deadline(); ok && !clock.Now().Before(end) {
		<-t.caller.Done() // it comes at once, and brings the cause
	}
	if t.caller.Err() != nil {
		t.giveUp()
	}
	return t.where.Load() == atHome && t.ctx.Err() == nil
}

// written has it written down that the request is about to leave. That takes
// the time of a disk, and longer if this process was frozen: whether it may
// still leave is asked again after it.
func (t *trip) written() bool {
	if err := t.record.leave(t.ctx); err != nil {
		t.kept = &unwritten{err}
	} else if t.record.late() {
		t.kept = call.New(call.ConnectionError, "it took too long to write down that %s is about to be sent", t.r.Operation.Name).Of(t.r)
	}
	return t.kept == nil
}

// gotConn is called by net/http between having a connection, TLS and proxy
// included, and writing to it. Closing it here keeps everything at home.
func (t *trip) gotConn(info httptrace.GotConnInfo) {
	t.reused.Store(info.Reused)
	if !t.leave() {
		info.Conn.Close()
	}
}

// fault says what becomes of a trip that err ended before there was an answer.
func (t *trip) fault(err error) error {
	f := &fault{sent: t.where.Load() == onWire && !isDial(err)}
	f.idle = f.sent && t.reused.Load()
	cause := context.Cause(t.ctx)
	switch {
	case t.kept != nil:
		f.err = t.kept
	case t.callerEnded(cause) || !f.sent && t.caller.Err() != nil:
		f.err = context.Cause(t.caller)
	case f.sent || cause != nil:
		f.err = t.door.explain(t.r, err, cause)
	default:
		f.err = t.door.explainDial(t.r, err)
	}
	return f
}

// callerEnded reports whether cause is that the caller's context ended.
func (t *trip) callerEnded(cause error) bool {
	return cause != nil && t.caller.Err() != nil && errors.Is(cause, context.Cause(t.caller))
}

// isDial recognises a failed dial where no socket of ours tells (Config.Base).
func isDial(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}
