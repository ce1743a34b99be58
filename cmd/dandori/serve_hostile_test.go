//go:build linux

package main

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// hostile are scripts that mean harm, and a word of what is said when they are
// stopped; "": one of limits.
var hostile = []struct{ name, body, says string }{
	{"text", `"x".repeat(2**30).length`, "RangeError"},
	{"recursion", `const f = () => f() + 1; f()`, "RangeError"},
	{"regex", `/^(a+)+\1b$/.test("a".repeat(60) + "c")`, ""},
	{"promises", `const f = () => Promise.resolve().then(() => { f(); f() }); f(); await new Promise(() => {})`, ""},
	{"loop", `while (true) {}`, "without a pause"},
	{"array", `let a = [1]; for (;;) a.push(a.concat(a))`, ""},
	{"timers", `for (let i = 0;; i++) setTimeout(() => {}, 1e6)`, ""},
	{"json", `let a = "[" + "[1,2,3],".repeat(4e6) + "1]"; for (const all = [];;) all.push(JSON.parse(a))`, ""},
	{"log", `import { log } from "dandori"; for (;;) log.info("x".repeat(1e5))`, ""},
	{"caught", `for (;;) { try { while (true) {} } catch { } finally { continue } }`, ""},
	{"deep", `let a = []; for (let i = 0; i < 1e7; i++) a = [a]; JSON.stringify(a)`, "deeply|RangeError"},
	{"map", `const m = new Map(); for (let i = 0;; i++) m.set(i, [i])`, ""},
	{"concat", `let s = "x"; for (;;) s += s`, "RangeError"},
	{"buffers", `const all = []; for (;;) all.push(new Uint8Array(1 << 20).fill(1))`, ""},
	{"async", `const f = async () => { await f() }; await f()`, "deeply|RangeError"},
	{"bigint", `let n = 3n; for (;;) n *= n`, ""},
	{"awaits", `for (;;) await null`, ""},
}

const limits = "more memory than|computed for more than"

// good computes a little, and stands still a little.
const good = `import { sleep } from "dandori"; let sum = 0; for (let i = 0; i < 1e5; i++) sum += i; await sleep("20ms"); export default () => sum;`

// TestHostileScriptsBesideGoodOnes through serve: those succeed, and each
// hostile one fails with a word on the limit; what it threw itself is not in the log but for its name. The program is built without the
// race detector, which takes many times the memory and the time.
func TestHostileScriptsBesideGoodOnes(t *testing.T) {
	pairs := 6
	if os.Getenv("DANDORI_SOAK") != "" {
		pairs = 50
	}
	o := newFolder(t, map[string]string{"inbox/a.csv": "a"})
	o.write("dandori.yaml", "concurrency: 4\nworker: { memory: 256MiB, stall: 2s, cpu: 5s }\n")
	for i := range pairs {
		h := hostile[i%len(hostile)]
		for name, text := range map[string]string{fmt.Sprintf("good%02d", i): good, fmt.Sprintf("bad%02d-%s", i, h.name): h.body} {
			o.write("workflows/"+name+".ts", text+"\n")
			o.write("workflows/"+name+".yaml", "script: "+name+".ts\non: { files: \"inbox/*.csv\" }\n")
		}
	}
	c := o.command(0, "serve", "--log-format", "json")
	c.Path = plain(t)
	server := o.begin(c)
	over := regexp.MustCompile(`"message":"(?:good|bad)[-\w]+: (?:succeeded|failed)`)
	left := 2 * pairs
	server.says("how all ended", func(more string) bool { left -= len(over.FindAllString(more, -1)); return left <= 0 })
	o.quiet()
	if n := counted(o.runs()); n["succeeded"] != pairs {
		t.Errorf("%v", n)
	}
	if mib := peak(t, server.cmd.Process.Pid); mib > 150 {
		t.Errorf("serve held %d MiB", mib)
	} else {
		t.Logf("serve held %d MiB at most", mib)
	}
	e := server.signal(os.Interrupt).ends(0)
	reasons := map[string]string{}
	for _, found := range regexp.MustCompile(`"message":"(bad\d+-\w+): failed \(([^)]*)\)`).FindAllStringSubmatch(e.stderr, -1) {
		reasons[found[1]] = found[2]
	}
	for i := range pairs {
		h := hostile[i%len(hostile)]
		name := fmt.Sprintf("bad%02d-%s", i, h.name)
		if want := h.says; !regexp.MustCompile(strings.Trim(want+"|"+limits, "|")).MatchString(reasons[name]) {
			t.Errorf("%s: %q", name, reasons[name])
		}
	}
	t.Logf("%d reasons: %q", len(reasons), slices.Sorted(maps.Values(reasons)))
}

// plain builds the program as it is shipped.
func plain(t *testing.T) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "dandori")
	build := exec.Command("go", "build", "-o", to, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return to
}

// peak is the most memory that a process has held, in MiB (proc_pid_status(5)).
func peak(t *testing.T, pid int) int {
	t.Helper()
	found := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(slurp(fmt.Sprintf("/proc/%d/status", pid)))
	if found == nil {
		t.Fatal("its memory is not known")
	}
	kib, _ := strconv.Atoi(string(found[1]))
	return kib >> 10
}
