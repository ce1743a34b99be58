package sqlite

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

func TestALifeEndsWithItsLock(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "live")
	a, b := newLife(t, folder), newLife(t, folder)
	if a.worker == b.worker || !a.alive(b.worker) || !b.alive(a.worker) || !a.alive(a.worker) {
		t.Fatal("two that live do not see each other")
	}
	if err := b.end(); err != nil {
		t.Fatal(err)
	}
	if a.alive(b.worker) {
		t.Fatal("the dead one lives")
	}
	if _, err := os.Stat(b.path(b.worker)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("its file is left: %v", err)
	}
}

func newLife(t *testing.T, folder string) *life {
	t.Helper()
	l, err := beginLife(folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.end() })
	return l
}

func TestTheFilesOfTheDeadAreSwept(t *testing.T) {
	l := newLife(t, filepath.Join(t.TempDir(), "live"))
	other := newLife(t, l.folder)
	for _, name := range []string{"killed.lock", "notes.txt"} {
		if err := os.WriteFile(filepath.Join(l.folder, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if l.alive("killed") {
		t.Error("a file without a lock counts as a life")
	}
	l.sweep()
	for name, want := range map[string]bool{"killed.lock": false, "notes.txt": true, l.worker + ".lock": true, other.worker + ".lock": true} {
		if _, err := os.Stat(filepath.Join(l.folder, name)); (err == nil) != want {
			t.Errorf("%s is there: %v, want %v", name, err == nil, want)
		}
	}
}

// Whoever is born while others sweep either gets a file that stays, or another.
func TestALifeBeginsWhileOthersSweep(t *testing.T) {
	sweeper := newLife(t, filepath.Join(t.TempDir(), "live"))
	ctx, cancel := context.WithCancel(t.Context())
	var sweeping sync.WaitGroup
	for range 2 {
		sweeping.Go(func() {
			for ctx.Err() == nil {
				sweeper.sweep()
			}
		})
	}
	for range 300 {
		l, err := beginLife(sweeper.folder)
		if err != nil {
			t.Fatal(err)
		}
		if !sweeper.alive(l.worker) {
			t.Fatal("a new one counts as dead")
		}
		if err := l.end(); err != nil {
			t.Fatal(err)
		}
	}
	cancel()
	sweeping.Wait()
}

// childHasChild claims what is due, and starts a process that outlives it.
func childHasChild(ctx context.Context, d *DB, in *bufio.Scanner) error {
	r, _, err := d.Claim(ctx, d.Worker(), time.Hour)
	if err != nil {
		return err
	}
	c := exec.Command(os.Args[0], "-test.run=^TestWorker$")
	c.Env = append(os.Environ(), childTask+"=linger")
	c.Stdin, c.Stdout = os.Stdin, os.Stdout // until the test ends
	if err := c.Start(); err != nil {
		return err
	}
	fmt.Println("> holds", r.ID)
	return c.Wait()
}

// childLingers lives until its input ends.
func childLingers(_ context.Context, _ *DB, in *bufio.Scanner) error {
	fmt.Println("> lingers")
	in.Scan()
	return nil
}

func TestALockIsNotInherited(t *testing.T) {
	d, path := shared(t)
	order(t, d, "run")
	p := start(t, "have a child", path)
	p.says(t)
	p.says(t)
	if err := p.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if r, took := takeOver(t, d, time.Hour); r.ID != "run" || took > 10*time.Second {
		t.Errorf("%s after %s: its child keeps the dead process alive", r.ID, took)
	}
	if err := p.in.Close(); err != nil {
		t.Error(err)
	}
}
