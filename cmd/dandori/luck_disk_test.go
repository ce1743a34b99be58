//go:build linux

package main

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// keeps fills the store until the disk is full; each key is there once all the same.
const keeps = `import { log, state, params } from "dandori";
for (let i = 0; i < 60; i++) await state.set("k" + i, "x".repeat(20000) + i);
export default async () => (await state.list()).length;`

// TestADiskThatIsFullInTheMiddle pauses the run, says what to do, and what was
// done before is neither lost nor done again.
func TestADiskThatIsFullInTheMiddle(t *testing.T) {
	for lang, text := range map[string]string{"en": "the disk is full: nothing more can be written", "ja": "ディスクがいっぱい"} {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			o := newFolder(t, map[string]string{"scripts/a.ts": keeps})
			c := o.command(0)
			c.Path, c.Args = "/bin/sh", []string{"sh", "-c", `mkdir .dandori && mount -t tmpfs -o size=1500k none .dandori || { echo skip; exit 9; }
				dandori run scripts/a.ts --json --lang "$0"
				mount -o remount,size=60m .dandori
				dandori runs list --json > list.json
				dandori runs resume "$(sed 's/.*"run":"\([^"]*\)".*/\1/' list.json)" > resumed.out`, lang}
			ownMounts(c)
			e := o.wait(c, nil)
			if e.code == 9 {
				t.Skipf("no disk of its own here: %s", e.stderr)
			}
			e.says(t, text, "→", "dandori runs resume 20")
			for _, part := range []string{`"state":"paused"`, `"run":"20`, `"name":"Fault"`} {
				if !strings.Contains(string(e.stdout), part) {
					t.Errorf("%s is missing in %s", part, e.stdout)
				}
			}
			if e.code != 0 || strings.TrimSpace(o.read("resumed.out")) != "60" {
				t.Errorf("resumed with exit %d: %s\n%s", e.code, o.read("resumed.out"), e.stderr)
			}
		})
	}
}

// ownMounts gives a process file systems of its own.
func ownMounts(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
	if os.Geteuid() != 0 {
		c.SysProcAttr.Cloneflags = syscall.CLONE_NEWUSER
		c.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
	}
}

// TestAFileThatMayNotGrow is a disk that fails a write in the middle.
func TestAFileThatMayNotGrow(t *testing.T) {
	o := newFolder(t, map[string]string{"scripts/a.ts": keeps, "scripts/b.ts": "export {};"})
	o.must(0, "run", "scripts/b.ts")
	c := o.command(0)
	c.Path, c.Args = "/bin/sh", []string{"sh", "-c", "ulimit -f 1200; exec dandori run scripts/a.ts"}
	e := o.wait(c, nil)
	if e.code != 70 {
		t.Errorf("exit %d", e.code)
	}
	e.says(t, "the disk failed under the store", "dandori runs resume 20")
	id, _ := o.run()
	if e := o.must(0, "runs", "resume", id); strings.TrimSpace(string(e.stdout)) != "60" {
		t.Errorf("%s", e.stdout)
	}
}

// TestAStoreOnANetworkShare is refused, with where to put it.
func TestAStoreOnANetworkShare(t *testing.T) {
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		t.Skip(err)
	}
	for lang, text := range map[string]string{"en": "network or shared file system (nfs4)", "ja": "ネットワークまたは共有のファイルシステム (nfs4)"} {
		o := newFolder(t, map[string]string{"scripts/a.ts": counts})
		o.write("mounts", regexp.MustCompile(`(?m)^(\S+ \S+ \S+ / / .*) - \S+ `).ReplaceAllString(string(mounts), "$1 - nfs4 "))
		c := o.command(0)
		c.Path, c.Args = "/bin/sh", []string{"sh", "-c", `mount --bind mounts /proc/$$/mountinfo || exit 9; exec dandori run scripts/a.ts --lang "$0"`, lang}
		ownMounts(c)
		e := o.wait(c, nil)
		if e.code == 9 || !strings.Contains(o.read("mounts"), " - nfs4 ") {
			t.Skipf("mounts cannot be told otherwise here: %s", e.stderr)
		}
		if e.code != 3 {
			t.Errorf("exit %d", e.code)
		}
		e.says(t, text, "store: /a/local/path.db")
		if _, err := os.Stat(o.path(theStore)); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("a store was made there: %v", err)
		}
	}
}

