package vm

import (
	"context"
	"encoding/json"

	"dandori/runtime/call"

	"github.com/dop251/goja"
)

// Begin is how a write starts that the vendor does as a task or job.
type Begin struct {
	Call call.Call // the start
	Work Work      // sends it; the answer's body is JSON, best {"id": "…"} and what else the job needs
	// Probe settles a start in doubt: its verdict's answer is one of Work. nil: only a person can.
	Probe call.Probe
	// Queue is called just before Work is on its way, in the order in which the
	// script asked, and not when the answer is known already; nil: nothing is.
	Queue func()
	// Job makes the job of the start's answer. It runs on the loop, live and replayed.
	Job func(started call.Answer) Job
}

// Job is one vendor job under way, as a binding describes it.
type Job struct {
	Target string // the connection
	Name   string // of the operation, as scripts write it: "sansan.organization.import"
	ID     string // the vendor's; "": nothing was sent, or the answer that named it was lost. Scripts see null
	// Status asks once: JSON {"state": "waiting"|"running"|"ok"|"ng"|"error", "messages": […]}.
	Status Work
	// Wait waits until the vendor has done it; its answer is what Value is made of, its error a JobFailed.
	Wait Work
	// Value makes the result; nil gives undefined.
	Value func(call.Answer) (goja.Value, error)
	// Next is how the write goes on once this job has ended well; nil: it is
	// over then. Only Series asks for it.
	Next func() Begin
}

// job is a started one, and whether the script has asked for its end.
type job struct {
	Job
	awaited bool
	site    callSite // where the script began it; empty for one that was started elsewhere
}

// Write makes a Write of design §4.1: called, it waits until the vendor has
// done it; its start resolves to the job. parse reads the arguments on the loop.
func (r *Runtime) Write(name string, parse func(a *Args) Begin) goja.Value {
	write := r.Func(name, func(a *Args) goja.Value {
		b, site := parse(a), r.callSite()
		return r.askAt(site, b, func(ans call.Answer) (goja.Value, error) {
			return r.wait(&job{Job: b.Job(ans), awaited: true, site: site}, 0), nil
		})
	}).(*goja.Object)
	_ = write.Set("start", r.Func(name+".start", func(a *Args) goja.Value {
		b, site := parse(a), r.callSite()
		return r.askAt(site, b, func(ans call.Answer) (goja.Value, error) {
			j := &job{Job: b.Job(ans), site: site}
			r.jobs = append(r.jobs, j)
			return r.jobObject(j), nil
		})
	}))
	return write
}

// JobObject makes the Job of something that was started elsewhere, as task(id) does.
func (r *Runtime) JobObject(j Job) goja.Value { return r.jobObject(&job{Job: j, awaited: true}) }

func (r *Runtime) jobObject(j *job) goja.Value {
	id := r.js.ToValue(j.ID)
	if j.ID == "" {
		id = goja.Null()
	}
	return r.Object(j.Name, Members{
		"id":     id,
		"status": func(a *Args) goja.Value { a.Max(0); return r.jobStatus(j) },
		"result": func(a *Args) goja.Value {
			a.Max(1)
			opts := a.Options(0, "options")
			ms := int64(0)
			if d, ok := opts.Duration("timeout"); ok {
				ms = max(d.Milliseconds(), 1)
			}
			opts.Done()
			j.awaited = true
			return r.wait(j, ms)
		},
	})
}

func (r *Runtime) jobStatus(j *job) goja.Value {
	return r.Ask(j.ask("status"), j.Status, r.FromJSON)
}

func (j *job) ask(what string) call.Call {
	return call.Call{Kind: j.Name + "." + what, Target: j.Target, Args: Canonical(map[string]string{"job": j.ID}), Effect: call.Read}
}

// wait asks for a job's end; timeout is in ms, 0 for none. Its failure is one of
// the line that asks for the end, or of the one that began the job.
func (r *Runtime) wait(j *job, timeout int64) goja.Value {
	work := j.Wait
	if timeout > 0 {
		work = func(ctx context.Context) (call.Answer, error) { return within(ctx, timeout, j) }
	}
	site := r.callSite()
	if frames(site) == "" {
		site = j.site
	}
	return r.askAt(site, Begin{Call: j.ask("result"), Work: work}, j.Value)
}

// awaitJobs asks for the ends of the jobs that were started and forgotten: a
// run must not end well while one of them fails. It reports whether there were any.
func (r *Runtime) awaitJobs() bool {
	jobs := r.jobs
	r.jobs = nil
	any := false
	for _, j := range jobs {
		if !j.awaited {
			j.awaited, any = true, true
			r.wait(j, 0)
		}
	}
	return any
}

// within is a job's Wait with a deadline of its own. The job goes on at the vendor.
func within(ctx context.Context, ms int64, j *job) (call.Answer, error) {
	tooLate := call.New(call.TimeoutError, "%s: job %s was not done within %s", j.Name, j.ID, milliseconds(ms)).
		WithHint("the job goes on at the vendor; ask for its result again, or give it a longer timeout")
	ctx, cancel := context.WithTimeoutCause(ctx, milliseconds(ms), tooLate)
	defer cancel()
	a, err := j.Wait(ctx)
	if err != nil && context.Cause(ctx) == error(tooLate) {
		return a, tooLate
	}
	return a, err
}

// Status returns the body of an answer to Job.Status.
func Status(state string, messages []string) (call.Answer, error) {
	if messages == nil {
		messages = []string{}
	}
	body, err := json.Marshal(struct {
		State    string   `json:"state"`
		Messages []string `json:"messages"`
	}{state, messages})
	return call.Answer{Body: body}, err
}
