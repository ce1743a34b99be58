package vm

import (
	"context"

	"dandori/runtime/call"

	"github.com/dop251/goja"
)

// Ask has c done and returns a promise of what toJS makes of the answer. work
// runs off the loop, if the host has no answer yet; toJS runs on the loop. nil
// toJS gives undefined. What no script may catch (a write in doubt, something
// that the run began with and that has changed) ends the run. This is the only
// way for a binding to have an effect and the only way for it to make a promise.
func (r *Runtime) Ask(c call.Call, work Work, toJS func(call.Answer) (goja.Value, error)) goja.Value {
	return r.AskWrite(c, work, nil, toJS)
}

// AskWrite is Ask for what changes something: probe settles a request of it
// that is in doubt, by what can be read back. nil: only a person can. Its
// verdict is the outcome of the whole call: a work that sends several requests
// which change something must not give a probe that knows of one only.
func (r *Runtime) AskWrite(c call.Call, work Work, probe call.Probe, toJS func(call.Answer) (goja.Value, error)) goja.Value {
	return r.AskBegin(Begin{Call: c, Work: work, Probe: probe}, toJS)
}

// AskBegin is AskWrite for what is described by b; b.Job is not used.
func (r *Runtime) AskBegin(b Begin, toJS func(call.Answer) (goja.Value, error)) goja.Value {
	return r.askAt(r.callSite(), b, toJS)
}

// askAt is AskBegin; what goes wrong is told of site.
func (r *Runtime) askAt(site callSite, b Begin, toJS func(call.Answer) (goja.Value, error)) goja.Value {
	promise, resolve, reject := r.js.NewPromise()
	release := r.loop.hold(&r.loop.holds)
	deliver := func(a call.Answer, err error) error {
		v := goja.Undefined()
		if err == nil && toJS != nil {
			v, err = toJS(a)
		}
		switch {
		case isFinal(err):
			return &sited{err, site}
		case err != nil:
			return reject(r.errorAt(err, site))
		}
		return resolve(v)
	}
	r.host.Ask(Asked{
		Call:  b.Call,
		Probe: b.Probe,
		Work: func(step step, settle Settle) {
			if b.Queue != nil {
				b.Queue()
			}
			r.goWork(b.Work, step, settle)
		},
		Deliver: func(a call.Answer, err error) {
			if isDoubt(err) {
				r.loop.noteDoubt(&sited{err, site})
			}
			release(func() error { return deliver(a, err) })
		},
		Sited: func(err error) error { return &sited{err, site} },
	})
	return r.js.ToValue(promise)
}

// step readies the run's context for one call.
type step = func(context.Context) context.Context

// goWork runs work on a goroutine that Run waits for before it returns.
func (r *Runtime) goWork(work Work, step step, settle Settle) {
	ctx := step(r.ctx)
	r.works.Add(1)
	go func() {
		defer r.works.Done()
		settle(r.guarded(ctx, work))
	}()
}

// guarded turns a panic of a binding's work into a fault of dandori: on a
// goroutine of its own it would take the whole process with it.
func (r *Runtime) guarded(ctx context.Context, work Work) (a call.Answer, err error) {
	defer func() {
		if p := recover(); p != nil {
			a, err = call.Answer{}, fault(p)
		}
	}()
	return work(ctx)
}

// Context ends when the run does. It may be used from any goroutine.
func (r *Runtime) Context() context.Context { return r.ctx }