// TestAStoreThatIsNotOursToWrite is told with the file; a run of it is not begun.
func TestAStoreThatIsNotOursToWrite(t *testing.T) {
	for name, modes := range map[string]map[string]os.FileMode{
		"file":   {theStore: 0o400},
		"key":    {theKey: 0},
		"folder": {".dandori": 0o500}, // dandori's own: it is made ours again
	} {
		t.Run(name, func(t *testing.T) {
			o := newFolder(t, map[string]string{"scripts/a.ts": counts})
			o.must(0, "run", "scripts/a.ts")
			for file, mode := range modes {
				if err := os.Chmod(o.path(file), mode); err != nil {
					t.Fatal(err)
				}
			}
			for lang, text := range map[string]string{"en": "cannot be", "ja": "ません"} {
				e := o.wait(o.asNobody(o.command(0, "run", "scripts/a.ts", "--lang", lang)), nil)
				if name == "folder" {
					if e.code != 0 {
						t.Errorf("exit %d\n%s", e.code, e.stderr)
					}
					continue
				}
				if e.code != 3 {
					t.Errorf("exit %d", e.code)
				}
				e.says(t, o.path(".dandori/"), text, "→")
			}
		})
	}
}

// asNobody makes a command that runs with no rights but those of the files'
// owner: root could write whatever it likes.
func (o *office) asNobody(c *exec.Cmd) *exec.Cmd {
	o.t.Helper()
	if os.Geteuid() != 0 {
		return c
	}
	const nobody = 65534
	program, err := exec.LookPath("dandori")
	if err != nil {
		o.t.Fatal(err)
	}
	for dir := filepath.Dir(program); dir != os.TempDir() && dir != "/"; dir = filepath.Dir(dir) {
		err = errors.Join(err, os.Chmod(dir, 0o755))
	}
	for dir := o.root; dir != os.TempDir() && dir != "/"; dir = filepath.Dir(dir) {
		err = errors.Join(err, os.Chmod(dir, 0o755))
	}
	err = errors.Join(err, filepath.WalkDir(o.root, func(path string, _ fs.DirEntry, err error) error {
		return errors.Join(err, os.Chown(path, nobody, nobody))
	}))
	if err != nil {
		o.t.Fatal(err)
	}
	c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	return c
}

// TestAnotherProgramLocksTheStore: the run waits for a while, then says so; and
// what was begun before is there.
func TestAnotherProgramLocksTheStore(t *testing.T) {
	t.Parallel()
	o := newFolder(t, map[string]string{"scripts/a.ts": counts})
	o.must(0, "run", "scripts/a.ts")
	p := o.start("run", "scripts/a.ts", "-p", "for=300ms", "--json").until("started")
	db, err := sql.Open("sqlite", o.path(theStore))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("PRAGMA busy_timeout = 5000"); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	late := o.start("run", "scripts/a.ts")
	for name, e := range map[string]ended{"begun before": p.end(), "begun now": late.end()} {
		if e.code != 3 {
			t.Errorf("%s: exit %d\n%s", name, e.code, e.stdout)
		}
		e.says(t, "is locked by another program: waited 10 seconds in vain", "close whatever else has the file open")
	}
	if _, err := db.Exec("ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	id, state := o.run()
	if state != "queued" && state != "paused" {
		t.Errorf("it is %s", state)
	}
	if e := o.must(0, "runs", "resume", id); strings.TrimSpace(string(e.stdout)) != fmt.Sprint(2) {
		t.Errorf("%s", e.stdout)
	}
}

// TestTheCodeOfARunIsMissing from the store, or what is there is not what was put:
// nobody goes on with it, and it is said what to do. Others go on.
func TestTheCodeOfARunIsMissing(t *testing.T) {
	for name, spoil := range map[string]string{
		"missing": "DELETE FROM blobs",
		"damaged": "UPDATE blobs SET data = zeroblob(200)",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newFolder(t, map[string]string{"scripts/a.ts": strings.ReplaceAll(counts, "started", "rests"), "scripts/b.ts": counts})
			id := o.killed("scripts/a.ts", "-p", "for=3s")
			o.sql(spoil)
			for lang, text := range map[string]string{"en": "the code that run " + id + " began with cannot be read", "ja": "実行 " + id + " が始まったときのコードを読めません"} {
				e := o.must(3, "runs", "resume", id, "--json", "--lang", lang)
				e.says(t, text, "dandori restore", "dandori runs cancel "+id, "dandori runs rerun "+id)
				if !strings.Contains(string(e.stdout), `"run":"`+id+`"`) {
					t.Errorf("%s", e.stdout)
				}
			}
			server := o.start("serve").until("the code that run " + id)
			if name == "missing" {
				o.must(0, "run", "scripts/b.ts")
			}
			server.signal(os.Interrupt).end()
			if _, state := o.state("scripts/a.ts"); state != "paused" {
				t.Errorf("it is %s", state)
			}
			o.must(0, "runs", "cancel", id)
			if name == "missing" { // today's code is put anew
				o.must(0, "runs", "rerun", id, "--json")
			}
		})
	}
}

// sql changes the store as a person with a database browser would.
func (o *office) sql(query string) {
	o.t.Helper()
	db, err := sql.Open("sqlite", o.path(theStore))
	if err != nil {
		o.t.Fatal(err)
	}
	_, err = db.Exec(query)
	if err := errors.Join(err, db.Close()); err != nil {
		o.t.Fatal(err)
	}
}
