package vm

import "github.com/dop251/goja"

// then has f called on the loop with what the promise p resolves to. A
// rejection goes on to be an unhandled one; a failure of f fails the run.
func (r *Runtime) then(p goja.Value, f func(goja.Value) error) error {
	then, _ := goja.AssertFunction(p.ToObject(r.js).Get("then"))
	_, err := then(p, r.callback(f))
	return err
}

// callback makes a function for promises of f; what f returns as an error it throws.
func (r *Runtime) callback(f func(goja.Value) error) goja.Value {
	return r.js.ToValue(func(c goja.FunctionCall) goja.Value {
		if err := f(c.Argument(0)); err != nil {
			panic(r.Error(err))
		}
		return goja.Undefined()
	})
}

// Resolved returns a promise of undefined that is settled already. It is the
// same one each time: awaiting it costs a third of awaiting a fresh value.
func (r *Runtime) Resolved() goja.Value {
	return r.Once("resolved", func() goja.Value {
		p, resolve, _ := r.js.NewPromise()
		_ = resolve(goja.Undefined())
		return r.js.ToValue(p)
	})
}

// chained is p.then(ok, failed).
func (r *Runtime) chained(p goja.Value, ok, failed func(goja.FunctionCall) goja.Value) goja.Value {
	then, _ := goja.AssertFunction(p.ToObject(r.js).Get("then"))
	next, err := then(p, r.js.ToValue(ok), r.js.ToValue(failed))
	if err != nil {
		panic(err)
	}
	return next
}
