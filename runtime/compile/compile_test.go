package compile_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"dandori/runtime/compile"
)

func TestRuns(t *testing.T) {
	tests := []struct {
		name string
		list map[string]string
		want string // what is logged
	}{
		{"one line", map[string]string{"main.ts": `import { log } from "dandori"; log(1 as number)`}, `1`},
		{"several files", map[string]string{
			"main.ts":    `import { log } from "dandori"; import { two } from "./lib/two"; import one from "./one.js"; log(one + two)`,
			"one.js":     `export default 1`,
			"lib/two.ts": `export const two: number = 2`,
		}, `3`},
		{"await at the top, also of imported files", map[string]string{
			"main.ts": `import { log } from "dandori"; import { v } from "./dep"; log(v + await Promise.resolve(1))`,
			"dep.ts":  `export const v = await new Promise<number>(yes => yes(2))`,
		}, `3`},
		{"JSON", map[string]string{
			"main.ts": `import { log } from "dandori"; import data from "./d.json"; import same from "./d.json" with { type: "json" }; log([data.name, same.name])`,
			"d.json":  `{"name": "山田"}`,
		}, `["山田","山田"]`},
		{"a package of ES modules, its source map ignored", map[string]string{
			"main.ts":                        `import { log } from "dandori"; import { f } from "pack"; log(f())`,
			"node_modules/pack/package.json": `{"name":"pack","type":"module","exports":"./index.js"}`,
			"node_modules/pack/index.js":     "export const f = () => 7;\n//# sourceMappingURL=nowhere.map\n",
		}, `7`},
		{"a CommonJS package, with NODE_ENV", map[string]string{
			"main.ts":                           `import { log } from "dandori"; import pack, { f } from "@a/pack"; log([pack.f === f, f()])`,
			"node_modules/@a/pack/package.json": `{"name":"@a/pack","main":"lib.js"}`,
			"node_modules/@a/pack/lib.js":       `"use strict"; const d = require("./dep"); exports.f = () => d + process.env.NODE_ENV`,
			"node_modules/@a/pack/dep.js":       `module.exports = "dep "`,
		}, `[true,"dep production"]`},
		{"import of a path while running", map[string]string{
			"main.ts": `import { log } from "dandori"; const { x } = await import("./x"); const d = await import("dandori"); log([x, d.csv])`,
			"x.ts":    `export const x = await Promise.resolve(4)`,
		}, `[4,"dandori.csv"]`},
		{"namespaces and re-exports of our modules", map[string]string{
			"main.ts": `import { log, again, conn } from "./all"; import * as d from "dandori"; log([again, conn.kaonavi, d.run])`,
			"all.ts":  `export * from "dandori"; export { csv as again } from "dandori"; export * as conn from "dandori/connections"`,
		}, `["dandori.csv","dandori/connections.kaonavi","dandori.run"]`},
		{"a line for the shell", map[string]string{"main.ts": "#!/usr/bin/env dandori\nimport { log } from \"dandori\"; log(1)"}, `1`},
		{"strict mode", map[string]string{"main.ts": `import { log } from "dandori"; try { eval("undeclared = 1") } catch (e) { log(e.name) }`}, `"ReferenceError"`},
		{"names in Japanese", map[string]string{
			"main.ts": `import { log } from "dandori"; import { 社員 } from "./社員"; log(社員.氏名)`,
			"社員.ts":   `export const 社員 = { 氏名: "😀" }`,
		}, `"😀"`},
		{"names of our own are the script's to use", map[string]string{
			"main.ts": `import { log } from "dandori"; const Promise = 1, Symbol = 2, iter = 3, error = 4, temp = 5, more = 6, host = 7;
				for await (const x of [10]) log([x, Promise, Symbol, iter, error, temp, more, host]);`,
		}, `[10,1,2,3,4,5,6,7]`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, m := run(t, compiled(t, tt.list))
			if got := strings.Join(m.logged, " "); got != tt.want {
				t.Errorf("logged %s, want %s", got, tt.want)
			}
		})
	}
}

func TestDefault(t *testing.T) {
	tests := []struct {
		name, file, text string
		has              bool   // HasDefault
		want             string // what the default function gives; "" for none
	}{
		{"function", "main.ts", `export default function main() { return "a" }`, true, "a"},
		{"async, without a name", "main.ts", `export const other = 1; export default async () => "b"`, true, "[object Promise]"},
		{"renamed", "main.ts", `function f() { return "c" } export { f as default, f as g }`, true, "c"},
		{"another file's", "main.ts", `export { f as default } from "./f"`, true, "d"},
		{"none", "main.ts", `export const a = 1`, false, ""},
		{"no module at all", "main.ts", `var a = 1`, false, ""},
		{"text that looks like exports", "main.ts", "export const a = `\nexport {\n  x as default\n};\n`", false, ""},
		{"CommonJS", "main.cjs", `module.exports = () => "e"`, true, "e"},
		{"CommonJS without", "main.cjs", `exports.a = 1`, true, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := compiled(t, map[string]string{tt.file: tt.text, "f.ts": `export const f = () => "d"`}, tt.file)
			if p.HasDefault != tt.has {
				t.Errorf("HasDefault is %v", p.HasDefault)
			}
			exports, m := run(t, p)
			var got string
			if f := exports.Get("default"); f != nil {
				var fn func() string
				if err := m.ExportTo(f, &fn); err != nil {
					t.Fatal(err)
				}
				got = fn()
			}
			if got != tt.want {
				t.Errorf("the default gave %q, want %q", got, tt.want)
			}
		})
	}
}

func TestImportsAndInputs(t *testing.T) {
	p := compiled(t, map[string]string{
		"scripts/main.ts": `import { csv, log, params } from "dandori"; import { kaonavi } from "dandori/connections"; import { used } from "./lib"; log(csv, used);
			const text = 'var run = /* @__PURE__ */ __dandori("dandori", "run");'`,
		"scripts/lib.ts": `import * as c from "dandori/connections"; import { run } from "dandori"; export const used = c.kaonaviV1; export const unused = run; import "../d.json"`,
		"d.json":         `{}`,
	}, "scripts/main.ts")
	want := []compile.Import{{"dandori", "csv"}, {"dandori", "log"}, {"dandori/connections", "kaonaviV1"}}
	if !slices.Equal(p.Imports, want) {
		t.Errorf("Imports are %v, want %v", p.Imports, want)
	}
	if want := []string{"d.json", "scripts/lib.ts", "scripts/main.ts"}; !slices.Equal(p.Inputs, want) {
		t.Errorf("Inputs are %v, want %v", p.Inputs, want)
	}
	if p.Entry != "scripts/main.ts" {
		t.Errorf("Entry is %q", p.Entry)
	}
}

func TestSameFilesGiveTheSameBytes(t *testing.T) {
	list := map[string]string{
		"main.ts": `import { log } from "dandori"; import a from "./a"; import b from "./b"; for await (const x of [a, b]) log(x)`,
		"a.ts":    `export default 1`, "b.ts": `import "./a"; export default 2`,
	}
	first := compiled(t, list)
	for range 5 {
		if p := compiled(t, list); !bytes.Equal(p.Code, first.Code) || !bytes.Equal(p.Map, first.Map) {
			t.Fatal("two compilations differ")
		}
	}
}
