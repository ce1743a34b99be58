package folder

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// project makes a folder with the given files ("name": "content") and opens it
// with what a workflow gets by default.
func project(t *testing.T, files map[string]string, change ...func(*Config)) *Folder {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		write(t, filepath.Join(dir, name), content)
	}
	c := Config{Root: dir, Read: []string{"inbox", "out"}, Write: []string{"out"}}
	for _, f := range change {
		f(&c)
	}
	f, err := Open(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(content), 0o644)); err != nil {
		t.Fatal(err)
	}
}

func link(t *testing.T, f *Folder, target, name string) {
	t.Helper()
	if err := os.Symlink(target, filepath.Join(f.path, name)); err != nil {
		t.Skip("no links here:", err)
	}
}

// create writes a whole file.
func create(t *testing.T, f *Folder, name, content string) {
	t.Helper()
	p, err := f.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	p.Write([]byte(content))
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
}

func content(t *testing.T, f *Folder, name string) string {
	t.Helper()
	data, err := f.ReadFile(name, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// refused checks that err is of the class and has a hint for who must act.
func refused(t *testing.T, what string, err error, class call.Class) {
	t.Helper()
	var e *call.Error
	if !errors.As(err, &e) || e.Class != class || e.Hint.IsZero() {
		t.Errorf("%s: got %v, want a %s with a hint", what, err, class)
	}
}

func codeOf(err error) string {
	var e *call.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func TestReadIsBounded(t *testing.T) {
	f := project(t, map[string]string{"inbox/a.csv": "a", "secret/b.csv": "b", "inbox/.env.local": "K=1", ".env": "K=1"})
	if got := content(t, f, "./inbox//a.csv"); got != "a" {
		t.Errorf("inbox/a.csv holds %q", got)
	}
	for _, name := range []string{
		"secret/b.csv", "../x.csv", "inbox/../../x.csv", "/etc/passwd", f.path + "/inbox/a.csv",
		".env", ".ENV", ".e\u200cnv", ".env.production", "inbox/.env.local", ".git/config", ".GIT/config", ".dandori/dandori.db", "inbox/../.env", "dandori.yaml",
	} {
		_, err := f.Open(name)
		refused(t, name, err, call.PermissionError)
	}
	if _, err := f.Open("inbox/none.csv"); codeOf(err) != "ENOENT" {
		t.Errorf("a missing file: %v", err)
	}
	if _, err := f.Open("inbox"); codeOf(err) != "EISDIR" {
		t.Errorf("a folder as a file: %v", err)
	}
	if _, err := f.ReadFile("inbox/a.csv", 0); err == nil {
		t.Error("a file beyond the limit was read")
	}
}

func TestWriteIsBounded(t *testing.T) {
	everything := func(c *Config) { c.Write = []string{"."} }
	f := project(t, map[string]string{"inbox/a.csv": "a"}, everything)
	for _, name := range []string{
		"dandori.yaml", "DANDORI.yaml", "workflows/x.yaml", "scripts/x.ts", "Scripts/x.ts", "out/node_modules/x.js",
		".env", ".git/hooks/x", ".dandori/x", ".dandori-x.tmp", "../x", "scripts./x.ts",
	} {
		_, err := f.Create(name)
		var e *call.Error
		if !errors.As(err, &e) || e.Hint.IsZero() {
			t.Errorf("%s: got %v, want a refusal with a hint", name, err)
		}
	}
	for _, name := range []string{"out/a:b.csv", "out/con.csv", "out/CON", "out/lpt1.txt", "out/a. ", "out/b.", `out\a.csv`, "out/a?.csv"} {
		_, err := f.Create(name)
		refused(t, name, err, call.PlainError)
	}
	f = project(t, nil)
	_, err := f.Create("inbox/a.csv")
	refused(t, "inbox/a.csv", err, call.PermissionError)
}

func TestLinksAreJudgedByTheirTarget(t *testing.T) {
	f := project(t, map[string]string{"inbox/a.csv": "a", "data/b.csv": "b", ".env": "K=1", "scripts/s.ts": "s"})
	outside := t.TempDir()
	write(t, filepath.Join(outside, "x.csv"), "x")
	link(t, f, "../.env", "inbox/innocent.csv")
	link(t, f, outside, "inbox/abroad")
	link(t, f, "../inbox/a.csv", "inbox/relative.csv")
	link(t, f, filepath.Join(f.path, "inbox", "a.csv"), "inbox/absolute.csv")
	link(t, f, "../data/b.csv", "inbox/elsewhere.csv")
	link(t, f, "loop", "inbox/loop")
	os.Mkdir(filepath.Join(f.path, "out"), 0o755)
	link(t, f, "../scripts", "out/scripts")
	link(t, f, "inbox", "eingang")

	for _, name := range []string{"inbox/relative.csv", "inbox/absolute.csv", "eingang/a.csv"} {
		if got := content(t, f, name); got != "a" {
			t.Errorf("%s holds %q", name, got)
		}
	}
	for _, name := range []string{"inbox/innocent.csv", "inbox/abroad/x.csv", "inbox/elsewhere.csv"} {
		_, err := f.Open(name)
		refused(t, name, err, call.PermissionError)
	}
	if _, err := f.Open("inbox/loop"); err == nil {
		t.Error("a link to itself was opened")
	}
	_, err := f.Create("out/scripts/s.ts")
	refused(t, "out/scripts/s.ts", err, call.PermissionError)
	if got, _ := f.List("inbox"); !slices.Equal(got, []string{"inbox/a.csv", "inbox/absolute.csv", "inbox/relative.csv"}) {
		t.Errorf("List(inbox) = %q", got)
	}
}

func TestFolderGivenMayItselfBeALink(t *testing.T) {
	f := project(t, map[string]string{"data/in/a.csv": "a"})
	link(t, f, "data/in", "inbox")
	if got := content(t, f, "inbox/a.csv"); got != "a" {
		t.Errorf("inbox/a.csv holds %q", got)
	}
	if got, err := f.List("inbox/*.csv"); err != nil || !slices.Equal(got, []string{"inbox/a.csv"}) {
		t.Errorf("List = %q, %v", got, err)
	}
}

// A folder is written in a workflow as people type it, and named on the disk as a Mac does.
func TestANameMayBeSpelledInTwoWays(t *testing.T) {
	f := project(t, map[string]string{"受信か\u3099く/a.csv": "a"}, func(c *Config) { c.Read = []string{"受信が\u304f"} })
	if got := content(t, f, "受信か\u3099く/a.csv"); got != "a" {
		t.Errorf("it holds %q", got)
	}
	f = project(t, map[string]string{"かく/a.csv": "a"}, func(c *Config) { c.Read = []string{"がく"} })
	_, err := f.Open("かく/a.csv")
	refused(t, "かく/a.csv", err, call.PermissionError)
}

// A name that was typed in another width, case or composition is answered with
// the one that is there; a file beside the folders, with where it belongs.
func TestAMissingFileThatLooksLikeAnother(t *testing.T) {
	f := project(t, map[string]string{"inbox/名簿　11月.csv": "a", "inbox/か\u3099.csv": "b", "c.csv": "c"})
	for name, want := range map[string]string{"inbox/名簿 １１月.CSV": "inbox/名簿　11月.csv", "inbox/が.csv": "inbox/か\u3099.csv", "c.csv": "inbox"} {
		var e *call.Error
		if _, err := f.Open(name); !errors.As(err, &e) || !strings.Contains(e.Hint.In(say.English), want) && !strings.Contains(e.Hint.In(say.English), strconv.Quote(want)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := f.Open("inbox/名.csv"); codeOf(err) != "ENOENT" {
		t.Errorf("%v", err)
	}
}

func TestFileAppearsWhenComplete(t *testing.T) {
	f := project(t, map[string]string{"out/a.csv": "old"})
	p, err := f.Create("out/a.csv")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Create("out/./a.csv"); err == nil {
		t.Error("two writers of one file")
	}
	p.Write([]byte("new"))
	if got := content(t, f, "out/a.csv"); got != "old" {
		t.Errorf("before Close the file holds %q", got)
	}
	if got, _ := f.List("out/**"); !slices.Equal(got, []string{"out/a.csv"}) {
		t.Errorf("the temporary file shows: %q", got)
	}
	const sha = "11507a0e2f5e69d5dfa40a62a1bd7b6ee57e6bcd85c67c9b8431b36fff21c437"
	if got := p.Facts(); got != (Facts{3, sha}) {
		t.Errorf("Facts() = %v", got)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	if got := content(t, f, "out/a.csv"); got != "new" {
		t.Errorf("after Close the file holds %q", got)
	}
	if _, err := p.Write([]byte("more")); err == nil {
		t.Error("a closed file took more")
	}
	create(t, f, "out/a.csv", "again") // the place is free again
}

func TestAbortLeavesNothing(t *testing.T) {
	f := project(t, map[string]string{"out/a.csv": "old"})
	p, _ := f.Create("out/a.csv")
	q, _ := f.Create("out/sub/b.csv")
	p.Write([]byte("new"))
	if err := p.Abort(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil { // drops q
		t.Fatal(err)
	}
	_ = q
	var left []string
	filepath.WalkDir(filepath.Join(f.path, "out"), func(path string, d os.DirEntry, err error) error {
		if !d.IsDir() {
			left = append(left, d.Name())
		}
		return nil
	})
	if !slices.Equal(left, []string{"a.csv"}) {
		t.Errorf("left: %q", left)
	}
}

func TestLeftoversAreSwept(t *testing.T) {
	f := project(t, nil)
	dir := filepath.Join(f.path, "out")
	dead, young, own := filepath.Join(dir, ".dandori-DEAD.tmp"), filepath.Join(dir, ".dandori-YOUNG.tmp"), filepath.Join(dir, ".mine.tmp")
	for _, name := range []string{dead, young, own} {
		write(t, name, "x")
	}
	other := project(t, nil, func(c *Config) { c.Root = f.path })
	live, err := other.Create("out/live.csv")
	if err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-time.Hour)
	for _, name := range []string{dead, own, filepath.Join(f.path, live.temp)} {
		os.Chtimes(name, old, old)
	}
	create(t, f, "out/a.csv", "a")
	for name, want := range map[string]bool{dead: false, young: true, own: true, filepath.Join(f.path, live.temp): true} {
		if _, err := os.Stat(name); (err == nil) != want {
			t.Errorf("%s is there: %v, want %v", filepath.Base(name), err == nil, want)
		}
	}
	if err := live.Close(); err != nil {
		t.Errorf("the file of a live writer: %v", err)
	}
}

func TestReplacedFileKeepsItsPermissions(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no such permissions")
	}
	f := project(t, map[string]string{"out/a.csv": "old"})
	os.Chmod(filepath.Join(f.path, "out/a.csv"), 0o600)
	create(t, f, "out/a.csv", "new")
	if info, _ := os.Stat(filepath.Join(f.path, "out/a.csv")); info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v now", info.Mode())
	}
}

func TestList(t *testing.T) {
	f := project(t, map[string]string{
		"inbox/b.csv": "", "inbox/a.csv": "", "inbox/sub/c.csv": "", "inbox/~$a.xlsx": "", "inbox/.hidden.csv": "", "inbox/d.txt": "",
		"inbox/カ\u3099.csv": "", "other/x.csv": "", "out/o.csv": "", ".env": "", "scripts/x.ts": "",
	})
	for pattern, want := range map[string]string{
		"inbox":               "inbox/a.csv inbox/b.csv inbox/d.txt inbox/カ\u3099.csv",
		"inbox/":              "inbox/a.csv inbox/b.csv inbox/d.txt inbox/カ\u3099.csv",
		"inbox/[ab].csv":      "inbox/a.csv inbox/b.csv",
		"inbox/**/*.csv":      "inbox/a.csv inbox/b.csv inbox/sub/c.csv inbox/カ\u3099.csv",
		"**/*.csv":            "inbox/a.csv inbox/b.csv inbox/sub/c.csv inbox/カ\u3099.csv out/o.csv",
		"inbox/{a,d}.*":       "inbox/a.csv inbox/d.txt",
		"inbox/.*":            "inbox/.hidden.csv",
		"inbox/ガ*":            "inbox/カ\u3099.csv", // as Macs spell it
		"inbox/none*":         "",
		"inbox/a.csv":         "inbox/a.csv",
		"{inbox,other}/*.csv": "inbox/a.csv inbox/b.csv inbox/カ\u3099.csv",
	} {
		got, err := f.List(pattern)
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("List(%s) = %q, %v\nwant %q", pattern, got, err, want)
		}
	}
	for _, pattern := range []string{"other/*.csv", "../*", "scripts/*"} {
		_, err := f.List(pattern)
		refused(t, pattern, err, call.PermissionError)
	}
	if _, err := f.List("inbox/[a"); err == nil {
		t.Error("a broken pattern was taken")
	}
	if _, err := f.List("inbox/none"); codeOf(err) != "ENOENT" {
		t.Errorf("listing a folder that is not there: %v", err)
	}
}

func TestReplace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.json")
	for _, want := range []string{"one", "two"} {
		if err := Replace(path, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, _ := os.ReadFile(path); string(got) != want {
			t.Errorf("the file holds %q, want %q", got, want)
		}
	}
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 1 {
		t.Errorf("left beside it: %v", entries)
	}
	if err := Replace(filepath.Join(path, "none", "x"), nil, 0o600); err == nil {
		t.Error("a missing folder was no error")
	}
}
