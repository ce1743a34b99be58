package inbox

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"dandori/runtime/queue"
)

func (o *office) path(name string) string { return filepath.Join(o.root, filepath.FromSlash(name)) }

// paths are the files of the runs there are, in their order.
func (o *office) paths() []string {
	var out []string
	for _, r := range o.runs() {
		out = append(out, r.Spec.File.Path)
	}
	return out
}

func (o *office) expect(want ...string) {
	o.t.Helper()
	if got := o.paths(); !slices.Equal(got, want) {
		o.t.Errorf("runs of %q, want %q", got, want)
	}
}

// said counts the lines that hold a text.
func (o *office) said(part string) (n int) {
	for _, line := range o.logged {
		if strings.Contains(line, part) {
			n++
		}
	}
	return n
}

func TestWriterInPieces(t *testing.T) {
	o := open(t, csv)
	for n := range 5 {
		o.write("inbox/a.csv", strings.Repeat("x", n+1))
		o.pass(still - 100*time.Millisecond)
	}
	o.expect()
	o.pass(still)
	o.expect("inbox/a.csv")
}

func TestSameSizeLater(t *testing.T) {
	o := open(t, csv)
	o.write("inbox/a.csv", "1")
	o.pass(still - time.Millisecond)
	o.write("inbox/a.csv", "2")
	if err := os.Chtimes(o.path("inbox/a.csv"), time.Time{}, time.Unix(1e9, 0)); err != nil { // as a copy that keeps times
		t.Fatal(err)
	}
	o.pass(still - time.Millisecond)
	o.expect()
	o.pass(still)
	o.expect("inbox/a.csv")
}

func TestEmptyFileWaitsLonger(t *testing.T) {
	o := open(t, csv)
	o.write("inbox/a.csv", "")
	o.pass(10*still - time.Millisecond)
	o.expect()
	o.pass(time.Millisecond)
	o.expect("inbox/a.csv")
}

