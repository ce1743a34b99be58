package runner

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"testing"
	"time"

	"dandori/runtime/clock"
	"dandori/runtime/compile"
	"dandori/runtime/engine"
	"dandori/runtime/queue"
	"dandori/runtime/seal"
	"dandori/runtime/store/sqlite"
	"dandori/runtime/worker"
)

// What a worker of these tests is told by its environment.
const (
	childRun    = "RUNNER_TEST_RUN" // the run to work on; unset: the process is no worker
	childPath   = "RUNNER_TEST_PATH"
	childKey    = "RUNNER_TEST_KEY"
	childLimits = "RUNNER_TEST_LIMITS"
)

// TestMain is a worker where its environment says so.
func TestMain(m *testing.M) {
	if id, ok := os.LookupEnv(childRun); ok {
		os.Exit(work(id))
	}
	os.Exit(m.Run())
}

// work does as dandori's worker processes do.
func work(id string) int {
	var l worker.Limits
	key, err := seal.ParseKey(os.Getenv(childKey))
	err = errors.Join(err, json.Unmarshal([]byte(os.Getenv(childLimits)), &l), worker.Bound(l))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 3
	}
	ctx := context.Background()
	db, err := sqlite.Open(ctx, sqlite.Config{Path: os.Getenv(childPath), Box: seal.NewBox(key), Version: "test"})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 3
	}
	defer db.Close()
	if err := carry(ctx, db, id, l); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 70
	}
	return 0
}

func carry(ctx context.Context, db *sqlite.DB, id string, l worker.Limits) error {
	run, ok, err := db.ClaimRun(ctx, id, db.Worker(), time.Minute, queue.Queued, queue.Waiting, queue.Running)
	if err != nil || !ok {
		return err
	}
	r := New(Config{Store: db, Lease: time.Minute, Attend: &Attend{
		Limits: l, Orphaned: worker.Orphaned(ctx, os.Stdin),
		Quit: func(err error) {
			if err != nil {
				os.Exit(70)
			}
			os.Exit(0)
		},
	}})
	watch, unwatch := context.WithCancel(ctx)
	watched := make(chan error, 1)
	go func() { watched <- r.Watch(watch) }()
	_, err = r.Advance(ctx, run, placed(run), BackInLine)
	unwatch()
	return errors.Join(err, <-watched)
}

// placed is a job whose script is a file of the user's, t.js: its lines count from 1.
func placed(r queue.Run) *Job {
	var p struct{ Body string }
	_ = json.Unmarshal(r.Spec.Params, &p)
	code := "(async function(open) { return { default: async () => {" + p.Body + "\n} }; })"
	return &Job{
		Sent: func() map[string]int { return nil }, Close: func() {},
		Config: engine.Config{
			Program: &compile.Program{Name: "t.js", Entry: "t.js", Code: []byte(code)}, Timeout: r.Spec.Timeout, Suspend: time.Minute,
			Console: func(string, string) {},
		},
	}
}

// processes are workers of h, which are this test's program.
func (h *host) processes(db *sqlite.DB, l worker.Limits, stderr io.Writer) Processes {
	limits, err := json.Marshal(l)
	if err != nil {
		h.t.Fatal(err)
	}
	self, err := worker.Self()
	if err != nil {
		h.t.Fatal(err)
	}
	return Processes{Store: db, Lease: time.Minute, Command: func(run queue.Run) worker.Config {
		return worker.Config{
			Command: []string{self}, Limits: l, Stderr: stderr,
			Env: append(os.Environ(), childRun+"="+run.ID, childPath+"="+h.path, childKey+"="+h.key.String(), childLimits+"="+string(limits)),
		}
	}}
}

// until serves with workers until all runs are over or asleep, and returns the runs by id.
func (h *host) until(db *sqlite.DB, p Processes, atOnce int, settled func([]queue.Run) bool) map[string]queue.Run {
	h.t.Helper()
	ctx, cancel := context.WithCancel(h.t.Context())
	defer cancel()
	r := New(Config{Store: db, Lease: time.Minute, AtOnce: atOnce, Work: p.Work, Trouble: func(r queue.Run, err error) { h.t.Logf("%s: %v", r.ID, err) }})
	served := make(chan error, 1)
	go func() { served <- r.Serve(ctx) }()
	bell := db.Bell()
	for {
		runs, err := db.List(ctx, queue.Filter{Limit: 1000})
		if err != nil {
			h.t.Fatal(err)
		}
		if settled(runs) {
			cancel()
			if err := <-served; err != nil {
				h.t.Fatal(err)
			}
			byID := map[string]queue.Run{}
			for _, r := range runs {
				byID[r.ID] = r
			}
			return byID
		}
		if err := bell.Wait(ctx, clock.Now().Add(time.Minute)); err != nil {
			h.t.Fatal(err)
		}
	}
}

func allOver(runs []queue.Run) bool {
	for _, r := range runs {
		if !r.State.Over() && r.State != queue.Paused && r.State != queue.InDoubt {
			return false
		}
	}
	return true
}

// TestAStuckScriptIsLeft: cancelled, or when its process is asked to stop, a
// script that hears nothing is given back without being waited for.
func TestAStuckScriptIsLeft(t *testing.T) {
	for name, c := range map[string]struct {
		end  func(db *sqlite.DB, stop context.CancelFunc) error
		want queue.State
	}{
		"cancelled": {func(db *sqlite.DB, _ context.CancelFunc) error { _, err := db.Cancel(t.Context(), "a"); return err }, queue.Cancelled},
		"stopped":   {func(_ *sqlite.DB, stop context.CancelFunc) error { stop(); return nil }, queue.Queued},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHost(t)
			db := h.open()
			h.add(db, "a", `return /^(a+)+\1b$/.test("a".repeat(60) + "c")`)
			run, _, err := db.Get(t.Context(), "a")
			if err != nil {
				t.Fatal(err)
			}
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			worked := make(chan error, 1)
			work := h.processes(db, worker.Limits{}, os.Stderr).Work
			go func(run queue.Run) { worked <- work(ctx, run) }(run)
			for bell := db.Bell(); run.State != queue.Running; {
				if err := bell.Wait(ctx, clock.Now().Add(time.Minute)); err != nil {
					t.Fatal(err)
				}
				if run, _, err = db.Get(ctx, "a"); err != nil {
					t.Fatal(err)
				}
			}
			if err := c.end(db, stop); err != nil {
				t.Fatal(err)
			}
			if err := <-worked; err != nil {
				t.Error(err)
			}
			if run, _, err = db.Get(t.Context(), "a"); err != nil || run.State != c.want || run.Owner != "" {
				t.Errorf("%s, owner %q: %v", run.State, run.Owner, err)
			}
		})
	}
}

// TestAWorkerThatCannotBeStarted is tried again: its run waits.
func TestAWorkerThatCannotBeStarted(t *testing.T) {
	h := newHost(t)
	db := h.open()
	h.add(db, "a", `return 1`)
	p := h.processes(db, worker.Limits{}, os.Stderr)
	command, times := p.Command, 0
	p.Command = func(run queue.Run) worker.Config {
		c := command(run)
		if times++; times < 3 {
			c.Command = []string{"/nowhere/dandori"}
		}
		return c
	}
	runs := h.until(db, p, 1, allOver)
	if r := runs["a"]; r.State != queue.Succeeded || times != 3 {
		t.Errorf("%s after %d times: %s", r.State, times, r.Reason)
	}
}
