package runner

import (
	"context"
	"errors"
	"testing"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/engine"
	"dandori/runtime/queue"
	"dandori/runtime/say"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// flaky gives scripts waits(), which fails with errs one after the other, then succeeds.
func flaky(asked *int, errs ...error) vm.Module {
	return vm.Module{Name: "t", Exports: []vm.Export{{Name: "waits", Value: func(r *vm.Runtime) goja.Value {
		return r.Func("waits", func(*vm.Args) goja.Value {
			return r.Ask(call.Call{Kind: "waits", Effect: call.Read}, func(context.Context) (call.Answer, error) {
				*asked++
				if *asked <= len(errs) {
					return call.Answer{}, errs[*asked-1]
				}
				return call.Answer{}, nil
			}, nil)
		})
	}}}}
}

func refused(c call.Class) error { return call.New(c, "there is no run %s", "x") }

// retried adds a run that is tried three times, and advances it once.
func retried(t *testing.T, body string, m vm.Module) (*host, queue.Run) {
	h := newHost(t)
	db := h.open()
	r := queue.Run{ID: "a", Script: "t.js", Workflow: "flow", Attempt: 1, Created: clock.Now(), Due: clock.Now(), State: queue.Queued}
	r.Spec.Params = []byte(`{"body":` + string(vm.Canonical(body)) + `}`)
	r.Spec.Retry = queue.Retry{Attempts: 3, Delay: time.Hour, Backoff: 2}
	r.Spec.Notify = queue.Notify{On: []string{"failed"}, To: []string{"ops", "hr"}}
	if _, err := db.Add(t.Context(), r, "", 0); err != nil {
		t.Fatal(err)
	}
	return h, h.advance(m)
}

// advance carries the run on once, due or not.
func (h *host) advance(m vm.Module) queue.Run {
	h.t.Helper()
	db := h.open()
	run, ok, err := db.ClaimRun(h.t.Context(), "a", db.Worker(), time.Minute, queue.Queued)
	if err != nil || !ok {
		h.t.Fatal(ok, err)
	}
	if _, err := New(Config{Store: db, Lease: time.Minute}).Advance(h.t.Context(), run, job(run, m, 0), BackInLine); err != nil {
		h.t.Fatal(err)
	}
	run, _, err = db.Get(h.t.Context(), "a")
	if err != nil {
		h.t.Fatal(err)
	}
	return run
}

func TestAFailedCallIsMadeAgainLater(t *testing.T) {
	var asked int
	m := flaky(&asked, refused(call.ConnectionError), refused(call.ConnectionError))
	h, run := retried(t, "await waits(); return 1", m)
	for attempt, after := range []time.Duration{time.Hour, 2 * time.Hour} {
		if run.State != queue.Queued || run.Reason.IsZero() || run.Due.Sub(clock.Now()) < after-time.Minute || run.Due.Sub(clock.Now()) > after {
			t.Fatalf("attempt %d: %s, due %v: %v", attempt+1, run.State, run.Due, run.Reason)
		}
		run = h.advance(m)
	}
	if run.State != queue.Succeeded || run.Attempt != 3 || asked != 3 {
		t.Errorf("%s, attempt %d, asked %d times: %v", run.State, run.Attempt, asked, run.Reason)
	}
}

func TestAttemptsComeToAnEnd(t *testing.T) {
	var asked int
	no := refused(call.ConnectionError)
	m := flaky(&asked, no, no, no, no)
	h, _ := retried(t, "await waits(); return 1", m)
	h.advance(m)
	run := h.advance(m)
	if run.State != queue.Failed || asked != 3 {
		t.Errorf("%s after %d times", run.State, asked)
	}
	notices, err := h.open().DueNotices(t.Context(), clock.Now(), time.Minute, 10)
	if err != nil || len(notices) != 2 || notices[0].Occasion != queue.OnFailed || notices[0].To == notices[1].To || notices[0].Workflow != "flow" {
		t.Errorf("%+v: %v", notices, err)
	}
}

// TestWhatIsNotTriedAgain: the script's own mistakes, what would be the same, what was written since.
func TestWhatIsNotTriedAgain(t *testing.T) {
	for body, want := range map[string]struct {
		err   error
		state queue.State
	}{
		`throw new Error("mine")`:            {nil, queue.Failed},
		`await waits()`:                      {refused(call.JobFailed), queue.Failed},
		`await waits(); // a person said no`: {refused(call.Rejected), queue.Failed},
		`await waits().catch((cause) => { throw new Error("wrapped", { cause }) })`:      {refused(call.ConnectionError), queue.Queued},
		`await waits().catch(() => { throw new Error("forgotten") })`:                    {refused(call.ConnectionError), queue.Failed},
		`await waits().catch((e) => { const c = new Error("x"); c.cause = c; throw c })`: {refused(call.ConnectionError), queue.Failed},
	} {
		var asked int
		m := flaky(&asked, want.err)
		if want.err == nil {
			m = flaky(&asked)
		}
		if _, run := retried(t, body, m); run.State != want.state {
			t.Errorf("%s: %s, %v", body, run.State, run.Reason)
		}
	}
}

func TestTheDelayGrows(t *testing.T) {
	r := queue.Retry{Delay: time.Minute, Backoff: 2}
	for attempt, want := range map[int]time.Duration{1: time.Minute, 2: 2 * time.Minute, 5: 16 * time.Minute, 500: longestRetry} {
		if got := delay(r, attempt); got != want {
			t.Errorf("attempt %d: %s", attempt, got)
		}
	}
	if got := delay(queue.Retry{Delay: time.Minute}, 9); got != time.Minute {
		t.Errorf("without backoff: %s", got)
	}
}

// TestNoticesHoldNoData of records: what a script throws is its author's, what a vendor says may name people.
func TestNoticesHoldNoData(t *testing.T) {
	run := queue.Run{ID: "r", Script: "s.ts", Attempt: 1}
	run.Spec.Notify = queue.Notify{On: []string{"failed", "in_doubt"}, To: []string{"ops"}}
	for want, f := range map[string]*engine.Failure{
		"s.ts failed: Error at s.ts:3":       {Name: "Error", Message: say.Raw("山田"), File: "s.ts", Line: 3},
		"s.ts failed: VendorError at s.ts:4": {Name: "VendorError", Message: say.Raw("山田"), Err: call.New(call.VendorError, "there is no run %s", "山田"), File: "s.ts", Line: 4},
		"s.ts failed: there is no run x":     {Name: "LimitError", Message: say.T("there is no run %s", "x"), Err: call.New(call.LimitError, "there is no run %s", "x")},
		"s.ts failed: the run was cancelled": {Name: "TimeoutError", Message: say.T("the run was cancelled"), TimedOut: true},
	} {
		got := notices(run, engine.Result{Failure: f}, queue.Park{State: queue.Failed})
		if len(got) != 1 || got[0].Text.En != want || got[0].Text.Ja == "" || got[0].To != "ops" || got[0].Hint.IsZero() {
			t.Errorf("%+v", got)
		}
	}
	for _, s := range []queue.State{queue.Queued, queue.Waiting, queue.Succeeded} {
		if got := notices(run, engine.Result{}, queue.Park{State: s}); got != nil {
			t.Errorf("%s: %+v", s, got)
		}
	}
}

// TestNothingSpins when no worker can be started: each run is tried later each time, and it is said once a minute.
func TestNothingSpins(t *testing.T) {
	r := newRota(1)
	run := queue.Run{ID: "a", Epoch: 4}
	no := func(error) {}
	if !r.begin(run, no) || r.begin(run, no) || r.begin(queue.Run{ID: "b"}, no) {
		t.Fatal("one at a time, and none twice")
	}
	if !r.left(run, true, errors.New("no binary")) {
		t.Error("nothing was said")
	}
	if r.begin(run, no) {
		t.Error("it was tried again at once")
	}
	other := queue.Run{ID: "b"}
	if !r.begin(other, no) || r.left(other, true, errors.New("no binary")) {
		t.Error("it was said twice within a minute, or the other one had to wait, too")
	}
	run.Epoch++ // somebody has claimed it since
	if !r.begin(run, no) {
		t.Error("it was not taken up again")
	}
}

// TestAFrozenWorkerIsStopped when its run is ready again, for nobody else here can take it up before.
func TestAFrozenWorkerIsStopped(t *testing.T) {
	r := newRota(2)
	var stopped error
	run := queue.Run{ID: "a", Epoch: 4}
	r.begin(run, func(err error) { stopped = err })
	run.Epoch = 5
	if r.begin(run, nil); stopped != nil {
		t.Error("it has claimed the run, and may have given it back")
	}
	run.Epoch = 6
	if r.begin(run, nil); !errors.Is(stopped, queue.ErrFenced) {
		t.Error("it goes on")
	}
}
