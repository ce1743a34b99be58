package catalog_test

import (
	"testing"
)

func TestTheNextRunTakesWhatIsSaved(t *testing.T) {
	w := newWorld(t)
	w.workflow("a", "first")
	w.workflow("b", "other")
	w.open()
	w.settle()
	w.tells("info : new workflows: 2;")
	w.takes("a", "first")
	w.script("a", "second")
	w.takes("a", "second") // though nobody told of the change
	w.tells("info a: the next run takes the new version")
	w.refresh("scripts/a.ts")
	w.tells()
	w.script("a", "third")
	w.refresh("scripts/a.ts", "scripts/a.ts.tmp")
	w.tells("info a: the next run takes the new version")
	w.script("a", "third")
	w.refresh()
	w.tells()
	if n := w.builds("b"); n > 2 {
		t.Errorf("b was built %d times", n)
	}
}

func TestABrokenSaveLeavesTheLastGoodVersion(t *testing.T) {
	w := newWorld(t)
	w.workflow("a", "good")
	w.open()
	w.settle()
	w.told()
	w.write("scripts/a.ts", "log('x'\n")
	w.refresh("scripts/a.ts")
	w.tells("error a: scripts/a.ts:2:1: ")
	if cur := w.takes("a", "good"); cur.Fault == nil || cur.Fault.Line != 2 {
		t.Errorf("fault %v", cur.Fault)
	}
	w.open() // as after a restart
	w.settle()
	w.tells()
	if cur := w.takes("a", "good"); cur.Fault == nil {
		t.Error("the fault is forgotten")
	}
	w.script("a", "good")
	w.refresh("scripts/a.ts")
	w.tells("info a: the error is mended")
	w.script("a", "better")
	w.refresh("scripts/a.ts")
	w.tells("info a: the next run takes")
}

func TestOneDocumentOfAFile(t *testing.T) {
	w := newWorld(t)
	w.script("s", "x")
	w.write("workflows/all.yaml", "name: a\nscript: ../scripts/s.ts\n---\nname: b\nscript: ../scripts/s.ts\n")
	w.open()
	w.settle()
	w.told()
	w.write("workflows/all.yaml", "# a new line\nname: a\ndescription: changed\nscript: ../scripts/s.ts\n---\nname: b\nscript: ../scripts/s.ts\n")
	w.refresh("workflows/all.yaml")
	w.tells("info a: the next run takes")
	w.write("workflows/all.yaml", "name: a\ndescription: changed\nscript: ../scripts/s.ts\n---\nname: c\nscript: ../scripts/s.ts\n")
	w.refresh("workflows/all.yaml")
	w.tells("info b: its file is gone", "info c: the workflow is ready")
}
