package folder

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"dandori/runtime/call"
)

// move takes both steps of moving.
func move(f *Folder, from, to string) error {
	mark, err := f.Movable(from, to)
	if err != nil {
		return err
	}
	return f.Move(from, to, mark)
}

// remove takes both steps of removing.
func remove(f *Folder, name string) (bool, error) {
	mark, there, err := f.Removable(name)
	if err != nil || !there {
		return false, err
	}
	return true, f.Remove(name, mark)
}

func TestMove(t *testing.T) {
	f := project(t, map[string]string{"out/a.csv": "a", "out/b.csv": "b", "inbox/c.csv": "c"})
	if err := move(f, "out/a.csv", "out/b.csv"); codeOf(err) != "EEXIST" {
		t.Errorf("moving onto a file: %v", err)
	}
	if err := move(f, "out/a.csv", "out/done/2025/a.csv"); err != nil {
		t.Fatal(err)
	}
	if got, _ := f.List("out/**/*.csv"); !slices.Equal(got, []string{"out/b.csv", "out/done/2025/a.csv"}) {
		t.Errorf("after the move: %q", got)
	}
	if err := move(f, "out/none.csv", "out/x.csv"); codeOf(err) != "ENOENT" {
		t.Errorf("moving nothing: %v", err)
	}
	if err := move(f, "out/done", "out/x"); codeOf(err) != "EISDIR" {
		t.Errorf("moving a folder: %v", err)
	}
	refused(t, "moving out of the inbox", move(f, "inbox/c.csv", "out/c.csv"), call.PermissionError)
}

func TestRemove(t *testing.T) {
	f := project(t, map[string]string{"out/a.csv": "a", "out/full/b.csv": "b"})
	if there, err := remove(f, "out/a.csv"); !there || err != nil {
		t.Errorf("Remove = %v, %v", there, err)
	}
	if there, err := remove(f, "out/a.csv"); there || err != nil {
		t.Errorf("a second Remove = %v, %v", there, err)
	}
	if _, err := remove(f, "out/full"); codeOf(err) != "ENOTEMPTY" {
		t.Errorf("removing a full folder: %v", err)
	}
	if ok, err := f.Exists("out/full/b.csv/c"); ok || err != nil {
		t.Errorf("Exists below a file = %v, %v", ok, err)
	}
}

// A move that is asked for again, by a run that goes on, ends as if it had been
// asked for once, however far it had come and whatever has come to its place.
func TestMoveGoesOn(t *testing.T) {
	const from, to = "out/a.csv", "out/done/a.csv"
	for name, c := range map[string]struct {
		meanwhile func(t *testing.T, f *Folder, at func(string) string)
		class     call.Class
		want      map[string]string // what lies where in the end
	}{
		"nothing was done": {func(*testing.T, *Folder, func(string) string) {}, "", map[string]string{to: "a"}},
		"it was linked": {func(t *testing.T, f *Folder, at func(string) string) {
			must(t, os.MkdirAll(filepath.Dir(at(to)), 0o755), os.Link(at(from), at(to)))
		}, "", map[string]string{to: "a"}},
		"it was done": {func(t *testing.T, f *Folder, at func(string) string) { must(t, move(f, from, to)) }, "", map[string]string{to: "a"}},
		"it was done, and a new file has come": {func(t *testing.T, f *Folder, at func(string) string) {
			must(t, move(f, from, to))
			write(t, at(from), "new")
		}, "", map[string]string{from: "new", to: "a"}},
		"it was done, and the file was worked on": {func(t *testing.T, f *Folder, at func(string) string) {
			must(t, move(f, from, to))
			write(t, at(to), "edited")
		}, "", map[string]string{to: "edited"}},
		"another file lies there": {func(t *testing.T, f *Folder, at func(string) string) {
			must(t, os.Remove(at(from)))
			write(t, at(from), "another")
		}, call.Changed, map[string]string{from: "another"}},
		"it is gone":           {func(t *testing.T, f *Folder, at func(string) string) { must(t, os.Remove(at(from))) }, call.Changed, nil},
		"the target was taken": {func(t *testing.T, f *Folder, at func(string) string) { write(t, at(to), "mine") }, call.PlainError, map[string]string{from: "a", to: "mine"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := project(t, map[string]string{from: "a"})
			at := func(name string) string { return filepath.Join(f.path, filepath.FromSlash(name)) }
			old := time.Now().Add(-time.Hour)
			must(t, os.Chtimes(at(from), old, old))
			mark, err := f.Movable(from, to)
			must(t, err)
			c.meanwhile(t, f, at)
			err = f.Move(from, to, mark)
			var e *call.Error
			if c.class == "" && err != nil || c.class != "" && (!errors.As(err, &e) || e.Class != c.class || e.Hint.IsZero()) {
				t.Errorf("got %v, want class %q with a hint", err, c.class)
			}
			for _, name := range []string{from, to} {
				if got, _ := os.ReadFile(at(name)); string(got) != c.want[name] {
					t.Errorf("%s holds %q, want %q", name, got, c.want[name])
				}
			}
		})
	}
}

func TestRemoveGoesOn(t *testing.T) {
	f := project(t, map[string]string{"out/a.csv": "a", "out/b.csv": "b"})
	mark, there, err := f.Removable("out/a.csv")
	if must(t, err); !there {
		t.Fatal("it is not there")
	}
	must(t, f.Remove("out/a.csv", mark), f.Remove("out/a.csv", mark))
	write(t, filepath.Join(f.path, "out/a.csv"), "new")
	refused(t, "removing another file", f.Remove("out/a.csv", mark), call.Changed)
	if got := content(t, f, "out/a.csv"); got != "new" {
		t.Errorf("the new file holds %q", got)
	}
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// What is written again by a replay, and dropped, leaves no trace: no folder
// either, unless something else lies in it.
func TestAFileGivenUpTakesItsFoldersAlong(t *testing.T) {
	f := project(t, map[string]string{"out/keep/a": "a"})
	p, err := f.Create("out/new/deep/a.csv")
	must(t, err)
	q, err := f.Create("out/new/b.csv")
	must(t, err, p.Abort())
	r, err := f.Create("out/keep/c.csv")
	must(t, err, r.Abort(), q.Close())
	if got, _ := f.List("out/**"); !slices.Equal(got, []string{"out/keep/a", "out/new/b.csv"}) {
		t.Errorf("there is %q", got)
	}
	if _, err := os.Stat(filepath.Join(f.path, "out/new/deep")); err == nil {
		t.Error("a folder was left")
	}
}

// The name of a sealed file is free, and of two the one that is closed last stays.
func TestSeal(t *testing.T) {
	f := project(t, nil)
	p, err := f.Create("out/a.csv")
	must(t, err)
	if _, err := f.Create("out/a.csv"); err == nil {
		t.Error("two files are under way to one place")
	}
	if err := f.Write("out/a.csv", []byte("x")); err == nil {
		t.Error("a whole file was written over one that is under way")
	}
	p.Seal()
	q, err := f.Create("out/a.csv")
	must(t, err)
	_, err = q.Write([]byte("second"))
	must(t, err, p.Close())
	if _, err := f.Create("out/a.csv"); err == nil {
		t.Error("the end of the first file freed the name of the second")
	}
	must(t, q.Close())
	if got := content(t, f, "out/a.csv"); got != "second" {
		t.Errorf("it holds %q", got)
	}
	must(t, f.Write("out/a.csv", []byte("third")))
	if got := content(t, f, "out/a.csv"); got != "third" {
		t.Errorf("it holds %q", got)
	}
}
