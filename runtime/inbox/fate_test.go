package inbox

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/queue"
)

// drop drops a file and returns the runs that it started, one a trigger.
func (o *office) drop(name, content string) []queue.Run {
	before := len(o.runs())
	o.write(name, content)
	o.pass(still)
	return o.runs()[before:]
}

// fate is where the file of a run went.
func (o *office) fate(run string) string {
	o.t.Helper()
	c, err := o.store.Causes(o.t.Context(), queue.CauseFilter{Run: run})
	if err != nil || len(c) != 1 {
		o.t.Fatal(c, err)
	}
	return c[0].Fate
}

func TestWhereFilesGo(t *testing.T) {
	for _, c := range []struct {
		state queue.State
		want  string
	}{
		{queue.Succeeded, "inbox/done/a.csv"}, {queue.Failed, "inbox/failed/a.csv"}, {queue.Cancelled, "inbox/failed/a.csv"},
	} {
		o := open(t, csv)
		r := o.drop("inbox/a.csv", "1")[0]
		o.end(r.ID, c.state)
		o.there(c.want, "1")
		if got := o.fate(r.ID); got != c.want {
			t.Errorf("%s: %s", c.state, got)
		}
	}
}

func TestWhatStays(t *testing.T) {
	o := open(t, Trigger{Workflow: "take", Match: []string{"inbox/*.csv"}, Failed: "failed"})
	r := o.drop("inbox/a.csv", "1")[0]
	o.end(r.ID, queue.Succeeded)
	o.there("inbox/a.csv", "1")
	if got := o.fate(r.ID); got != stays {
		t.Errorf("%s", got)
	}
	r = o.drop("inbox/b.csv", "1")[0]
	o.write("inbox/b.csv", "2") // while its run was waiting
	o.end(r.ID, queue.Failed)
	o.there("inbox/b.csv", "2")
	o.pass(still)
	o.expect("inbox/a.csv", "inbox/b.csv", "inbox/b.csv")
	if err := os.Remove(o.path("inbox/b.csv")); err != nil {
		t.Fatal(err)
	}
	r = o.runs()[2]
	o.end(r.ID, queue.Failed)
	if got := o.fate(r.ID); got != stays {
		t.Errorf("%s", got)
	}
}

func TestNothingIsOverwritten(t *testing.T) {
	o := open(t, csv)
	o.write("inbox/done/a.csv", "old")
	o.write("inbox/done/a (2).csv", "older")
	o.end(o.drop("inbox/a.csv", "1")[0].ID, queue.Succeeded)
	o.there("inbox/done/a.csv", "old")
	o.there("inbox/done/a (2).csv", "older")
	o.there("inbox/done/a (3).csv", "1")
}

func TestLongName(t *testing.T) {
	o := open(t, csv)
	name := strings.Repeat("名", 83) + ".csv"
	o.write("inbox/done/"+name, "old")
	r := o.drop("inbox/"+name, "1")[0]
	o.end(r.ID, queue.Succeeded)
	o.there(o.fate(r.ID), "1")
	o.there("inbox/done/"+name, "old")
}

func TestOddNamesMoveToo(t *testing.T) {
	o := open(t, csv)
	for _, name := range []string{"a:b?.csv", " 空白 .csv", "が.csv", "-rf.csv", "a\nb.csv"} {
		if os.WriteFile(filepath.Join(t.TempDir(), name), nil, 0o666) != nil {
			continue // not a name here
		}
		r := o.drop("inbox/"+name, name)
		if len(r) != 1 {
			t.Errorf("%q started %d runs", name, len(r))
			continue
		}
		o.end(r[0].ID, queue.Succeeded)
		o.there("inbox/done/"+name, name)
	}
}

