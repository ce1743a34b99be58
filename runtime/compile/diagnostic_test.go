package compile_test

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"dandori/runtime/compile"
	"dandori/runtime/say"
)

func TestDiagnostics(t *testing.T) {
	tests := []struct {
		name, main string
		want       string // file:line:column: message
		hint       string // part of it
	}{
		{"a syntax error behind Japanese and emoji", "const 名前 = '😀'; const = 1", `main.ts:1:24: syntax error: Expected identifier but found "="`, ""},
		{"a syntax error in an imported file", "import './bad'", `bad.ts:2:9: syntax error: Unexpected "}"`, ""},
		{"Shift_JIS", "const a = 1;\nconst 名 = '\x8dv\x93\x8c'", `main.ts:2:12: the file is not UTF-8 text`, "encoding UTF-8"},
		{"UTF-16", "\xff\xfea\x00", `main.ts:1:1: the file is not UTF-8 text`, "encoding UTF-8"},
		{"a replacement character is text", "const a = '\ufffd'; import 'none'", `main.ts:1:23: the package "none" is not installed`, ""},
		{"bad JSON", "import './bad.json'", `bad.json:1:8: syntax error: Expected string in JSON but found "1"`, ""},
		{"declared twice", "let a = 1;\nlet a = 2", `main.ts:2:5: syntax error: The symbol "a" has already been declared`, `originally declared here`},
		{"a constant assigned", "const a = 1;\n  a = 2", "main.ts:2:3: Cannot assign to \"a\" because it is a constant", ""},
		{"a missing file", "\nimport x from './lob'; x", `main.ts:2:15: there is no file "./lob" beside main.ts`, "relative to the file"},
		{"a missing package", "import x from '@a/b/c'; x", `main.ts:1:15: the package "@a/b" is not installed`, "npm install @a/b"},
		{"a missing export", "import { nope } from './lib.js'; nope", `main.ts:1:10: lib.js does not export "nope"`, ""},
		{"an empty module", "import { m } from './empty'; m", `main.ts:1:10: empty.ts does not export "m"`, ""},
		{"a module of Node", "import fs from 'node:fs'; fs", `main.ts:1:16: scripts do not have "node:fs"`, "files.readText"},
		{"a folder of a module of Node", "import fs from 'fs/promises'; fs", `main.ts:1:16: scripts do not have "fs/promises"`, "files.readText"},
		{"another module of Node", "require('child_process')", `main.ts:1:9: scripts do not have "child_process"`, "It belongs to Node"},
		{"a module of Node in a package", "import 'needy'", `node_modules/needy/index.js:1:9: scripts do not have "net"`, "connections of dandori.yaml"},
		{"a package for the network", "import axios from 'axios'; axios", `main.ts:1:19: scripts do not have "axios"`, "connections of dandori.yaml"},
		{"fetch", "const a = '😀';\nawait fetch('https://example.com')", `main.ts:2:7: scripts do not have "fetch"`, "connections of dandori.yaml"},
		{"fetch as a statement", "const a = 1;\n  fetch('https://example.com')", `main.ts:2:3: scripts do not have "fetch"`, "connections of dandori.yaml"},
		{"fetch in a function, and in text", "const t = `\n (0, globalThis.fetch)(1) ${1}`;\nexport function f() {\n  if (t) {\n    fetch(t);\n  }\n}", `main.ts:5:5: scripts do not have "fetch"`, ""},
		{"fetch of the global object", "const f = typeof fetch; globalThis.fetch('https://example.com')", `main.ts:1:25: scripts do not have "fetch"`, "connections of dandori.yaml"},
		{"an address", "import x from 'https://example.com/x.js'; x", `main.ts:1:15: scripts cannot be imported from an address`, "npm"},
		{"a kind of file", "import x from './list.csv'; x", `main.ts:1:15: files of the kind ".csv" cannot be imported`, "csv.read"},
		{"a kind of file that esbuild knows", "import './style.css'", `main.ts:1:8: files of the kind ".css" cannot be imported`, ""},
		{"an unknown name of dandori", "import { scv } from 'dandori'; scv", `main.ts:1:10: "dandori" does not export "scv"`, `Did you mean "csv"?`},
		{"a far name of dandori", "import { parliament } from 'dandori'; parliament", `main.ts:1:10: "dandori" does not export "parliament"`, `It exports csv, log`},
		{"a name that is not built yet", "import { approve } from 'dandori'; approve", `main.ts:1:10: "approve" of "dandori" is not built yet`, "planned"},
		{"an unknown connection", "import { sansan } from 'dandori/connections'; sansan", `main.ts:1:10: no connection sansan`, "kaonaviV1"},
		{"an unknown connection by namespace", "import * as c from 'dandori/connections'; c.sansan", `main.ts:1:45: no connection sansan`, "kaonaviV1"},
		{"no default", "import dandori from 'dandori'; dandori", `main.ts:1:8: "dandori" has no default export`, "import { … }"},
		{"no such module", "import 'dandori/conections'", `main.ts:1:8: there is no module "dandori/conections"`, `"dandori/connections"`},
		{"import of what is not known", "const p = './x'; await import(p)", `main.ts:1:24: what this loads is known only when the script runs`, "Write the path itself"},
		{"require of what is not known", "const p = './x'; require(p)", `main.ts:1:18: what this loads is known only when the script runs`, ""},
		{"flags of regular expressions", "const r = /a/d", `main.ts:1:14: this regular expression needs`, "flag d"},
		{"an unknown Unicode property", "const r = /あ\\p{Hiragana}/u", `main.ts:1:13: there is no Unicode property "Hiragana"`, "Script=Hiragana"},
		{"a Unicode property that is not there", "const r = /\\P{Changes_When_Lowercased}/u", `main.ts:1:12: dandori's engine does not have the Unicode property`, ""},
		{"import.meta", "export const u = import.meta.url", `main.ts:1:18: import.meta does not exist`, ""},
		{"await in a function that is not async", "function f() { await 1 }", `main.ts:1:16: "await" can only be used inside an "async" function`, ""},
		{"an empty path", "import ''", `main.ts:1:8: the package "" is not installed`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			list := refused(t, map[string]string{
				"main.ts": tt.main, "bad.ts": "\nlet a = }", "bad.json": `{"a":1,1}`, "lib.js": "export const yes = 1", "empty.ts": "", "list.csv": "a", "style.css": "a {}",
				"awaits.ts":                   "await 1; export {}",
				"node_modules/needy/index.js": "require('net')",
			})
			d := list[0]
			if got := d.String(); !strings.HasPrefix(got, tt.want) || len(list) != 1 {
				t.Errorf("got  %v\nwant %s", list, tt.want)
			}
			if !strings.Contains(d.Hint.En, tt.hint) {
				t.Errorf("the hint is %q, want %q in it", d.Hint.En, tt.hint)
			}
			if name := d.File; strings.HasPrefix(name, "main") && d.LineText != strings.ToValidUTF8(strings.Split(tt.main, "\n")[d.Line-1], "\ufffd") {
				t.Errorf("the line is %q", d.LineText)
			}
		})
	}
}

