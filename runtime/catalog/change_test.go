package catalog_test

import (
	"strings"
	"testing"

	"dandori/runtime/catalog"
)

func TestAChangeThatWaitsForApproval(t *testing.T) {
	w := newWorld(t)
	w.workflow("a", "first")
	w.write("workflows/a.yaml", "script: ../scripts/a.ts\nreload: approve\n")
	w.open()
	w.settle()
	w.tells("new workflows: 1;", "warn a: a change of scripts/a.ts, workflows/a.yaml waits for approval")
	if _, err := w.catalog.Current(t.Context(), "a"); err == nil || !strings.Contains(err.Error(), "not been approved") {
		t.Fatalf("got %v", err)
	}
	w.approve("a", "田中")
	if cur := w.takes("a", "first"); cur.Version.By != "田中" {
		t.Errorf("by %q", cur.Version.By)
	}
	w.script("a", "second")
	w.refresh("scripts/a.ts")
	w.tells("info a: approved by 田中", "warn a: a change of scripts/a.ts waits")
	w.takes("a", "first")
	w.open()
	w.settle()
	w.takes("a", "first")
	w.script("a", "first")
	w.refresh("scripts/a.ts")
	w.tells("info a: the change that waited for approval was taken back")
	// Who may change workflows could as well say that none waits: the live version decides.
	w.write("workflows/a.yaml", "script: ../scripts/a.ts\nreload: auto\n")
	w.script("a", "third")
	w.refresh()
	w.tells("warn a: a change of scripts/a.ts, workflows/a.yaml waits")
	st := w.standing("a")
	diff := w.diff(st)
	for _, want := range []string{"--- scripts/a.ts", `-log("first")`, `+log("third")`, "-reload: approve", "+reload: auto"} {
		if !strings.Contains(diff, want) {
			t.Errorf("no %q in\n%s", want, diff)
		}
	}
	if ok, err := catalog.Approve(t.Context(), w.shelf, "a", "another", "x"); ok || err != nil {
		t.Errorf("another version was approved: %v", err)
	}
	w.approve("a", "佐藤")
	w.takes("a", "third")
	w.script("a", "fourth")
	w.refresh("scripts/a.ts")
	w.takes("a", "fourth")
}

// TestApprovedWhileSaved: a change is approved at the moment in which the next
// save is entered; the approval is not lost.
func TestApprovedWhileSaved(t *testing.T) {
	w := newWorld(t)
	w.workflow("a", "first")
	w.write("workflows/a.yaml", "script: ../scripts/a.ts\nreload: approve\n")
	w.open()
	w.settle()
	w.approve("a", "田中")
	w.script("a", "second")
	w.refresh("scripts/a.ts")
	w.shelf.(*memory).before = func() { w.approve("a", "佐藤") }
	w.script("a", "third")
	w.refresh("scripts/a.ts")
	if cur := w.takes("a", "second"); cur.Version.By != "佐藤" {
		t.Errorf("by %q", cur.Version.By)
	}
	if st := w.standing("a"); st.Pending == nil {
		t.Error("the third does not wait")
	}
}

// TestApprovedElsewhere: another process approves what waits; the catalog tells so when it looks for that.
func TestApprovedElsewhere(t *testing.T) {
	w := newWorld(t)
	w.workflow("a", "first")
	w.write("workflows/a.yaml", "script: ../scripts/a.ts\nreload: approve\n")
	w.open()
	w.settle()
	w.told()
	w.catalog.Review()
	w.settle()
	w.tells()
	w.approve("a", "佐藤")
	w.catalog.Review()
	w.settle()
	w.tells("info a: approved by 佐藤: the next run takes version")
	if n := len(w.changed); n != 1 {
		t.Errorf("told of %d changes", n)
	}
	w.catalog.Review()
	w.settle()
	w.tells()
}

func (w *world) approve(name, by string) {
	w.Helper()
	if ok, err := catalog.Approve(w.Context(), w.shelf, name, w.standing(name).Pending.ID, by); !ok || err != nil {
		w.Fatal(ok, err)
	}
}

func (w *world) diff(st catalog.Standing) string {
	w.Helper()
	e, _, err := w.shelf.Entry(w.Context(), st.Name)
	if err != nil {
		w.Fatal(err)
	}
	was, err := catalog.Texts(w.Context(), w.shelf, e.Live)
	if err != nil {
		w.Fatal(err)
	}
	is, err := catalog.Texts(w.Context(), w.shelf, st.Pending)
	if err != nil {
		w.Fatal(err)
	}
	return catalog.Diff(was, is)
}