func TestTwoWorkflowsOnOneFile(t *testing.T) {
	other := Trigger{Workflow: "other", Match: []string{"inbox/*"}, Done: "elsewhere", Failed: "bad"}
	o := open(t, csv, other)
	runs := o.drop("inbox/a.csv", "1")
	if len(runs) != 2 {
		t.Fatal(runs)
	}
	o.end(runs[0].ID, queue.Succeeded)
	o.there("inbox/a.csv", "1") // the other one needs it still
	o.end(runs[1].ID, queue.Failed)
	o.there("bad/a.csv", "1")
	if a, b := o.fate(runs[0].ID), o.fate(runs[1].ID); a != "bad/a.csv" || b != a {
		t.Error(a, b)
	}
}

func TestFileWaitsForTheOtherWorkflow(t *testing.T) {
	o := open(t, csv)
	r := o.drop("inbox/a.csv", "1")[0]
	o.refuse = errors.New("does not compile")
	other := Trigger{Workflow: "other", Match: []string{"inbox/*"}}
	o.in.Set([]Trigger{csv, other})
	o.pass(0)
	o.end(r.ID, queue.Succeeded)
	o.there("inbox/a.csv", "1")
	o.refuse = nil
	o.in.Set([]Trigger{csv, other})
	o.pass(0)
	o.end(o.runs()[1].ID, queue.Succeeded)
	o.there("inbox/done/a.csv", "1")
}

func TestFolderCannotBeMade(t *testing.T) {
	o := open(t, csv)
	o.write("inbox/done", "a file where the folder should be")
	r := o.drop("inbox/a.csv", "1")[0]
	o.end(r.ID, queue.Succeeded)
	o.pass(time.Hour)
	if o.said("cannot be put away") != 1 {
		t.Errorf("%q", o.logged)
	}
	if err := os.Remove(o.path("inbox/done")); err != nil {
		t.Fatal(err)
	}
	o.pass(settleEvery)
	o.there("inbox/done/a.csv", "1")
}

func TestNeverOutOfTheProject(t *testing.T) {
	o := open(t, Trigger{Workflow: "take", Match: []string{"inbox/*"}, Done: "out/done"})
	outside := t.TempDir()
	r := o.drop("inbox/a.csv", "1")[0]
	for _, to := range []string{outside, o.path("scripts"), o.path(".dandori"), o.path("nowhere")} {
		if err := os.MkdirAll(o.path("scripts"), 0o777); err != nil {
			t.Fatal(err)
		}
		_ = os.Remove(o.path("out"))
		if err := os.Symlink(to, o.path("out")); err != nil {
			t.Skip("no links here")
		}
		o.in.Over(t.Context(), r)
		o.in.settle(t.Context())
		o.there("inbox/a.csv", "1")
	}
	if list, err := os.ReadDir(outside); err != nil || len(list) > 0 {
		t.Error(list, err)
	}
}

func TestRunThatEndedElsewhere(t *testing.T) {
	o := open(t, csv)
	r := o.drop("inbox/a.csv", "1")[0]
	in := o.in
	o.in = New(in.c) // knows of nothing
	o.end(r.ID, queue.Succeeded)
	o.there("inbox/a.csv", "1")
	o.in = in
	o.pass(settleEvery)
	o.there("inbox/done/a.csv", "1")
}

func TestCopiedToAnotherFileSystem(t *testing.T) {
	for _, kill := range []string{"", "intended", "copied", "removed", "deciding"} {
		o := open(t, csv)
		r := o.drop("inbox/a.csv", "1")[0]
		if _, err := o.finish(r.ID); err != nil {
			t.Fatal(err)
		}
		o.killed(kill, func() { o.copyAway(r.ID) })
		o.serve(csv)
		o.pass(0)
		o.there("inbox/done/a.csv", "1")
		o.absent("inbox/a.csv")
		if got := o.fate(r.ID); got != "inbox/done/a.csv" {
			t.Errorf("killed at %q: %s", kill, got)
		}
	}
}

