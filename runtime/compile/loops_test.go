package compile_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

func TestSemantics(t *testing.T) {
	for _, tt := range slices.Concat(loopSemantics(), usingSemantics(), generatorSemantics()) {
		t.Run(tt.name, func(t *testing.T) {
			p := compiled(t, map[string]string{"main.ts": `import { log } from "dandori";` + tt.script})
			_, m := run(t, p)
			if got := strings.Join(m.logged, " "); got != tt.want {
				t.Errorf("logged %s\n  want %s\n%s", got, tt.want, p.Code)
			}
		})
	}
}

// TestNodeAgrees keeps the tables of semantics honest.
func TestNodeAgrees(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("there is no Node here")
	}
	const start = `const logged = [], log = (x) => logged.push(JSON.stringify(x, (k, v) => v && v.done !== undefined ? { done: v.done, value: v.value ?? null } : v));`
	for _, tt := range slices.Concat(loopSemantics(), generatorSemantics()) {
		t.Run(tt.name, func(t *testing.T) {
			text, err := exec.Command(node, "--input-type=module", "-e", start+tt.script+"\nconsole.log(logged.join(' '))").CombinedOutput()
			if got := strings.TrimSpace(string(text)); err != nil || got != tt.want {
				t.Errorf("Node logs %s %v\n want %s", got, err, tt.want)
			}
		})
	}
}

const hostList = `
const host = (items, page) => ({ [Symbol.for("dandori.sync")]() {
	let i = 0; const result = { done: false, value: undefined, sync: true };
	return {
		next() {
			if (i >= items.length) return Promise.resolve({ done: true, value: undefined });
			result.value = items[i];
			return i++ % page === 0 ? Promise.resolve({ done: false, value: result.value }) : result;
		},
		return() { log("return"); return Promise.resolve({}) },
	};
} });
let ticks = 0, counting = true;
(async () => { while (counting) { await null; ticks++ } })();
`

// TestHostIterables wants no turn of the loop to pass between the items that
// the host has at hand.
func TestHostIterables(t *testing.T) {
	tests := []struct{ name, script, want string }{
		{"in a function", `let n = 0; for await (const x of host([...Array(1000).keys()], 250)) n += x; log([n, ticks < 20]); counting = false`, `[499500,true]`},
		{"in a generator", `async function* g() { let n = 0; for await (const x of host([...Array(1000).keys()], 250)) n += x; yield n }
			for await (const n of g()) log([n, ticks < 20]); counting = false`, `[499500,true]`},
		{"broken off", `for await (const x of host([1, 2, 3], 2)) { log(x); if (x === 2) break } counting = false`, `1 2 "return"`},
		{"thrown off", `try { for await (const x of host([1, 2], 2)) throw x } catch (e) { log(e) } counting = false`, `"return" 1`},
		{"to the end", `for await (const x of host([1, 2, 3], 2)) log(x); for await (const x of host([], 2)) log(x); counting = false`, `1 2 3`},
		{"in each other", `for await (const x of host([1, 2], 2)) for await (const y of host([1, 2], 1)) log([x, y]); counting = false`, `[1,1] [1,2] [2,1] [2,2]`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := compiled(t, map[string]string{"main.ts": `import { log } from "dandori";` + hostList + tt.script})
			_, m := run(t, p)
			if got := strings.Join(m.logged, " "); got != tt.want {
				t.Errorf("logged %s, want %s\n%s", got, tt.want, p.Code)
			}
		})
	}
}

// TestEveryLoopIsOurs fails when esbuild lowers in a way that is not
// recognised: scripts would still run, but slowly, and with its faults.
func TestEveryLoopIsOurs(t *testing.T) {
	var b strings.Builder
	b.WriteString("import { log } from 'dandori'; const obj = 0, it = 0, q = 0, method = 0, generator = 0, promise = 0;\n")
	want := 0
	for _, tt := range slices.Concat(loopSemantics(), usingSemantics(), generatorSemantics()) {
		b.WriteString("{" + tt.script + "\n}\n")
		want += strings.Count(tt.script, "for await (")
	}
	p := compiled(t, map[string]string{"main.ts": b.String()})
	if got := strings.Count(string(p.Code), "= __dandori_isHost("); got != want {
		t.Errorf("%d loops of %d are ours\n%s", got, want, p.Code)
	}
	for _, name := range []string{"forAwait", "asyncGenerator", "await", "yieldStar"} {
		if !strings.Contains(string(p.Code), "var __"+name+" = __dandori_"+name+";\n") {
			t.Errorf("the helper %s is as esbuild wrote it", name)
		}
	}
}
