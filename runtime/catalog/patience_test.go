package catalog_test

import (
	"strings"
	"testing"
	"time"
)

// A script that the compiler cannot cope with stops no other.
func TestABuildThatDoesNotEndIsGivenUp(t *testing.T) {
	w := newWorld(t)
	w.workflow("a", "first")
	w.workflow("b", "first")
	w.open()
	w.settle()
	w.told()
	w.catalog.Close()
	w.patience, w.stuck = 3*time.Second, make(chan struct{})
	w.open()
	w.settle()
	w.script("a", "stuck")
	w.script("b", "second")
	w.refresh("scripts/a.ts", "scripts/b.ts")
	w.takes("b", "second")
	if cur := w.takes("a", "first"); cur.Fault == nil || !strings.Contains(cur.Fault.Message.En, "took longer than 3s") {
		t.Errorf("fault %+v", cur.Fault)
	}
	w.told()
	was := w.builds("a")
	w.refresh()
	if w.builds("a") != was {
		t.Error("what was given up is tried again though nothing has changed")
	}
	w.mu.Lock()
	close(w.stuck)
	w.stuck = nil
	w.mu.Unlock()
	w.script("a", "third")
	w.refresh("scripts/a.ts")
	w.takes("a", "third")
}

func TestADefinitionThatIsNoFile(t *testing.T) {
	w := newWorld(t)
	w.workflow("a", "first")
	w.workflow("b", "first")
	w.open()
	w.settle()
	w.told()
	w.remove("workflows/a.yaml")
	w.pipe("workflows/a.yaml")
	w.refresh("workflows/a.yaml")
	w.tells("error a: workflows/a.yaml:1:1: it is no plain file (the last good version stays in use)")
	w.takes("a", "first")
	w.script("b", "second")
	w.refresh("scripts/b.ts")
	w.takes("b", "second")
	w.remove("scripts/b.ts")
	w.pipe("scripts/b.ts")
	w.refresh("scripts/b.ts")
	w.takes("b", "second")
}
