package runner

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/compile"
	"dandori/runtime/engine"
	"dandori/runtime/queue"
	"dandori/runtime/say"
	"dandori/runtime/seal"
	"dandori/runtime/store/sqlite"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// host is a store with the scripts that its runs run.
type host struct {
	t    *testing.T
	path string
	key  seal.Key

	lease time.Duration
}

func newHost(t *testing.T) *host {
	return &host{t: t, path: filepath.Join(t.TempDir(), "dandori.db"), key: seal.NewKey(), lease: time.Minute}
}

// open is another process that uses the store.
func (h *host) open() *sqlite.DB {
	h.t.Helper()
	db, err := sqlite.Open(h.t.Context(), sqlite.Config{Path: h.path, Box: seal.NewBox(h.key), Version: "test"})
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { _ = db.Close() })
	return db
}

func (h *host) add(db *sqlite.DB, id, body string) {
	h.t.Helper()
	r := queue.Run{ID: id, Script: "t.js", Attempt: 1, Created: clock.Now(), Due: clock.Now(), State: queue.Queued}
	r.Spec.Params, _ = json.Marshal(map[string]string{"body": body})
	if _, err := db.Add(h.t.Context(), r, "", 0); err != nil {
		h.t.Fatal(err)
	}
}

// waits gives scripts waits(): it waits for a person until gate is closed.
func waits(gate <-chan struct{}, far time.Duration) vm.Module {
	return vm.Module{Name: "t", Exports: []vm.Export{{Name: "waits", Value: func(r *vm.Runtime) goja.Value {
		return r.Func("waits", func(*vm.Args) goja.Value {
			return r.Ask(call.Call{Kind: "waits", Effect: call.Read}, func(ctx context.Context) (call.Answer, error) {
				call.Waits(ctx, clock.Now().Add(far), say.Raw("the gate"))
				select {
				case <-gate:
					return call.Answer{}, nil
				case <-ctx.Done():
					return call.Answer{}, context.Cause(ctx)
				}
			}, nil)
		})
	}}}}
}

// job makes a run ready; its script is in its params.
func job(r queue.Run, m vm.Module, suspend time.Duration) *Job {
	var p struct{ Body string }
	_ = json.Unmarshal(r.Spec.Params, &p)
	code := "(async function(open) { const waits = open('t', 'waits'); return { default: async () => {" + p.Body + "} }; })"
	return &Job{
		Sent: func() map[string]int { return nil }, Close: func() {},
		Config: engine.Config{Program: &compile.Program{Name: "dandori.js", Entry: "t.js", Code: []byte(code)}, Modules: []vm.Module{m}, Suspend: suspend},
	}
}

// runner works on its runs in this process. ended may be nil.
func (h *host) runner(db *sqlite.DB, lease time.Duration, open func(queue.Run) *Job, ended func(engine.Result)) *Runner {
	var r *Runner
	r = New(Config{Store: db, Lease: lease, AtOnce: 2,
		Work: func(ctx context.Context, run queue.Run) error {
			run, ok, err := db.ClaimRun(ctx, run.ID, db.Worker(), lease, queue.Queued, queue.Waiting, queue.Running)
			if err != nil || !ok {
				return err
			}
			result, err := r.Advance(ctx, run, open(run), BackInLine)
			if ended != nil {
				ended(result)
			}
			return err
		},
		Trouble: func(r queue.Run, err error) { h.t.Errorf("%s: %v", r.ID, err) },
	})
	return r
}

// serve serves until the run is in one of the states, and returns the run.
func (h *host) serve(db *sqlite.DB, m vm.Module, id string, states ...queue.State) queue.Run {
	h.t.Helper()
	ctx, cancel := context.WithCancel(h.t.Context())
	defer cancel()
	r := h.runner(db, h.lease, func(r queue.Run) *Job { return job(r, m, time.Minute) }, nil)
	served := make(chan error, 1)
	go func() { served <- r.Serve(ctx) }()
	bell := db.Bell()
	for {
		if err := bell.Wait(ctx, clock.Now().Add(time.Minute)); err != nil {
			h.t.Fatal(err)
		}
		run, ok, err := db.Get(ctx, id)
		if err != nil || !ok {
			h.t.Fatal(err, ok)
		}
		for _, s := range states {
			if run.State == s {
				cancel()
				if err := <-served; err != nil {
					h.t.Fatal(err)
				}
				return run
			}
		}
	}
}

func TestServeTakesWhatIsDue(t *testing.T) {
	h := newHost(t)
	db := h.open()
	h.add(db, "a", "return 1")
	h.add(db, "b", `throw new Error("no")`)
	if run := h.serve(db, waits(nil, 0), "a", queue.Succeeded); string(run.Result) != "1" {
		t.Errorf("result %s", run.Result)
	}
	run := h.serve(db, waits(nil, 0), "b", queue.Failed)
	var f Failure
	if err := json.Unmarshal(run.Failure, &f); err != nil || f.Message.En != "no" || f.Name != "Error" {
		t.Errorf("failure %s: %v", run.Failure, err)
	}
}

