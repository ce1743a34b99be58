// Package runner carries runs through their journals, each until it is over or
// has to wait, and gives them back to the queue.
//
// A runner works on a run only while it holds its lease. When another process
// has taken the run over, or somebody wants it cancelled, its context ends, and
// with it everything that is not yet on the wire.
package runner

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/engine"
	"dandori/runtime/journal"
	"dandori/runtime/queue"
)

// Store is what a runner needs of a store.
type Store interface {
	queue.Queue
	// Journal opens a run's journal to go on with it.
	Journal(ctx context.Context, l queue.Lease) (journal.Log, error)
	// Worker names this process among those that use the store.
	Worker() string
	// Bell returns a bell that the next change rings.
	Bell() queue.Bell
}

// Job is a run made ready: its code, modules and connections.
type Job struct {
	Config engine.Config         // without a journal
	Sent   func() map[string]int // requests so far, by connection
	Close  func()
}

// Config is what a runner needs.
type Config struct {
	Store  Store
	Lease  time.Duration // how long a frozen process keeps others from its runs
	AtOnce int           // runs, for Serve
	Unkept bool          // keep no journal: to measure what one costs
	Attend *Attend       // this is a worker process; nil: it is not

	// Work claims a run that is due and carries it on, in a process of its own
	// (Processes), and returns when that has ended; when ctx ends, the run is
	// to be given back. For Serve.
	Work func(ctx context.Context, r queue.Run) error
	// Trouble is told why a run could not be worked on, the same at most once a minute, for Serve.
	Trouble func(r queue.Run, err error)
}

// Runner works on the runs of one process.
type Runner struct {
	config Config

	mu   sync.Mutex
	held map[string]context.CancelCauseFunc
}

// New returns a runner. Watch must run for as long as it works.
func New(c Config) *Runner {
	return &Runner{config: c, held: map[string]context.CancelCauseFunc{}}
}

// Advance carries a run that this process has claimed as far as it goes, and
// gives it back. The job is closed. leave may change how the run is left; nil changes nothing.
// A run whose store fails under it is paused, in the store too if that is still to be had.
func (r *Runner) Advance(ctx context.Context, run queue.Run, j *Job, leave func(engine.Result, *queue.Park)) (engine.Result, error) {
	defer j.Close()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	r.hold(run.ID, cancel)
	defer r.drop(run.ID)
	lease := queue.Lease{Run: run.ID, Epoch: run.Epoch}
	begun := clock.Now()
	attended := r.attend(ctx, cancel, run, j, leave)
	result, err := r.engine(ctx, run, lease, j)
	if given := attended.stop(); given != nil {
		return given.result, given.err
	}
	if err != nil {
		return result, errors.Join(err, r.setAside(ctx, lease, err))
	}
	if cause := context.Cause(ctx); unasked(cause) {
		result = engine.Lost(cause)
	}
	p := r.parked(ctx, run, lease, result)
	p.Sent, p.Worked = j.Sent(), clock.Since(begun)
	if leave != nil {
		leave(result, &p)
	}
	p.Notices = notices(run, result, p)
	if errors.Is(context.Cause(ctx), queue.ErrFenced) {
		return result, queue.ErrFenced
	}
	err = r.config.Store.Park(context.WithoutCancel(ctx), lease, p)
	if err != nil && !errors.Is(err, queue.ErrFenced) {
		return engine.Lost(err), nil
	}
	return result, err
}

// unasked reports whether a run was ended because the store could not be watched any more.
func unasked(cause error) bool {
	var e *call.Error
	switch {
	case cause == nil, errors.As(cause, &e) && e.Class == call.LimitError, errors.Is(cause, context.Canceled), errors.Is(cause, queue.ErrFenced),
		errors.Is(cause, engine.ErrInterrupted), errors.Is(cause, engine.ErrCancelled):
		return false
	}
	return true
}

func (r *Runner) engine(ctx context.Context, run queue.Run, lease queue.Lease, j *Job) (engine.Result, error) {
	log, err := r.config.Store.Journal(context.WithoutCancel(ctx), lease) // it ends when the engine does
	if err != nil {
		return engine.Result{}, err
	}
	c := j.Config
	if c.Journal = log; r.config.Unkept {
		c.Journal, c.Pins = nil, nil
	}
	if c.Timeout > 0 {
		c.Of, c.Timeout = c.Timeout, max(time.Nanosecond, c.Timeout-run.Worked)
	}
	result := engine.Run(ctx, c)
	err = log.Sync() // the engine has done it: this tells why it could not
	if f := result.Failure; f != nil && f.Lost && !errors.Is(err, queue.ErrFenced) {
		err = nil // it says the same once more
	}
	return result, err
}

// SetAside pauses a run that this process has claimed and cannot work on because of err.
func (r *Runner) SetAside(ctx context.Context, run queue.Run, err error) error {
	return r.setAside(ctx, queue.Lease{Run: run.ID, Epoch: run.Epoch}, err)
}

// setAside pauses a run that cannot be worked on because of err.
func (r *Runner) setAside(ctx context.Context, l queue.Lease, err error) error {
	if errors.Is(err, queue.ErrFenced) {
		return nil
	}
	return r.config.Store.Park(context.WithoutCancel(ctx), l, queue.Park{State: queue.Paused, Reason: reasonOf(err)})
}

// parked is how a result leaves its run: for another attempt, or as it is.
func (r *Runner) parked(ctx context.Context, run queue.Run, l queue.Lease, result engine.Result) queue.Park {
	if p, ok := r.again(ctx, run, l, result); ok {
		return p
	}
	return parked(result)
}

// parked is how a result leaves its run.
func parked(result engine.Result) queue.Park {
	p := queue.Park{State: queue.State(result.State), Result: result.Value, Keep: result.Keep}
	if f := result.Failure; f != nil {
		p.Reason = f.Message
		p.Failure, _ = json.Marshal(Failure{f, result.FailedCall}) // plain data
	}
	for _, w := range result.Waits {
		if p.Due.IsZero() || w.Until.Before(p.Due) {
			p.Due, p.Until, p.Reason = w.Until, w.Until, w.Why
		}
	}
	if p.Due.Sub(clock.Now()) >= ForPerson {
		p.Due, p.Until = time.Time{}, time.Time{}
	}
	return p
}

// Failure is why a run failed, as its row keeps it.
type Failure struct {
	*engine.Failure
	Call int // whose error ended the run; 0: the script's own
}

// ForPerson is a wait so long that it is one for somebody to decide.
const ForPerson = 365 * 24 * time.Hour

func (r *Runner) hold(run string, cancel context.CancelCauseFunc) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.held[run] = cancel
}

func (r *Runner) drop(run string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.held, run)
}