func TestHeldOpen(t *testing.T) {
	if runtime.GOOS != "linux" && runtime.GOOS != "windows" {
		t.Skip("the system does not tell")
	}
	o := open(t, csv)
	o.write("inbox/a.csv", "1")
	file, err := os.OpenFile(o.path("inbox/a.csv"), os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	o.pass(10 * time.Minute)
	o.expect()
	if o.said("is still open") != 1 {
		t.Errorf("%q", o.logged)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	o.pass(heldPause)
	o.expect("inbox/a.csv")
}

func TestWhatNeverStartsARun(t *testing.T) {
	o := open(t, Trigger{Workflow: "take", Match: []string{"inbox/**"}, Done: "inbox/done"})
	outside := t.TempDir()
	if err := os.WriteFile(filepath.Join(outside, "secret.csv"), []byte("x"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"inbox/~$a.xlsx", "inbox/.a.csv", "inbox/a.tmp", "inbox/.x/a.csv", "inbox/done/a.csv", "inbox/a.csv.part", "inbox/folder.csv/.keep"} {
		o.write(name, "x")
	}
	up, err := filepath.Rel(o.path("inbox"), filepath.Join(outside, "secret.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for link, to := range map[string]string{
		"inbox/out.csv": filepath.Join(outside, "secret.csv"), "inbox/up.csv": up, "inbox/outside": outside, "inbox/round": ".", "inbox/dead.csv": "nowhere",
	} {
		if err := os.Symlink(to, o.path(link)); err != nil {
			t.Skip("no links here")
		}
	}
	o.in.Look(true, nil)
	o.pass(time.Hour)
	o.in.Look(false, []string{"inbox/out.csv", "inbox/outside", "../x", "/etc/passwd", "inbox/folder.csv", ""})
	o.pass(time.Hour)
	o.expect()
	if o.said("leads out of the project") != 3 {
		t.Errorf("%q", o.logged)
	}
}

func TestLinksWithinTheProject(t *testing.T) {
	o := open(t, csv)
	o.write("data/in/a.csv", "1")
	o.write("data/b.csv", "2")
	if err := os.Symlink(o.path("data/in"), o.path("inbox")); err != nil {
		t.Skip("no links here")
	}
	if err := os.Symlink("../b.csv", o.path("data/in/b.csv")); err != nil {
		t.Fatal(err)
	}
	o.in.Look(true, nil)
	o.pass(still)
	o.expect("inbox/a.csv", "inbox/b.csv")
	for _, r := range o.runs() {
		if text, is := Changed(t.Context(), o.root, *r.Spec.File); is {
			t.Errorf("%s", text)
		}
		o.end(r.ID, queue.Succeeded)
	}
	o.there("data/in/done/a.csv", "1")
	o.there("inbox/b.csv", "2")
	o.there("data/b.csv", "2")
}

func TestNameIsNotUTF8(t *testing.T) {
	o := open(t, csv)
	if os.MkdirAll(o.path("inbox"), 0o777) != nil || os.WriteFile(o.path("inbox/\x96\xbc.csv"), nil, 0o666) != nil {
		t.Skip("not a name here")
	}
	o.in.Look(true, nil)
	o.pass(time.Hour)
	o.expect()
	if o.said("inbox/?.csv is not UTF-8") != 1 {
		t.Errorf("%q", o.logged)
	}
}

func TestFolderIsMissing(t *testing.T) {
	o := open(t, csv)
	for range 3 {
		o.in.Look(true, nil)
		o.pass(time.Minute)
	}
	if o.said("the folder inbox is not there") != 1 {
		t.Errorf("%q", o.logged)
	}
	o.write("inbox/a.csv", "1")
	o.in.Look(false, []string{"inbox"})
	o.pass(still)
	o.expect("inbox/a.csv")
}

func TestFolderDroppedWithFiles(t *testing.T) {
	o := open(t, Trigger{Workflow: "take", Match: []string{"inbox/**/*.csv"}, Done: "done"})
	o.write("outside/四月/a.csv", "1")
	o.write("outside/四月/deep/b.csv", "2")
	o.write("outside/四月/deep/c.txt", "3")
	o.write("inbox/.keep", "")
	o.pass(time.Minute)
	if err := os.Rename(o.path("outside/四月"), o.path("inbox/四月")); err != nil {
		t.Fatal(err)
	}
	o.in.Look(false, []string{"inbox/四月"})
	o.pass(still)
	o.expect("inbox/四月/a.csv", "inbox/四月/deep/b.csv")
	o.end(o.runs()[1].ID, queue.Succeeded)
	o.there("done/四月/deep/b.csv", "2")
}

func TestPermissionDenied(t *testing.T) {
	if os.Getuid() == 0 || runtime.GOOS == "windows" {
		t.Skip("everything may be read")
	}
	o := open(t, csv)
	o.write("inbox/a.csv", "1")
	o.write("inbox/b.csv", "2")
	o.write("inbox/big.csv", "")
	if err := errors.Join(os.Truncate(o.path("inbox/big.csv"), heavy+1), os.Chmod(o.path("inbox/a.csv"), 0), os.Chmod(o.path("inbox/big.csv"), 0)); err != nil {
		t.Fatal(err)
	}
	o.pass(time.Hour)
	o.in.files.heavy.Wait()
	o.pass(time.Second)
	o.expect("inbox/b.csv")
	if f := o.in.files.waiting["inbox/big.csv"]; f.due.Before(o.now.Add(again / 2)) {
		t.Errorf("a big file that cannot be read is read again at %v, it is %v", f.due, o.now)
	}
	if o.said("does not let dandori read inbox/a.csv") != 1 {
		t.Errorf("%q", o.logged)
	}
	if err := os.Chmod(o.path("inbox/a.csv"), 0o600); err != nil {
		t.Fatal(err)
	}
	o.pass(again)
	o.expect("inbox/b.csv", "inbox/a.csv")
}

func TestSameContentAgain(t *testing.T) {
	o := open(t, csv)
	o.write("inbox/a.csv", "1")
	o.pass(still)
	o.end(o.runs()[0].ID, queue.Succeeded)
	o.write("inbox/a.csv", "1")
	o.pass(time.Minute)
	o.expect("inbox/a.csv")
	if o.said("-p file=inbox/a.csv") != 1 {
		t.Errorf("%q", o.logged)
	}
	o.there("inbox/a.csv", "1")
	o.write("inbox/b.csv", "1") // another name is another file
	o.pass(time.Minute)
	o.expect("inbox/a.csv", "inbox/b.csv")
	if err := os.Remove(o.path("inbox/a.csv")); err != nil {
		t.Fatal(err)
	}
	o.in.Look(true, nil)
	o.pass(time.Minute)
	if kept := len(o.in.said.lines); kept != 0 {
		t.Errorf("what was said of files that are gone is kept: %d lines", kept)
	}
}

func TestAnotherProcess(t *testing.T) {
	o := open(t, csv)
	o.write("inbox/a.csv", "1")
	o.pass(still)
	o.write("inbox/b.csv", "2") // while dandori is not there
	o.serve(csv)
	o.in.Look(true, nil)
	o.pass(time.Hour)
	o.expect("inbox/a.csv", "inbox/b.csv")
	if o.starts != 2 || len(o.logged) != 0 {
		t.Errorf("%d starts, %q", o.starts, o.logged)
	}
}

func TestNewTriggerTakesWhatIsThere(t *testing.T) {
	o := open(t, csv)
	o.write("inbox/a.csv", "1")
	o.pass(time.Minute)
	second := Trigger{Workflow: "second", Match: []string{"inbox/a*"}}
	o.in.Set([]Trigger{csv, second})
	o.pass(0)
	if runs := o.runs(); len(runs) != 2 || runs[1].Workflow != "second" {
		t.Errorf("%+v", runs)
	}
	o.in.Set(nil)
	o.write("inbox/b.csv", "1")
	o.pass(time.Minute)
	o.expect("inbox/a.csv", "inbox/a.csv")
}

func TestLaneIsBusy(t *testing.T) {
	o := open(t, csv)
	o.busy = "R1"
	for n := range 20 {
		o.write(fmt.Sprintf("inbox/%02d.csv", n), "1")
	}
	o.pass(10 * time.Second)
	if o.starts != 1 {
		t.Errorf("%d starts, although the first has told that the lane is busy", o.starts)
	}
	o.busy = ""
	o.in.Over(t.Context(), queue.Run{ID: "R1"})
	o.pass(0)
	if n := len(o.paths()); n != 20 || o.starts != 21 {
		t.Errorf("%d runs, %d starts", n, o.starts)
	}
}

func TestRunCannotBeStarted(t *testing.T) {
	o := open(t, csv)
	o.refuse = errors.New("scripts/a.ts does not compile")
	o.write("inbox/a.csv", "1")
	o.write("inbox/b.csv", "1")
	o.pass(24 * time.Hour)
	if o.said("its files wait") != 1 || o.starts > 300 {
		t.Errorf("%d starts, %q", o.starts, o.logged)
	}
	o.refuse = nil
	o.in.Set([]Trigger{csv}) // the workflow was saved
	o.pass(0)
	o.expect("inbox/a.csv", "inbox/b.csv")
}

func TestBigFileIsReadBeside(t *testing.T) {
	o := open(t, csv)
	o.write("inbox/big.csv", "")
	if err := os.Truncate(o.path("inbox/big.csv"), heavy+1); err != nil {
		t.Fatal(err)
	}
	o.write("inbox/small.csv", "1")
	o.pass(still)
	o.expect("inbox/small.csv")
	o.in.files.heavy.Wait()
	o.pass(0)
	o.expect("inbox/small.csv", "inbox/big.csv")
	o.end(o.runs()[1].ID, queue.Succeeded)
	if _, err := os.Stat(o.path("inbox/done/big.csv")); err != nil {
		t.Error(err)
	}
}

func TestFileGoesBeforeItsTime(t *testing.T) {
	o := open(t, csv)
	o.write("inbox/a.csv", "1")
	o.pass(time.Second)
	if err := os.Remove(o.path("inbox/a.csv")); err != nil {
		t.Fatal(err)
	}
	o.pass(time.Hour)
	o.expect()
	if len(o.in.files.known) != 0 || len(o.in.files.waiting) != 0 || len(o.in.hashes.known) != 0 {
		t.Errorf("remembered: %v", o.in.files.known)
	}
}

func TestChanged(t *testing.T) {
	o := open(t, csv)
	o.write("inbox/a.csv", "1")
	o.pass(still)
	f := *o.runs()[0].Spec.File
	if text, is := Changed(t.Context(), o.root, f); is {
		t.Error(text)
	}
	o.write("inbox/a.csv", "2")
	if text, is := Changed(t.Context(), o.root, f); !is || !strings.Contains(text.En, "has changed") {
		t.Error(text)
	}
	if err := os.Remove(o.path("inbox/a.csv")); err != nil {
		t.Fatal(err)
	}
	if text, is := Changed(t.Context(), o.root, f); !is || !strings.Contains(text.En, "is gone") {
		t.Error(text)
	}
	o.write("inbox/a.csv/x", "2")
	if text, is := Changed(t.Context(), o.root, f); !is || !strings.Contains(text.En, "not a file") {
		t.Error(text)
	}
}

func TestManyAtOnce(t *testing.T) {
	o := open(t, csv)
	for n := range 100 {
		o.write(fmt.Sprintf("inbox/%03d.csv", n), fmt.Sprint(n))
	}
	o.pass(still - 1)
	began := time.Now()
	o.pass(1)
	t.Logf("100 files in the list after %v", time.Since(began))
	paths := o.paths()
	if len(paths) != 100 || o.starts != 100 || !slices.IsSorted(paths) {
		t.Errorf("%d runs, %d starts", len(paths), o.starts)
	}
}

// BenchmarkLook looks again at an inbox of 10,000 files that have had their runs.
func BenchmarkLook(b *testing.B) {
	root := b.TempDir()
	in := New(Config{Root: root, Causes: nothing{}, Start: func(context.Context, string, queue.Cause) (queue.Fired, error) {
		return queue.Fired{Run: "R"}, nil
	}})
	in.Set([]Trigger{csv})
	if err := os.Mkdir(filepath.Join(root, "inbox"), 0o777); err != nil {
		b.Fatal(err)
	}
	for n := range 10_000 {
		if err := os.WriteFile(filepath.Join(root, "inbox", fmt.Sprintf("%05d.csv", n)), []byte("x"), 0o666); err != nil {
			b.Fatal(err)
		}
	}
	now := time.Now()
	for range 2 {
		in.step(b.Context(), now)
		now = now.Add(still)
	}
	if len(in.files.waiting) != 0 || len(in.files.known) != 10_000 {
		b.Fatal(len(in.files.waiting), len(in.files.known))
	}
	for b.Loop() {
		in.Look(true, nil)
		in.step(b.Context(), now)
	}
}
