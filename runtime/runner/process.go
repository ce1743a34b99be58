package runner

import (
	"cmp"
	"context"
	"errors"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/engine"
	"dandori/runtime/queue"
	"dandori/runtime/say"
	"dandori/runtime/worker"
)

// stopGrace is how long a worker that was asked to stop is waited for: writes on the wire take their time.
const stopGrace = wireGrace + 15*time.Second

// Processes carries each run on in a worker process of its own.
type Processes struct {
	Store   Store
	Lease   time.Duration
	Command func(run queue.Run) worker.Config // a process that claims the run, carries it on and gives it back
}

// Work is a Config.Work. A run whose worker died for want of memory has failed;
// one whose worker died otherwise goes on in another one (Queue.Reap).
func (p Processes) Work(ctx context.Context, run queue.Run) error {
	c := p.Command(run)
	w, err := worker.Start(c)
	if err != nil {
		return call.New(call.Fault, "no worker process can be started: %v", err).Because(err)
	}
	end := wait(ctx, w)
	switch {
	case end.OutOfMemory:
		return p.bury(ctx, run, worker.OutOfMemory(c.Limits))
	case end.TooDeep:
		return p.bury(ctx, run, worker.TooDeep())
	}
	return trouble(run, end)
}

// wait waits for a worker's end; when ctx ends, it is asked to stop.
func wait(ctx context.Context, w *worker.Process) worker.End {
	ended := make(chan worker.End, 1)
	go func() { ended <- w.Wait() }()
	select {
	case e := <-ended:
		return e
	case <-ctx.Done():
	}
	w.Stop()
	grace := stopGrace
	if errors.Is(context.Cause(ctx), queue.ErrFenced) { // whatever it still does is refused
		grace = patience
	}
	stop := clock.AfterFunc(grace, w.Kill)
	defer stop()
	return <-ended
}

// trouble is what the end of a worker means for whoever looks after the machine; nil for nothing.
func trouble(run queue.Run, e worker.End) error {
	switch {
	case e.Crash != "":
		return call.New(call.Fault, "the process of run %[1]s crashed: %[2]s", run.ID, e.Crash).Because(errors.New(e.Trace))
	case e.Killed:
		return call.New(call.Fault, "the process of run %s was killed from outside: by kill -9, or by the system because memory ran out", run.ID).
			WithHint("if nobody did that, let fewer runs work at once, or allow each less memory (dandori.yaml: concurrency, worker: { memory: … })")
	case e.Code != 0:
		return call.New(call.Fault, "the process of run %[1]s ended with code %[2]d", run.ID, e.Code)
	}
	return nil
}

// bury gives back the run of a worker that died because of what the run did: it
// would again. What it returns is for the log.
func (p Processes) bury(ctx context.Context, run queue.Run, cause *call.Error) error {
	ctx = context.WithoutCancel(ctx)
	claimed, ok, err := p.Store.ClaimRun(ctx, run.ID, p.Store.Worker(), p.Lease, queue.Running, queue.Queued)
	if err != nil || !ok {
		return err // cancelled, or somebody else goes on with it
	}
	result, err := Fail(ctx, p.Store, claimed, cause)
	if err != nil {
		return err
	}
	return call.New(cause.Class, "%[1]s: %[2]s (%[3]s)", cmp.Or(run.Workflow, run.Script), string(result.State), cause.Text) // which its worker could not say
}

// Fail ends a run that this process has claimed and does not work on: it has
// failed because of cause, or is in doubt when a write of its is.
func Fail(ctx context.Context, s Store, run queue.Run, cause *call.Error) (engine.Result, error) {
	ctx = context.WithoutCancel(ctx)
	lease := queue.Lease{Run: run.ID, Epoch: run.Epoch}
	log, err := s.Journal(ctx, lease)
	if err != nil {
		return engine.Result{}, err
	}
	entries, err := entriesOf(log)
	if err != nil {
		return engine.Result{}, errors.Join(err, s.Park(ctx, lease, queue.Park{State: queue.Paused, Reason: reasonOf(err)}))
	}
	result := engine.Failing(entries, cause)
	park := parked(result)
	park.Notices = notices(run, result, park)
	return result, s.Park(ctx, lease, park)
}

// BackInLine leaves a run that only this process's end interrupted for the next one: see Advance.
func BackInLine(result engine.Result, p *queue.Park) {
	if f := result.Failure; p.State == queue.Paused && f != nil && f.Interrupted {
		p.State, p.Due, p.Reason, p.Failure = queue.Queued, clock.Now(), say.Text{}, nil
	}
}
