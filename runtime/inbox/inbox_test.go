package inbox

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"dandori/runtime/queue"
	"dandori/runtime/say"
	"dandori/runtime/seal"
	"dandori/runtime/store/sqlite"
)

// office is a project with an inbox, the real store, and a list of what was logged.
type office struct {
	t      *testing.T
	root   string
	store  *sqlite.DB
	in     *Inbox
	now    time.Time
	logged []string
	starts int
	busy   string
	refuse error
}

const still = 2 * time.Second

func open(t *testing.T, triggers ...Trigger) *office {
	t.Helper()
	o := &office{t: t, root: t.TempDir(), now: time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)}
	db, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(o.root, ".dandori", "dandori.db"), Box: seal.NewBox(seal.NewKey())})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	o.store = db
	o.serve(triggers...)
	return o
}

// serve is a process that begins anew on the same project.
func (o *office) serve(triggers ...Trigger) {
	o.in = New(Config{
		Root: o.root, Causes: o.store, Runs: o.store, Start: o.start, Still: still,
		Log: func(level string, t say.Text) { o.logged = append(o.logged, level+" "+t.En) },
	})
	o.in.Set(triggers)
}

func (o *office) start(ctx context.Context, workflow string, c queue.Cause) (queue.Fired, error) {
	o.starts++
	if o.refuse != nil || o.busy != "" {
		return queue.Fired{Busy: o.busy}, o.refuse
	}
	r := queue.Run{ID: fmt.Sprintf("R%06d", o.starts), Workflow: workflow, Script: "scripts/a.ts", Spec: queue.Spec{File: &c.File}}
	return o.store.Fire(ctx, r, c, false, nil)
}

// pass lets time go by, as Run would: in steps no longer than it asks for.
func (o *office) pass(d time.Duration) {
	for end := o.now.Add(d); ; {
		next := o.in.step(o.t.Context(), o.now)
		if next.IsZero() || next.After(end) {
			o.now = end
			return
		}
		o.now = next
	}
}

func (o *office) write(name, content string) {
	o.t.Helper()
	full := filepath.Join(o.root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(full), 0o777); err != nil {
		o.t.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(content), 0o666); err != nil {
		o.t.Fatal(err)
	}
	o.in.Look(false, []string{name})
}

// runs returns the runs there are, oldest first.
func (o *office) runs() []queue.Run {
	o.t.Helper()
	list, err := o.store.List(o.t.Context(), queue.Filter{Limit: 100_000})
	if err != nil {
		o.t.Fatal(err)
	}
	slices.SortFunc(list, func(a, b queue.Run) int { return strings.Compare(a.ID, b.ID) })
	return list
}

// end ends a run and tells the inbox.
func (o *office) end(id string, s queue.State) queue.Run {
	o.t.Helper()
	r, ok, err := o.store.ClaimRun(o.t.Context(), id, "w", time.Minute, queue.Queued)
	if err != nil || !ok {
		o.t.Fatalf("claim %s: %v %v", id, ok, err)
	}
	if err := o.store.Park(o.t.Context(), queue.Lease{Run: id, Epoch: r.Epoch}, queue.Park{State: s}); err != nil {
		o.t.Fatal(err)
	}
	r, _, err = o.store.Get(o.t.Context(), id)
	if err != nil {
		o.t.Fatal(err)
	}
	o.in.Over(o.t.Context(), r)
	return r
}

func (o *office) there(name, content string) {
	o.t.Helper()
	got, err := os.ReadFile(filepath.Join(o.root, filepath.FromSlash(name)))
	if err != nil || string(got) != content {
		o.t.Errorf("%s: %q %v, want %q", name, got, err, content)
	}
}

func (o *office) absent(name string) {
	o.t.Helper()
	if _, err := os.Lstat(filepath.Join(o.root, filepath.FromSlash(name))); err == nil {
		o.t.Errorf("%s is there", name)
	}
}

var csv = Trigger{Workflow: "take", Match: []string{"inbox/*.csv"}, Done: "inbox/done/", Failed: "inbox/failed/"}

func TestFileStartsOneRunAndIsPutAway(t *testing.T) {
	o := open(t, csv)
	o.write("inbox/a.csv", "1")
	o.pass(still - time.Millisecond)
	if n := len(o.runs()); n != 0 {
		t.Fatalf("%d runs before the file was still", n)
	}
	o.pass(still)
	runs := o.runs()
	if len(runs) != 1 || runs[0].Workflow != "take" || runs[0].Spec.File.Path != "inbox/a.csv" {
		t.Fatalf("%+v", runs)
	}
	o.end(runs[0].ID, queue.Succeeded)
	o.there("inbox/done/a.csv", "1")
	o.absent("inbox/a.csv")
	o.in.Look(true, nil)
	o.pass(time.Minute)
	if n := len(o.runs()); n != 1 {
		t.Errorf("%d runs: what was put away has started one", n)
	}
}

func TestRunWaitsByItself(t *testing.T) {
	o := open(t, csv)
	o.write("inbox/a.csv", "1")
	synctest.Test(t, func(t *testing.T) {
		got := make(chan queue.Cause, 1)
		o.in = New(Config{Root: o.root, Causes: nothing{}, Runs: o.store, Start: func(_ context.Context, _ string, c queue.Cause) (queue.Fired, error) {
			got <- c
			return queue.Fired{Run: "r", New: true}, nil
		}})
		o.in.Set([]Trigger{csv})
		ctx, stop := context.WithCancel(t.Context())
		began := time.Now()
		go func() { _ = o.in.Run(ctx) }()
		if c := <-got; c.File.Path != "inbox/a.csv" || time.Since(began) != 2*time.Second {
			t.Errorf("%+v after %v", c, time.Since(began))
		}
		stop()
		synctest.Wait()
	})
}

// nothing is a store without causes.
type noCauses = queue.Causes

type nothing struct{ noCauses }

func (nothing) Caused(context.Context, string, queue.CauseKind, string) (queue.Cause, bool, error) {
	return queue.Cause{}, false, nil
}
func (nothing) Causes(context.Context, queue.CauseFilter) ([]queue.Cause, error) { return nil, nil }
func (nothing) Mark(context.Context, string) ([]byte, error)                     { return nil, nil }