// TestARunThatWaitsLeavesMemory and comes back when it is woken, with what it had.
func TestARunThatWaitsLeavesMemory(t *testing.T) {
	h := newHost(t)
	db := h.open()
	gate := make(chan struct{})
	h.add(db, "a", "const now = Date.now(); await waits(); return typeof now")
	run := h.serve(db, waits(gate, 2*ForPerson), "a", queue.Waiting)
	if !run.Due.IsZero() || run.Reason.En != "the gate" {
		t.Errorf("due %v, waits for %v", run.Due, run.Reason)
	}
	close(gate)
	if ok, err := db.Wake(t.Context(), "a"); err != nil || !ok {
		t.Fatal(ok, err)
	}
	if run = h.serve(db, waits(gate, 0), "a", queue.Succeeded); string(run.Result) != `"number"` {
		t.Errorf("result %s", run.Result)
	}
}

// TestAStoreThatGoesUnderARunPausesIt: whoever looks on must get to know it, for the store cannot tell.
func TestAStoreThatGoesUnderARunPausesIt(t *testing.T) {
	h := newHost(t)
	db := h.open()
	h.add(db, "a", "await waits(); return 1")
	run, ok, err := db.Claim(t.Context(), db.Worker(), time.Minute)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	m := vm.Module{Name: "t", Exports: []vm.Export{{Name: "waits", Value: func(r *vm.Runtime) goja.Value {
		return r.Func("waits", func(*vm.Args) goja.Value {
			return r.Ask(call.Call{Kind: "waits", Effect: call.Read}, func(context.Context) (call.Answer, error) {
				return call.Answer{}, os.Rename(h.path, h.path+".away")
			}, nil)
		})
	}}}}
	got, err := New(Config{Store: db, Lease: time.Minute}).Advance(t.Context(), run, job(run, m, 0), nil)
	if err != nil || got.State != engine.Paused || !got.Failure.Lost || !strings.Contains(got.Failure.Message.En, "was deleted or replaced") {
		t.Errorf("%s %+v: %v", got.State, got.Failure, err)
	}
}

// TestAStoreThatIsGoneIsNotServed: nobody else sees it.
func TestAStoreThatIsGoneIsNotServed(t *testing.T) {
	h := newHost(t)
	db := h.open()
	if err := os.Rename(h.path, h.path+".away"); err != nil {
		t.Fatal(err)
	}
	err := New(Config{Store: db, Lease: time.Minute}).Serve(t.Context())
	if err == nil || !strings.Contains(err.Error(), "was deleted or replaced") {
		t.Errorf("got %v", err)
	}
}

// TestServeGivesBackWhatItHasNotFinished when it is told to stop.
func TestServeGivesBackWhatItHasNotFinished(t *testing.T) {
	h := newHost(t)
	db := h.open()
	h.add(db, "a", "await waits(); return 1")
	h.serve(db, waits(make(chan struct{}), time.Second), "a", queue.Running)
	run, _, err := db.Get(t.Context(), "a")
	if err != nil || run.State != queue.Queued || run.Due.IsZero() {
		t.Errorf("%s, due %v: %v", run.State, run.Due, err)
	}
}

// TestARunThatCannotBeOpenedIsPaused so that nothing tries it for ever.
func TestARunThatCannotBeOpenedIsPaused(t *testing.T) {
	h := newHost(t)
	db := h.open()
	h.add(db, "a", "")
	run, ok, err := db.Claim(t.Context(), db.Worker(), time.Minute)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	if err := New(Config{Store: db}).SetAside(t.Context(), run, call.New(call.Config, "there is no run %s", "x")); err != nil {
		t.Fatal(err)
	}
	run, _, err = db.Get(t.Context(), "a")
	if err != nil || run.State != queue.Paused || run.Reason.En != "there is no run x" {
		t.Errorf("%s, %v: %v", run.State, run.Reason, err)
	}
}

// TestWhoWantsARunCancelledNeedNotOwnIt: another process asks, the owner ends it.
func TestWhoWantsARunCancelledNeedNotOwnIt(t *testing.T) {
	h := newHost(t)
	db, other := h.open(), h.open()
	h.add(db, "a", "await waits()")
	began := make(chan struct{})
	m := waits(nil, time.Second)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended := make(chan engine.Result, 1)
	r := h.runner(db, time.Minute, func(r queue.Run) *Job {
		close(began)
		return job(r, m, 0)
	}, func(result engine.Result) { ended <- result })
	go func() { _ = r.Serve(ctx) }()
	<-began
	if _, err := other.Cancel(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	if got := <-ended; got.State != engine.Cancelled {
		t.Errorf("%s: %+v", got.State, got.Failure)
	}
}

// TestARunThatWasTakenOverIsLetGo: what holds an old lease can neither enter
// anything nor leave the run in a state of its own.
func TestARunThatWasTakenOverIsLetGo(t *testing.T) {
	h := newHost(t)
	h.lease = 100 * time.Millisecond
	slow, quick := h.open(), h.open()
	h.add(slow, "a", "await waits(); return 1")
	old, ok, err := slow.Claim(t.Context(), slow.Worker(), -time.Second) // its lease is over
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	gate := make(chan struct{})
	close(gate)
	h.serve(quick, waits(gate, 0), "a", queue.Succeeded)
	r := New(Config{Store: slow, Lease: time.Minute})
	if _, err := r.Advance(t.Context(), old, job(old, waits(gate, 0), 0), nil); !errors.Is(err, queue.ErrFenced) {
		t.Errorf("got %v", err)
	}
}
