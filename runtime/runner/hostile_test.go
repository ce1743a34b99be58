package runner

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"dandori/runtime/queue"
	"dandori/runtime/worker"
)

// script is one that means harm.
type script struct {
	name, body string
	line       bool // where it went wrong is always known
	harmless   bool // it may as well succeed
}

// hostile are scripts that no other run is to notice.
var hostile = []script{
	{name: "a huge string", body: `return "x".repeat(2**30).length`, line: true},
	{name: "a huger string", body: `return "x".repeat(2**40).length`, line: true},
	{name: "a huge string in kanji", body: `return "漢".repeat(2**30).length`, line: true},
	{name: "a padded string", body: `return "x".padEnd(2**31).length`, line: true},
	{name: "a padded start", body: `return "x".padStart(2**40, "ab").length`, line: true},
	{name: "a huge array", body: `return new Array(2**32-1).fill(0).length`},
	{name: "a huge array of arrays", body: `return Array.from({ length: 2**32 }, () => []).length`},
	{name: "a joined hole", body: `return new Array(2**32-1).join("x").length`},
	{name: "a huge buffer", body: `return new ArrayBuffer(2**40).byteLength`},
	{name: "many buffers", body: `const all = []; for (;;) all.push(new Uint8Array(1 << 20).fill(1))`},
	{name: "array doubling", body: `let a = [1]; for (;;) a = a.concat(a)`},
	{name: "string doubling", body: `let s = "x"; for (;;) s += s`},
	{name: "a growing object", body: `const o = {}; for (let i = 0;; i++) o["key" + i] = { i }`},
	{name: "a growing map", body: `const m = new Map(); for (let i = 0;; i++) m.set(i, [i])`},
	{name: "closures", body: `let f = () => 0; for (;;) { const g = f; f = () => g() + 1 }`},
	{name: "endless recursion", body: `const f = () => f() + 1; return f()`, line: true},
	{name: "recursion through a native", body: `const f = () => [1].map(f); return f()`},
	{name: "recursion through toString", body: `const o = { toString() { return "" + o } }; return "" + o`},
	{name: "recursion through a getter", body: `const o = { get a() { return this.a } }; return o.a`},
	{name: "recursion through toJSON", body: `const o = { toJSON() { return JSON.stringify(o) } }; return o`},
	{name: "recursion through a sort", body: `const f = () => [2, 1].sort(f); return f()`},
	{name: "recursion through replace", body: `const f = () => "x".replace(/x/, f); return f()`},
	{name: "recursion through a proxy", body: `const p = new Proxy({}, { get: (t, k) => p[k] }); return p.a`},
	{name: "a chain of proxies", body: `let p = {}; for (let i = 0; i < 3e6; i++) p = new Proxy(p, {}); return p.a`},
	{name: "async recursion", body: `const f = async () => { await f() }; await f()`},
	{name: "a regex bomb", body: `return /^(a+)+$/.test("a".repeat(40) + "b")`, harmless: true},
	{name: "a regex bomb with a backreference", body: `return /^(a+)+\1b$/.test("a".repeat(60) + "c")`},
	{name: "a regex bomb with a lookahead", body: `return /^(?=(a+)+b)c/.test("a".repeat(60))`, harmless: true},
	{name: "a regex bomb in replace", body: `return "a".repeat(50).replace(/((a+)+)(?!b)\1c/g, "")`},
	{name: "await null", body: `for (;;) await null`, line: true},
	{name: "a promise flood", body: `await Promise.all(Array.from({ length: 1e8 }, async () => 1))`},
	{name: "promises that make promises", body: `const f = () => Promise.resolve().then(() => { f(); f() }); f(); await new Promise(() => {})`},
	{name: "microtasks", body: `const f = () => queueMicrotask(f); f()`},
	{name: "while true", body: `while (true) {}`, line: true},
	{name: "while true, caught", body: `for (;;) { try { while (true) {} } catch { } finally { continue } }`, line: true},
	{name: "a timer flood", body: `for (let i = 0;; i++) setTimeout(() => {}, 1e6)`},
	{name: "timers that make timers", body: `const f = () => { setTimeout(f, 0); setTimeout(f, 0) }; f(); await new Promise(() => {})`},
	{name: "a deep JSON", body: `let a = []; for (let i = 0; i < 1e7; i++) a = [a]; return JSON.stringify(a).length`},
	{name: "a deep result", body: `let a = []; for (let i = 0; i < 1e6; i++) a = [a]; return a`},
	{name: "a deep parse", body: `return JSON.parse("[".repeat(5e6) + "]".repeat(5e6)).length`},
	{name: "a deep source", body: `return eval("(".repeat(1e6) + ")".repeat(1e6))`},
	{name: "a deep function", body: `return new Function("return " + "[".repeat(1e6) + "]".repeat(1e6))()`},
	{name: "a deep regex", body: `return new RegExp("(".repeat(1e6) + ")".repeat(1e6)).test("x")`},
	{name: "a deep flat", body: `let a = []; for (let i = 0; i < 1e6; i++) a = [a]; return a.flat(Infinity).length`},
	{name: "a deep join", body: `let a = []; for (let i = 0; i < 1e6; i++) a = [a]; return String(a).length`},
	{name: "a deep clone", body: `let a = []; for (let i = 0; i < 1e6; i++) a = [a]; return structuredClone(a).length`},
	{name: "a huge result", body: `return "x".repeat(100 << 20)`},
	{name: "a huge error", body: `throw new Error("x".repeat(100 << 20))`},
	{name: "an error that never ends", body: `throw { get message() { for (;;); } }`},
	{name: "causes that go in a circle", body: `const e = new Error("x"); e.cause = e; throw e`, line: true},
	{name: "a huge BigInt", body: `let n = 3n; for (;;) n *= n`},
	{name: "a huge power", body: `return String(2n ** (2n ** 34n)).length`},
	{name: "the clock", body: `for (;;) Date.now()`, line: true},
	{name: "random numbers", body: `for (;;) Math.random()`},
	{name: "a log flood", body: `for (let i = 0; i < 1e7; i++) console.log("line", i)`, line: true},
	{name: "a huge line", body: `for (;;) console.log("x".repeat(50 << 20))`},
	{name: "sorting", body: `return Array.from({ length: 3e6 }, (_, i) => -i).sort((a, b) => { for (let i = 0; i < 100; i++); return a - b }).length`},
}