// TestPackagesMayAsk: a package that could do without what is missing is not refused.
func TestPackagesMayAsk(t *testing.T) {
	p := compiled(t, map[string]string{
		"main.ts": `import { log } from "dandori"; import f from "pack"; log(f())`,
		"node_modules/pack/index.js": `let fs; try { fs = require("fs") } catch (e) {}
			module.exports = (p) => { if (p) { require(p); fetch(p); new RegExp("a", "v"); return /a/d } return typeof fetch + typeof fs }`,
	})
	if _, m := run(t, p); strings.Join(m.logged, " ") != `"undefinedundefined"` {
		t.Errorf("logged %v", m.logged)
	}
}

func TestSeveralDiagnosticsInOrder(t *testing.T) {
	list := refused(t, map[string]string{"main.ts": "import './b';\nimport './a';\nimport 'nowhere'", "a.ts": "let a = ;", "b.ts": "let a = ;"})
	var got []string
	for _, d := range list {
		got = append(got, d.File)
	}
	if strings.Join(got, " ") != "a.ts b.ts main.ts" {
		t.Errorf("got %v", list)
	}
}

func TestWarnings(t *testing.T) {
	p := compiled(t, map[string]string{"main.ts": `const a = { x: 1, x: 2 }; export default a`})
	if len(p.Warnings) != 1 || p.Warnings[0].File != "main.ts" || p.Warnings[0].Column != 19 {
		t.Errorf("warnings are %v", p.Warnings)
	}
}

