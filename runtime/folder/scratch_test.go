package folder

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestScratch(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tmp")
	live, release, err := Scratch(dir)
	must(t, err)
	dead, young := filepath.Join(dir, "parts-dead"), filepath.Join(dir, "parts-young")
	for _, path := range []string{dead, young} {
		write(t, filepath.Join(path, scratchLock), "")
		write(t, filepath.Join(path, "excelize-1"), "somebody's data")
	}
	old := time.Now().Add(-time.Hour)
	must(t, os.Chtimes(filepath.Join(dead, scratchLock), old, old), os.Chtimes(filepath.Join(live, scratchLock), old, old))
	other, releaseOther, err := Scratch(dir)
	must(t, err)
	for path, want := range map[string]bool{live: true, other: true, young: true, dead: false} {
		if _, err := os.Stat(path); (err == nil) != want {
			t.Errorf("%s is there: %v, want %v", filepath.Base(path), err == nil, want)
		}
	}
	if live == other {
		t.Error("two have the same")
	}
	must(t, release(), releaseOther())
	if _, err := os.Stat(live); err == nil {
		t.Error("it was not removed")
	}
	write(t, filepath.Join(dir, "file"), "")
	if _, _, err := Scratch(filepath.Join(dir, "file")); err == nil {
		t.Error("a file was taken for a folder")
	}
}