// TestHostileScriptsHarmNobody runs every hostile script beside as many good
// ones, each in a process of its own: the good ones succeed, the hostile ones end
// with a reason. How long the good ones took, alone and in bad company, is logged.
func TestHostileScriptsHarmNobody(t *testing.T) {
	if raced {
		t.Skip("the race detector takes many times the memory and the time that these scripts are given")
	}
	limits := worker.Limits{Memory: 256 << 20, CPU: 5 * time.Second, Stall: 500 * time.Millisecond}
	alone := goodOnes(t, limits, nil)
	beside := goodOnes(t, limits, hostile)
	t.Logf("%d good scripts, work alone: median %s, longest %s; beside %d hostile ones: median %s, longest %s",
		len(alone), alone[len(alone)/2], alone[len(alone)-1], len(hostile), beside[len(beside)/2], beside[len(beside)-1])
}

// good computes a little, and stands still a little.
const good = `let sum = 0; for (let i = 0; i < 1e5; i++) sum += i; await new Promise((done) => setTimeout(done, 20)); return sum`

// goodOnes runs good scripts beside bad ones, in turn, and returns how long each good one took, sorted.
func goodOnes(t *testing.T, l worker.Limits, bad []script) []time.Duration {
	h := newHost(t)
	db := h.open()
	for i := range hostile {
		h.add(db, fmt.Sprintf("good-%03d", i), good)
		if i < len(bad) {
			h.add(db, fmt.Sprintf("hostile-%03d", i), "\n"+bad[i].body)
		}
	}
	runs := h.until(db, h.processes(db, l, os.Stderr), 8, allOver)
	var took []time.Duration
	for i := range hostile {
		r := runs[fmt.Sprintf("good-%03d", i)]
		if r.State != queue.Succeeded || string(r.Result) != "4999950000" {
			t.Errorf("a good one: %s %s, %s", r.State, r.Result, r.Reason)
		}
		took = append(took, r.Finished.Sub(r.Started))
		if i < len(bad) {
			mustBeHeld(t, bad[i], runs[fmt.Sprintf("hostile-%03d", i)])
		}
	}
	slices.Sort(took)
	return took
}

// mustBeHeld checks that a hostile run has failed for a reason that can be read, at its own line where that is known.
func mustBeHeld(t *testing.T, s script, r queue.Run) {
	if s.harmless && r.State == queue.Succeeded {
		return
	}
	var f Failure
	if err := json.Unmarshal(r.Failure, &f); err != nil || f.Failure == nil {
		t.Errorf("%s: %s, failure %s", s.name, r.State, r.Failure)
		return
	}
	if r.State != queue.Failed || r.Reason.En == "" || r.Reason.Ja == "" || len(r.Reason.En) > 2*8192 {
		t.Errorf("%s: %s, %s", s.name, r.State, r.Reason)
	}
	if s.line && (f.File != "t.js" || f.Line == 0) {
		t.Errorf("%s: at %s:%d: %s", s.name, f.File, f.Line, r.Reason)
	}
}
