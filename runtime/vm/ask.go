package vm

import (
	"context"

	"dandori/runtime/call"

	"github.com/dop251/goja"
)

// Ask has c done and returns a promise of what toJS makes of the answer. work
// runs off the loop, if the host has no answer yet; toJS runs on the loop. nil
// toJS gives undefined. This is the only way for a binding to have an effect
// and the only way for it to make a promise.
func (r *Runtime) Ask(c call.Call, work Work, toJS func(call.Answer) (goja.Value, error)) goja.Value {
	promise, resolve, reject := r.js.NewPromise()
	site := r.callSite()
	r.ask(c, work, func(a call.Answer, err error) error {
		if err == nil && toJS == nil {
			return resolve(goja.Undefined())
		}
		var v goja.Value
		if err == nil {
			v, err = toJS(a)
		}
		if err != nil {
			return reject(r.errorAt(err, site))
		}
		return resolve(v)
	})
	return r.js.ToValue(promise)
}

// ask is Ask with the outcome handed to done on the loop. A write in doubt is
// never handed to the script: it ends the run.
func (r *Runtime) ask(c call.Call, work Work, done func(call.Answer, error) error) {
	release := r.loop.hold(&r.loop.holds)
	r.host.Ask(c,
		func(settle Settle) { r.goWork(work, settle) },
		func(a call.Answer, err error) {
			r.loop.lateDoubt(err)
			release(func() error {
				if isDoubt(err) {
					return err
				}
				return done(a, err)
			})
		})
}

// goWork runs work on a goroutine that Run waits for before it returns.
func (r *Runtime) goWork(work Work, settle Settle) {
	r.works.Add(1)
	go func() {
		defer r.works.Done()
		settle(r.guarded(work))
	}()
}

// guarded turns a panic of a binding's work into a fault of dandori: on a
// goroutine of its own it would take the whole process with it.
func (r *Runtime) guarded(work Work) (a call.Answer, err error) {
	defer func() {
		if p := recover(); p != nil {
			a, err = call.Answer{}, fault(p)
		}
	}()
	return work(r.ctx)
}

// Context ends when the run does. It may be used from any goroutine.
func (r *Runtime) Context() context.Context { return r.ctx }