// copyAway is a move that the file system has refused to make by renaming.
func (o *office) copyAway(run string) {
	o.t.Helper()
	causes, err := o.store.Causes(o.t.Context(), queue.CauseFilter{Run: run})
	if err != nil {
		o.t.Fatal(err)
	}
	t, err := begin(o.root, o.in.current(), clock.Now())
	if err != nil {
		o.t.Fatal(err)
	}
	defer t.end()
	if err := t.root.MkdirAll("inbox/done", 0o777); err != nil {
		o.t.Fatal(err)
	}
	real, was, err := o.in.original(o.t.Context(), t, causes[0].File)
	if err != nil {
		o.t.Fatal(err)
	}
	m := intent{Causes: causes, From: "inbox/a.csv", To: "inbox/done/a.csv"}
	if err := o.in.copyTo(o.t.Context(), t, m, source{real: real, was: was}, m.To); err != nil {
		o.t.Fatal(err)
	}
}

// finish ends a run behind the inbox's back.
func (o *office) finish(id string) (queue.Run, error) {
	r, _, err := o.store.ClaimRun(o.t.Context(), id, "w", time.Minute, queue.Queued)
	if err != nil {
		return r, err
	}
	return r, o.store.Park(o.t.Context(), queue.Lease{Run: id, Epoch: r.Epoch}, queue.Park{State: queue.Succeeded})
}

type death struct{}

// killed runs f until it comes to a step, where the process dies.
func (o *office) killed(step string, f func()) (died bool) {
	o.in.at = func(at string) {
		if at == step {
			panic(death{})
		}
	}
	defer func() {
		if e := recover(); e != nil {
			if _, died = e.(death); !died {
				panic(e)
			}
		}
	}()
	f()
	return false
}

func TestKilledWhileMoving(t *testing.T) {
	for _, kill := range []string{"intended", "renamed", "deciding"} {
		o := open(t, csv)
		r := o.drop("inbox/a.csv", "1")[0]
		if !o.killed(kill, func() { o.end(r.ID, queue.Succeeded) }) {
			t.Fatalf("%s was not reached", kill)
		}
		o.serve(csv)
		o.pass(0)
		o.there("inbox/done/a.csv", "1")
		if got := o.fate(r.ID); got != "inbox/done/a.csv" {
			t.Errorf("killed at %s: fate %q", kill, got)
		}
		if list, err := os.ReadDir(o.path("inbox/done")); err != nil || len(list) != 1 {
			t.Errorf("killed at %s: %v", kill, list)
		}
	}
}

func TestReplacedInTheLastMoment(t *testing.T) {
	for _, kill := range []string{"", "renamed"} {
		o := open(t, csv)
		r := o.drop("inbox/a.csv", "1")[0]
		at := func() {
			if o.in.at = nil; kill != "" {
				o.in.at = func(step string) {
					if step == kill {
						panic(death{})
					}
				}
			}
		}
		o.in.at = func(step string) {
			if step == "intended" {
				at()
				o.write("new", "2")
				if err := os.Rename(o.path("new"), o.path("inbox/a.csv")); err != nil {
					t.Fatal(err)
				}
			}
		}
		func() {
			defer func() { _ = recover() }()
			o.end(r.ID, queue.Succeeded)
		}()
		if kill != "" {
			o.serve(csv)
			o.pass(0)
		}
		o.there("inbox/a.csv", "2")
		o.in.Look(true, nil)
		o.pass(time.Minute)
		if paths := o.paths(); len(paths) != 2 {
			t.Errorf("%q: the new file started no run: %q", kill, paths)
		}
		if got := o.fate(r.ID); got != stays {
			t.Errorf("%q: %s", kill, got)
		}
	}
}

