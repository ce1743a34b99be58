package catalog_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"dandori/runtime/catalog"
	"dandori/runtime/workflow"
)

// slowDisk is a shelf whose disk answers when it is let go.
type slowDisk struct {
	*memory
	begun, free chan struct{}
	err         error
}

func (s *slowDisk) Sync(context.Context) error {
	s.begun <- struct{}{}
	<-s.free
	return s.err
}

func TestNoSaveWaitsForTheDisk(t *testing.T) {
	w := newWorld(t)
	disk := &slowDisk{memory: newMemory(), begun: make(chan struct{}, 100), free: make(chan struct{})}
	w.shelf = disk
	w.workflow("a", "first")
	w.open()
	w.settle()
	<-disk.begun
	for _, text := range []string{"second", "third", "fourth"} {
		w.script("a", text)
		w.refresh("scripts/a.ts")
		w.takes("a", text)
	}
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		w.catalog.Close()
	}()
	select {
	case <-closed:
		t.Error("the catalog is closed, and what it found may not survive a power cut")
	case disk.free <- struct{}{}:
	}
	disk.free <- struct{}{} // the saves meanwhile share one look at the disk
	<-closed
	if n := len(disk.begun); n != 1 {
		t.Errorf("the disk was asked %d times more, want once", n)
	}
}

func TestADiskThatKeepsNothingIsTold(t *testing.T) {
	w := newWorld(t)
	disk := &slowDisk{memory: newMemory(), begun: make(chan struct{}, 100), free: make(chan struct{}), err: errors.New("no space left")}
	close(disk.free)
	w.shelf = disk
	w.workflow("a", "first")
	w.open()
	w.settle()
	w.catalog.Close()
	if told := strings.Join(w.told(), "\n"); !strings.Contains(told, "error : how the workflows stand could not be written to the disk: no space left") {
		t.Error(told)
	}
}

// An approval is a person's word: it is on disk when they are thanked for it.
func TestAnApprovalWaitsForTheDisk(t *testing.T) {
	disk := &slowDisk{memory: newMemory(), begun: make(chan struct{}, 1), free: make(chan struct{}), err: errors.New("no space left")}
	close(disk.free)
	entry := catalog.Entry{Workflow: "a", Pending: &catalog.Version{ID: "1"}}
	if ok, err := disk.SetEntry(t.Context(), entry, entry.Changed); !ok || err != nil {
		t.Fatal(ok, err)
	}
	if _, err := catalog.Approve(t.Context(), disk, "a", "1", "sato"); !errors.Is(err, disk.err) {
		t.Errorf("approved: %v", err)
	}
}

func TestASavedModuleIsCompiledOnceForEach(t *testing.T) {
	w := newWorld(t)
	w.write("scripts/lib/m.ts", "export const m = 'one'\n")
	for _, name := range []string{"a", "b"} {
		w.write("workflows/"+name+".yaml", "script: ../scripts/"+name+".ts\n")
		w.write("scripts/"+name+".ts", "import { log } from 'dandori'; import { m } from './lib/m'; log(m)\n")
	}
	w.open()
	w.settle()
	was := w.builds("a") + w.builds("b")
	w.write("scripts/lib/m.ts", "export const m = 'two'\n")
	w.refresh("scripts/lib/m.ts")
	if n := w.builds("a") + w.builds("b") - was; n != 2 {
		t.Errorf("two workflows were built %d times", n)
	}
	w.takes("a", "two")
	w.takes("b", "two")
}

// looks counts the looks at workflows' files.
type looks struct {
	fs.FS
	n *atomic.Int64
}

func (l looks) Stat(name string) (fs.FileInfo, error) {
	if strings.HasPrefix(name, workflow.Folder+"/") {
		l.n.Add(1)
	}
	return fs.Stat(l.FS, name)
}

func TestTheSaveOfOneDefinitionLooksAtNoOther(t *testing.T) {
	w := newWorld(t)
	many(w, 40)
	var n atomic.Int64
	w.files = looks{os.DirFS(w.root), &n}
	w.open()
	w.settle()
	n.Store(0)
	w.write("workflows/w0007.yaml", "description: another\nscript: ../scripts/w0007.ts\n")
	w.refresh("workflows/w0007.yaml")
	if n.Load() > 12 {
		t.Errorf("looked %d times at definitions", n.Load())
	}
	if got := w.standing("w0007").Workflow.Description; got != "another" {
		t.Error(got)
	}
}