func TestARenamedWorkflow(t *testing.T) {
	w := newWorld(t)
	w.workflow("a", "x")
	w.open()
	w.settle()
	w.told()
	w.remove("workflows/a.yaml")
	w.write("workflows/b.yaml", "script: ../scripts/a.ts\n")
	w.refresh("workflows/a.yaml", "workflows/b.yaml")
	if told := strings.Join(w.told(), "\n"); !strings.Contains(told, "info a: its file is gone") || !strings.Contains(told, "info b: the workflow is ready") {
		t.Errorf("told %s", told)
	}
	if _, err := w.catalog.Current(t.Context(), "a"); err == nil {
		t.Error("a deleted workflow runs")
	}
	if !w.standing("a").Gone || strings.Join(w.changed, " ") != "a a b" {
		t.Errorf("a stands %+v, told of %v", w.standing("a"), w.changed)
	}
	w.open()
	w.settle()
	w.write("workflows/a.yaml", "script: ../scripts/a.ts\n")
	w.takes("a", "x")
	w.tells("info a: the workflow is back")
}

func TestTwoFilesThatClaimOneName(t *testing.T) {
	w := newWorld(t)
	w.workflow("mine", "first")
	w.open()
	w.settle()
	w.told()
	w.script("theirs", "second")
	w.write("workflows/a.yaml", "name: mine\nscript: ../scripts/theirs.ts\n") // which stands before the other
	w.refresh("workflows/a.yaml")
	w.tells(`error mine: workflows/a.yaml:1:1: the name "mine" is taken by workflows/mine.yaml`)
	if cur := w.takes("mine", "first"); cur.Fault == nil || cur.Fault.File != "workflows/a.yaml" {
		t.Errorf("fault %+v", cur.Fault)
	}
	w.remove("workflows/a.yaml")
	w.refresh("workflows/a.yaml")
	w.tells("info mine: the error is mended")
}

func TestWhatTheProjectOffers(t *testing.T) {
	w := newWorld(t)
	w.workflow("a", "x")
	w.workflow("b", "x")
	w.write("scripts/b.ts", "import { sansan } from 'dandori'; sansan()")
	w.open()
	w.settle()
	w.tells("new workflows: 2;", "error b: scripts/b.ts:1:10: ")
	w.offer("2", "log", "kaonavi", "sansan")
	w.refresh("dandori.yaml")
	w.tells("info : what scripts may import has changed: 2", "info b: the workflow is ready")
	w.offer("3", "log", "kaonavi")
	if _, err := w.catalog.Current(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	w.settle()
	w.tells("info : what scripts may import has changed: 2", "error b: scripts/b.ts:1:10: ")
	w.open()
	w.settle()
	w.tells()
}

func (w *world) offer(base string, names ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.base, w.modules = base, offers(names...)
}

// A file whose YAML is broken takes none of its workflows away.
func TestABrokenFile(t *testing.T) {
	w := newWorld(t)
	w.script("s", "x")
	good := "name: a\nscript: ../scripts/s.ts\n---\nname: b\nscript: ../scripts/s.ts\n"
	w.write("workflows/all.yaml", good)
	w.open()
	w.settle()
	w.told()
	w.write("workflows/all.yaml", "name: a\nscript: ../scripts/s.ts\n---\nname: [b\n")
	w.refresh("workflows/all.yaml")
	w.tells("error b: workflows/all.yaml:")
	w.takes("a", "x")
	w.takes("b", "x")
	w.write("workflows/all.yaml", "")
	w.refresh("workflows/all.yaml")
	if told := strings.Join(w.told(), "\n"); strings.Contains(told, "gone") || len(w.catalog.Standing()) != 2 {
		t.Errorf("an emptied file: %s", told)
	}
	w.takes("a", "x")
	w.write("workflows/all.yaml", good)
	w.refresh("workflows/all.yaml")
	w.write("workflows/all.yaml", "name: a\nscript: ../scripts/s.ts\nunknown: 1\n---\nname: b\nscript: ../scripts/s.ts\n")
	w.told()
	w.refresh("workflows/all.yaml")
	w.tells("error a: workflows/all.yaml:3:1: ")
	w.takes("b", "x")
}