// TestOutside reads nothing that lies outside of the project, or is private, by any way.
func TestOutside(t *testing.T) {
	const secret = `{"secret": 1, bad`
	outside := files(t, map[string]string{"secret.json": secret, "x.ts": "export const x = 1"})
	imports := map[string]string{
		"above":         "ABOVE/secret.json",
		"absolute":      filepath.ToSlash(outside) + "/secret.json",
		"link to file":  "./link.json",
		"link to dir":   "./linked/x",
		"private":       "./.dandori/token.json",
		"environment":   "./.env.json",
		"private, loud": "./.DANDORI/token.json",
	}
	for name, path := range imports {
		t.Run(name, func(t *testing.T) {
			root := files(t, map[string]string{".dandori/token.json": secret, ".DANDORI/token.json": secret, ".env.json": secret})
			above, err := filepath.Rel(root, outside)
			if err != nil {
				t.Fatal(err)
			}
			main := "import '" + strings.Replace(path, "ABOVE", filepath.ToSlash(above), 1) + "'"
			if err := os.WriteFile(filepath.Join(root, "main.ts"), []byte(main), 0o644); err != nil {
				t.Fatal(err)
			}
			link(t, filepath.Join(outside, "secret.json"), filepath.Join(root, "link.json"))
			link(t, outside, filepath.Join(root, "linked"))
			_, err = compile.Compile(config(root, "main.ts"))
			errs, ok := errors.AsType[*compile.Errors](err)
			if !ok || len(errs.Diagnostics) != 1 {
				t.Fatalf("got %v", err)
			}
			d := errs.Diagnostics[0]
			if strings.Contains(d.LineText+d.Message.En+d.Hint.En, "bad") || !strings.Contains(d.Message.En, "outside what scripts may read") {
				t.Errorf("got %+v", d)
			}
			if d.File != "main.ts" || d.Line != 1 || d.Column != 8 {
				t.Errorf("at %v", d)
			}
		})
	}
}

func link(t *testing.T, target, name string) {
	t.Helper()
	if err := os.Symlink(target, name); err != nil && runtime.GOOS != "windows" {
		t.Fatal(err)
	}
}

func TestEntries(t *testing.T) {
	outside := files(t, map[string]string{"main.ts": ""})
	root := files(t, map[string]string{"scripts/main.ts": "export default 1", ".env.ts": ""})
	tests := []struct{ entry, want string }{
		{"nowhere.ts", "nowhere.ts:1:1: there is no such file"},
		{filepath.Join(outside, "main.ts"), "outside what scripts may read"},
		{"../" + filepath.Base(outside) + "/main.ts", ""},
		{".env.ts", "outside what scripts may read"},
		{"scripts", "scripts:1:1: "},
	}
	for _, tt := range tests {
		_, err := compile.Compile(config(root, tt.entry))
		if errs, ok := errors.AsType[*compile.Errors](err); !ok || !strings.Contains(errs.Error(), tt.want) {
			t.Errorf("%s gave %v, want %s", tt.entry, err, tt.want)
		}
	}
	if p, err := compile.Compile(config(root, filepath.Join(root, "scripts", "main.ts"))); err != nil || p.Entry != "scripts/main.ts" {
		t.Errorf("an absolute entry gave %v %v", p, err)
	}
}

func TestErrorsSpeakJapanese(t *testing.T) {
	_, err := compile.Compile(config(files(t, map[string]string{"main.ts": "import './x'"}), "main.ts"))
	if got, want := say.In(err, say.Japanese), `main.ts:1:8: main.ts から見て "./x" というファイルがありません`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if errs, ok := errors.AsType[*compile.Errors](err); !ok || len(errs.Inputs) != 1 || errs.Inputs[0] != "main.ts" {
		t.Errorf("the inputs of a failure are %+v", err)
	}
}
