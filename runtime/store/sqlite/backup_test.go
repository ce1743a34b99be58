package sqlite

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"dandori/runtime/call"
)

func TestABackupIsAStore(t *testing.T) {
	dir := t.TempDir()
	d := openAt(t, filepath.Join(dir, "dandori.db"))
	d.insert(t, quick, "run", 1, []byte("before"))
	to := filepath.Join(dir, "copy.db")
	if err := d.Backup(t.Context(), to); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(to); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	says(t, d.Backup(t.Context(), to), call.Config, "exists already")
	d.insert(t, quick, "run", 2, []byte("after"))

	copied, err := reopen(t, to)
	if err != nil {
		t.Fatal(err)
	}
	var rows int
	if err := copied.reads.QueryRow("SELECT count(*) FROM journal").Scan(&rows); err != nil || rows != 1 {
		t.Errorf("%d rows, %v", rows, err)
	}
	if err := errors.Join(copied.Check(t.Context()), d.Check(t.Context())); err != nil {
		t.Error(err)
	}
	if copied.Hash(nil) != d.Hash(nil) {
		t.Error("the copy names contents otherwise")
	}
}

func TestABackupThatFailsLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	d := openAt(t, filepath.Join(t.TempDir(), "dandori.db"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := d.Backup(ctx, filepath.Join(dir, "copy.db")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
	if err := d.Backup(t.Context(), filepath.Join(dir, "not", "there.db")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

func TestRestore(t *testing.T) {
	dir := t.TempDir()
	path, backup := filepath.Join(dir, "dandori.db"), filepath.Join(dir, "copy.db")
	d := openAt(t, path)
	d.insert(t, quick, "run", 1, []byte("before"))
	if err := d.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	d.insert(t, quick, "run", 2, []byte("after"))
	_, err := Restore(t.Context(), backup, path)
	says(t, err, call.Config, "another dandori uses the store")
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	kept, err := Restore(t.Context(), backup, path)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]int{path: 1, kept: 2} {
		d, err := reopen(t, name)
		if err != nil {
			t.Fatal(err)
		}
		var rows int
		if err := d.reads.QueryRow("SELECT count(*) FROM journal").Scan(&rows); err != nil || rows != want {
			t.Errorf("%s: %d rows, want %d, %v", name, rows, want, err)
		}
	}
}

func TestRestoreRefusesWhatIsNoBackup(t *testing.T) {
	path := old(t)
	text := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(text, []byte("no backup, but long enough to be looked at as if it were one"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Restore(t.Context(), text, path)
	says(t, err, call.Config, "no store of dandori")
	_, err = Restore(t.Context(), text+".gone", path)
	says(t, err, call.Config, "cannot be read")
	cut := old(t)
	if err := os.Truncate(cut, 30_000); err != nil {
		t.Fatal(err)
	}
	_, err = Restore(t.Context(), cut, path)
	says(t, err, call.Fault, "is damaged")
	if d, err := reopen(t, path); err != nil || d.Check(t.Context()) != nil {
		t.Errorf("the store has suffered: %v", err)
	}
}