func TestBack(t *testing.T) {
	o := open(t, csv)
	r := o.drop("inbox/a.csv", "1")[0]
	r = o.end(r.ID, queue.Failed)
	o.write("inbox/a.csv", "2")
	var e *call.Error
	if err := Back(t.Context(), o.root, o.store, r); !errors.As(err, &e) || e.Class != call.Changed {
		t.Errorf("over another file: %v", err)
	}
	if err := os.Remove(o.path("inbox/a.csv")); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := Back(t.Context(), o.root, o.store, r); err != nil {
			t.Fatal(err)
		}
		o.there("inbox/a.csv", "1")
		o.absent("inbox/failed/a.csv")
	}
	lease, ok, err := o.store.ClaimRun(t.Context(), r.ID, "w", time.Minute, queue.Failed)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	o.in.Look(false, []string{"inbox/a.csv"})
	o.pass(time.Minute)
	o.expect("inbox/a.csv")
	if err := o.store.Park(t.Context(), queue.Lease{Run: r.ID, Epoch: lease.Epoch}, queue.Park{State: queue.Succeeded}); err != nil {
		t.Fatal(err)
	}
	o.in.Over(t.Context(), r)
	o.there("inbox/done/a.csv", "1")
	if err := os.Remove(o.path("inbox/done/a.csv")); err != nil {
		t.Fatal(err)
	}
	if err := Back(t.Context(), o.root, o.store, r); !errors.As(err, &e) || !strings.Contains(e.Text.En, "is gone") {
		t.Errorf("nothing to bring back: %v", err)
	}
	if n := o.said("-p file="); n != 0 {
		t.Errorf("%d lines: %q", n, slices.Compact(o.logged))
	}
}

func TestHalfOfAMoveByLinks(t *testing.T) {
	o := open(t, csv)
	r := o.drop("inbox/a.csv", "1")[0]
	if _, err := o.finish(r.ID); err != nil {
		t.Fatal(err)
	}
	causes, err := o.store.Causes(t.Context(), queue.CauseFilter{Run: r.ID})
	if err != nil {
		t.Fatal(err)
	}
	if err := o.in.intend(t.Context(), intent{Causes: causes, From: "inbox/a.csv", To: "inbox/done/a.csv"}); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(o.path("inbox/done"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Link(o.path("inbox/a.csv"), o.path("inbox/done/a.csv")); err != nil {
		t.Skip("no links here")
	}
	o.serve(csv)
	o.pass(0)
	o.there("inbox/done/a.csv", "1")
	o.absent("inbox/a.csv")
	if got := o.fate(r.ID); got != "inbox/done/a.csv" {
		t.Error(got)
	}
}

func TestRelink(t *testing.T) {
	o := open(t)
	for name, content := range map[string]string{"a": "1", "b": "2", "c": "3"} {
		o.write(name, content)
	}
	at, err := begin(o.root, &rules{}, clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	defer at.end()
	if err := at.relink("a", "b"); !errors.Is(err, os.ErrExist) {
		t.Errorf("%v", err)
	}
	o.there("a", "1")
	o.there("b", "2")
	if err := at.relink("a", "d"); err != nil {
		t.Error(err)
	}
	o.there("d", "1")
	o.absent("a")
	if err := at.unlink("c", "d"); err != nil { // another file has come to the old name
		t.Error(err)
	}
	o.there("c", "3")
}

// TestADeletedWorkflowsLastFiles are put away all the same, and others start nothing, there or in its folder.
func TestADeletedWorkflowsLastFiles(t *testing.T) {
	o := open(t, csv)
	r := o.drop("inbox/a.csv", "1")[0]
	gone := csv
	gone.Gone = true
	o.in.Set([]Trigger{gone, {Workflow: "all", Match: []string{"inbox/*/*.csv"}}})
	o.end(r.ID, queue.Succeeded)
	o.there("inbox/done/a.csv", "1")
	if all := o.drop("inbox/b.csv", "1"); len(all) != 0 {
		t.Errorf("%v", all)
	}
	o.in.Set([]Trigger{csv})
	o.pass(still)
	if n := len(o.runs()); n != 2 {
		t.Errorf("%d runs", n)
	}
}
