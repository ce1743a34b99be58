package vm

import (
	"context"
	"sync"

	"dandori/runtime/call"
	"dandori/runtime/say"

	"github.com/dop251/goja"
)

// Series makes a Write of design §4.1 that takes one job after another: each
// begins when the one before it (Job.Next) has ended well, whether the script
// waits for that or not. Its start resolves to a Job that is the whole of it.
//
// parse reads the arguments on the loop. over is called on the loop, live and
// replayed, when the write has ended, with its error or nil; not when the run
// ends before.
func (r *Runtime) Series(name string, parse func(a *Args) (first Begin, over func(error))) goja.Value {
	write := r.Func(name, func(a *Args) goja.Value {
		first, over := parse(a)
		return r.newSeries(over).run(first)
	}).(*goja.Object)
	_ = write.Set("start", r.Func(name+".start", func(a *Args) goja.Value {
		first, over := parse(a)
		return r.newSeries(over).start(first)
	}))
	return write
}

// series is such a write on its way.
type series struct {
	r    *Runtime
	site callSite
	over func(error)

	begun func(Job)        // is told of the first job, once; nil for nobody
	lost  func(goja.Value) // is told of an error before that; nil for nobody

	done chan struct{} // closed when it is over
	err  error         // how it ended; to be read when done is closed, like last
	last call.Answer   // of the last job

	mu      sync.Mutex
	now     Job               // the one that is under way, or was last
	waiting []context.Context // the calls that wait for the end of the whole
}

func (r *Runtime) newSeries(over func(error)) *series {
	return &series{r: r, site: r.callSite(), over: over, done: make(chan struct{})}
}

// run begins and returns a promise of the last job's value.
func (s *series) run(first Begin) goja.Value {
	ended := func(c goja.FunctionCall) goja.Value {
		s.end(nil)
		return c.Argument(0)
	}
	failed := func(c goja.FunctionCall) goja.Value {
		reason := c.Argument(0)
		err := s.r.goError(reason)
		if err == nil {
			err = fault(s.r.display(reason)) // only dandori's own code rejects here
		}
		s.end(err)
		if s.lost != nil {
			s.lost(reason)
		}
		panic(reason)
	}
	return s.r.chained(s.step(first), ended, failed)
}

// end has those who wait count as going on before anybody looks whether the
// run only waits: they wake up in their own time.
func (s *series) end(err error) {
	s.mu.Lock()
	s.err = err
	for _, ctx := range s.waiting {
		call.Moves(ctx)
	}
	close(s.done)
	s.mu.Unlock()
	s.over(err)
}

// step asks for one job and its end, and then for the one that follows.
func (s *series) step(b Begin) goja.Value {
	return s.r.askAt(s.site, b, func(a call.Answer) (goja.Value, error) {
		j := &job{Job: b.Job(a)}
		s.takes(j.Job)
		return s.r.askAt(s.site, Begin{Call: j.ask("result"), Work: j.Wait}, func(a call.Answer) (goja.Value, error) {
			if j.Next != nil {
				return s.step(j.Next()), nil
			}
			s.last = a
			return s.value(a)
		}), nil
	})
}

func (s *series) takes(j Job) {
	s.mu.Lock()
	s.now = j
	s.mu.Unlock()
	if s.begun != nil {
		s.begun(j)
		s.begun, s.lost = nil, nil
	}
}

// start begins and returns a promise of the job that is the whole.
func (s *series) start(first Begin) goja.Value {
	promise, resolve, reject := s.r.js.NewPromise()
	s.begun = func(j Job) {
		whole := &job{Job: Job{Target: j.Target, Name: j.Name, ID: j.ID, Status: s.status, Wait: s.wait, Value: s.value}, site: s.site}
		s.r.jobs = append(s.r.jobs, whole)
		_ = resolve(s.r.jobObject(whole))
	}
	s.lost = func(reason goja.Value) { _ = reject(reason) }
	ignore := func(goja.FunctionCall) goja.Value { return goja.Undefined() }
	s.r.chained(s.run(first), ignore, ignore) // its failure is told by the job
	return s.r.js.ToValue(promise)
}

// status is that of the job under way.
func (s *series) status(ctx context.Context) (call.Answer, error) {
	return s.current().Status(ctx)
}

// value is that of the last job.
func (s *series) value(a call.Answer) (goja.Value, error) {
	if now := s.current(); now.Value != nil {
		return now.Value(a)
	}
	return goja.Undefined(), nil
}

func (s *series) current() Job {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// wait waits for the end of the whole, which goes on by itself.
func (s *series) wait(ctx context.Context) (call.Answer, error) {
	s.stands(ctx)
	defer call.Moves(ctx)
	select {
	case <-s.done:
		return s.last, s.err
	case <-ctx.Done():
		return call.Answer{}, context.Cause(ctx)
	}
}

// stands says that the call of ctx waits, unless what it waits for has come.
func (s *series) stands(ctx context.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.done:
	default:
		s.waiting = append(s.waiting, ctx)
		call.Waits(ctx, call.SomeDay(), say.T("the end of a job that was started"))
	}
}
