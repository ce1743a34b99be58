package vm

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"dandori/runtime/call"

	"github.com/dop251/goja"
	"github.com/dop251/goja/parser"
)

// Program is a compiled script.
type Program struct {
	Name string // of the file, as the source map and errors name it
	Code string // one expression: an async function that takes the modules' door and resolves to {default}
	Map  []byte // source map to the user's files, which Code's last line names; nil is none
}

// errNeverSettles is what a script gets that waits for nothing that could come.
func errNeverSettles() error {
	return call.New(call.PlainError, "the script waits for a promise that nothing can settle any more").
		WithHint("look for a promise that is made by hand and never resolved, or an await on something that is not coming")
}

// Run runs p to its end and returns what its default function returned, as
// JSON (null for none). It may be called once. The error is the first of: a
// write in doubt, the cause of ctx's end, what the script threw or left
// rejected, what AtEnd said.
func (r *Runtime) Run(ctx context.Context, p Program) (json.RawMessage, error) {
	if r.broken != nil {
		return nil, r.broken
	}
	r.ctx, r.stop = context.WithCancelCause(ctx)
	s := &script{r: r}
	err := r.protect(func() error { return r.loop.run(ctx, func() error { return s.begin(p) }, s.over) })
	if err == nil {
		err = s.unsettled()
	}
	err = r.end(err)
	if err != nil {
		return nil, err
	}
	return s.result, nil
}

// end stops what is under way, waits for the writes on the wire, and calls the AtEnds.
func (r *Runtime) end(err error) error {
	r.stop(errEnded)
	r.timers.stop()
	r.works.Wait()
	if doubt := r.loop.doubt; doubt != nil {
		err = doubt
	}
	r.js.ClearInterrupt()
	r.config.Pulse.turn()
	defer r.config.Pulse.turn()
	for i := len(r.atEnd) - 1; i >= 0; i-- {
		if e := r.atEnd[i](err); e != nil && err == nil {
			err = e
		}
	}
	return err
}

var errEnded = errors.New("vm: the run has ended")

// protect turns a panic of a binding on the loop into a fault, so that one
// script cannot take the process with it.
func (r *Runtime) protect(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = r.panicked(p)
		}
	}()
	return f()
}

// panicked is the error for a panic on the loop. An interrupt that hits our own
// code between two of the script's steps is the end of the run, not a fault.
func (r *Runtime) panicked(p any) error {
	var interrupted *goja.InterruptedError
	var deep *goja.StackOverflowError
	err, ok := p.(error)
	if ok && errors.As(err, &deep) {
		return deep
	}
	if ok && r.ctx.Err() != nil && errors.As(err, &interrupted) {
		return stoppedAt(context.Cause(r.ctx), interrupted)
	}
	return fault(p)
}

// script follows one program: its body, then its default function, then what
// it started and did not wait for.
type script struct {
	r      *Runtime
	body   *goja.Promise // of the module's evaluation
	main   *goja.Promise // of the default function; nil when there is none
	result json.RawMessage
}

func (s *script) begin(p Program) error {
	prog, err := s.r.parse(p)
	if err != nil {
		return err
	}
	v, err := s.r.js.RunProgram(prog)
	if err != nil {
		return err
	}
	body, ok := goja.AssertFunction(v)
	if !ok {
		return errors.New("vm: the program is not a function")
	}
	ret, err := body(goja.Undefined(), s.r.js.ToValue(s.r.open))
	if err != nil {
		return err
	}
	s.body = ret.Export().(*goja.Promise)
	return s.r.then(ret, func(goja.Value) error {
		s.r.loop.front = s.callDefault
		return nil
	})
}

// parse readies a program. goja's parser panics at some rare literals
// ("\u{10ffff}"): that is an error about the script, which its author can mend.
func (r *Runtime) parse(p Program) (program *goja.Program, err error) {
	defer func() {
		if p := recover(); p != nil {
			program, err = nil, notRunnable(fmt.Errorf("%v", p))
		}
	}()
	options := []parser.Option{parser.WithDisableSourceMaps}
	if p.Map != nil {
		options = []parser.Option{parser.WithSourceMapLoader(func(string) ([]byte, error) { return p.Map, nil })}
	}
	tree, err := goja.Parse(p.Name, p.Code, options...)
	if err != nil {
		return nil, notRunnable(err)
	}
	program, err = goja.CompileAST(tree, true)
	if err != nil {
		return nil, notRunnable(err)
	}
	return program, nil
}

// notRunnable is the error for a script that the compiler let pass and the engine does not know.
func notRunnable(err error) error {
	return call.New(call.Config, "the engine cannot run this script: %v", err).Because(err)
}

// open is the door that the program's imports go through.
func (r *Runtime) open(module, name string) goja.Value {
	return r.Once("module "+module+" "+name, func() goja.Value {
		for _, m := range r.config.Modules {
			for _, e := range m.Exports {
				if m.Name == module && e.Name == name {
					return e.Value(r)
				}
			}
		}
		panic(r.Error(call.New(call.PlainError, "there is no %q in the module %q", name, module)))
	})
}

// over is asked when the queue is empty: is anything still awaited?
func (s *script) over(holds, timers int) bool {
	if s.main != nil && s.main.State() == goja.PromiseStateFulfilled {
		timers = 0 // with a default function, the run ends when that settles
	}
	if holds > 0 || timers > 0 {
		return false
	}
	return !s.r.awaitJobs()
}

// callDefault calls the default function, if there is one. It comes right
// behind the step that ended the body, never behind an outcome that is there
// already: so it has the same place live and replayed.
func (s *script) callDefault() error {
	exports := s.body.Result().ToObject(s.r.js)
	main, ok := goja.AssertFunction(exports.Get("default"))
	if !ok {
		return nil
	}
	v, err := main(goja.Undefined(), s.r.Params())
	if err != nil {
		return err
	}
	return s.follow(v)
}

// follow waits for what the default function returned and keeps it as JSON.
func (s *script) follow(v goja.Value) error {
	promise, resolve, _ := s.r.js.NewPromise()
	if err := resolve(v); err != nil {
		return err
	}
	s.main = promise
	return s.r.then(s.r.js.ToValue(promise), func(v goja.Value) error {
		var err error
		s.result, err = s.r.ToJSON(v)
		return cmp.Or(err, boundResult(len(s.result)))
	})
}

func (s *script) unsettled() error {
	switch {
	case s.body.State() == goja.PromiseStatePending,
		s.main != nil && s.main.State() == goja.PromiseStatePending:
		return errNeverSettles()
	}
	return nil
}
