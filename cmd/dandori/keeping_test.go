package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// desk is a project without vendors.
type desk struct {
	t    *testing.T
	root string
}

const waitsForSomebody = `import { approve, state } from "dandori";
await state.set("n", ((await state.get("n")) ?? 0) + 1);
await approve("go on?");
export default () => "went on";`

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t, t.TempDir()}
	d.write("dandori.yaml", "connections: {}\n")
	d.write("ask.ts", waitsForSomebody)
	d.write("fine.ts", `export default () => "fine";`)
	return d
}

func (d *desk) write(name, text string) {
	d.t.Helper()
	if err := os.WriteFile(filepath.Join(d.root, name), []byte(text), 0o600); err != nil {
		d.t.Fatal(err)
	}
}

// dandori runs the program, which dies at the nth point; 0: it does not.
func (d *desk) dandori(die int, args ...string) ended {
	d.t.Helper()
	c := exec.Command("dandori", args...)
	var stdout, stderr bytes.Buffer
	c.Dir, c.Stdout, c.Stderr = d.root, &stdout, &stderr
	c.Env = append(os.Environ(), "LANG=C", "TZ=UTC", "DANDORI_TEST_DIE="+strconv.Itoa(die))
	if err := c.Run(); c.ProcessState == nil {
		d.t.Fatal(err)
	}
	return ended{code: c.ProcessState.ExitCode(), stdout: stdout.Bytes(), stderr: stderr.String()}
}

// wants runs the program and returns what it printed.
func (d *desk) wants(code int, args ...string) string {
	d.t.Helper()
	got := d.dandori(0, args...)
	if got.code != code {
		d.t.Fatalf("%v: exit code %d, want %d\n%s%s", args, got.code, code, got.stdout, got.stderr)
	}
	return string(got.stdout)
}

// killed reports whether the program came to the nth point, where it died.
func (d *desk) killed(die int, args ...string) bool {
	d.t.Helper()
	got := d.dandori(die, args...)
	if got.code > 0 {
		d.t.Fatalf("%v, to be killed at %d: exit code %d\n%s", args, die, got.code, got.stderr)
	}
	return got.code != 0
}

// works checks that the store opens with the key at hand and holds what it held.
func (d *desk) works() {
	d.t.Helper()
	if out := d.wants(0, "run", "fine.ts"); !strings.Contains(out, "fine") {
		d.t.Fatal(out)
	}
	if list := d.wants(0, "runs", "list", "--state", "waiting,paused"); strings.Count(list, "ask.ts") != 1 {
		d.t.Fatalf("the run is gone:\n%s", list)
	}
}

func (d *desk) key() string {
	d.t.Helper()
	text, err := os.ReadFile(filepath.Join(d.root, ".dandori", "key"))
	if err != nil {
		d.t.Fatal(err)
	}
	return strings.TrimSpace(string(text))
}

// Wherever the change of a key is stopped, it can be finished, and until then
// nothing is lost.
func TestAChangeOfTheKeyKilledAnywhere(t *testing.T) {
	d := newDesk(t)
	d.wants(6, "run", "ask.ts")
	for die := 1; ; die++ {
		old := d.key()
		killed := d.killed(die, "secret", "rotate")
		if both := strings.Contains(d.key(), "\n"); both {
			d.wants(0, "secret", "show")
			if out := d.wants(0, "secret", "rotate"); !strings.Contains(out, "encrypted with the new key") {
				t.Fatalf("killed at %d: %s", die, out)
			}
		}
		if now := d.key(); now == old || strings.Contains(now, "\n") {
			t.Fatalf("killed at %d: the key file holds %q, before %q", die, now, old)
		}
		d.works()
		if !killed {
			if die < 5 {
				t.Fatalf("only %d points to die at", die-1)
			}
			return
		}
	}
}

// Wherever a restore is stopped, the store is the one or the other, with its
// key, and the restore can be made again.
func TestARestoreKilledAnywhere(t *testing.T) {
	d := newDesk(t)
	d.wants(6, "run", "ask.ts")
	d.wants(0, "backup", "b")
	for die := 1; ; die++ {
		d.wants(0, "secret", "rotate") // so that the backup has another key
		killed := d.killed(die, "restore", "b", "--force")
		if killed {
			if got := d.dandori(0, "restore", "b"); got.code != 2 || !strings.Contains(got.stderr, "has runs") { // whichever it is, it can be read
				t.Fatalf("killed at %d: exit code %d\n%s", die, got.code, got.stderr)
			}
			d.wants(0, "restore", "b", "--force")
		}
		if strings.Contains(d.key(), "\n") {
			t.Fatalf("killed at %d: the key file holds two keys", die)
		}
		d.works()
		if !killed {
			if die < 4 {
				t.Fatalf("only %d points to die at", die-1)
			}
			break
		}
	}
	if left, _ := filepath.Glob(filepath.Join(d.root, ".dandori", "work-*")); len(left) > 3 { // each of a killed one
		t.Errorf("left behind: %v", left)
	}
}

// A backup that was damaged replaces nothing.
func TestADamagedBackupIsRefused(t *testing.T) {
	d := newDesk(t)
	d.wants(6, "run", "ask.ts")
	d.wants(0, "backup", "b")
	whole, err := os.ReadFile(filepath.Join(d.root, "b"))
	if err != nil {
		t.Fatal(err)
	}
	for at := 100; at < len(whole); at += len(whole) / 12 {
		broken := bytes.Clone(whole)
		broken[at] ^= 0x40
		d.write("broken", string(broken))
		if got := d.dandori(0, "restore", "broken", "--force"); got.code != 3 && got.code != 0 {
			t.Errorf("byte %d changed: exit code %d\n%s", at, got.code, got.stderr)
		}
		d.write("short", string(whole[:at]))
		if got := d.dandori(0, "restore", "short", "--force"); got.code != 3 {
			t.Errorf("cut at %d: exit code %d\n%s", at, got.code, got.stderr)
		}
		d.works()
	}
}

// With another key in the environment than the backup's the backup is refused
// before anything is touched.
func TestABackupAndAnotherKeyInTheEnvironment(t *testing.T) {
	d := newDesk(t)
	d.wants(6, "run", "ask.ts")
	d.wants(0, "backup", "b")
	t.Setenv("DANDORI_KEY", strings.TrimSpace(d.wants(0, "secret", "new")))
	if got := d.dandori(0, "restore", "b", "--force"); got.code != 3 || !strings.Contains(got.stderr, "DANDORI_KEY names another one") {
		t.Fatalf("exit code %d\n%s", got.code, got.stderr)
	}
	t.Setenv("DANDORI_KEY", "")
	d.works()
}
