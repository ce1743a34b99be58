package compile_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/dop251/goja"
	"github.com/dop251/goja/file"
)

// TestPositions throws at the place marked ‸ and wants that place, in UTF-16
// units, to be what the engine says.
func TestPositions(t *testing.T) {
	const awkward = "const s = '名前😀𠮷'; "
	tests := []struct{ name, main, dep string }{
		{"top level", "let a: number = 1;\n\nif (a) throw ‸new Error('x');", ""},
		{"behind Japanese and emoji", "interface A {}\n" + awkward + "throw ‸new Error(s);", ""},
		{"in an imported file", "import { f } from './dep';\nf();", "type T = 1;\n\nexport function f(): never { " + awkward + "throw ‸new Error('x') }"},
		{"at the top of an imported file", "import './dep';", "\n\n  throw ‸new Error('x')\nexport {}"},
		{"after an await", "import { log } from 'dandori';\nasync function f() {\n  await null;\n  " + awkward + "log(s); throw ‸new Error('x')\n}\nawait f();", ""},
		{"in a loop over a list", "import { log } from 'dandori';\nfor await (const { a } of [{ a: 1 }]) {\n  " + awkward + "log(a); throw ‸new Error(s)\n}", ""},
		{"in a loop in a loop", "for await (const a of [1]) for await (const b of [a]) { throw ‸new Error('x') }", ""},
		{"behind a loop on its line", "for await (const a of [1]) { a }; throw ‸new Error('x')", ""},
		{"after a loop", "for await (const a of [1]) { a }\n" + awkward + "throw ‸new Error('x')", ""},
		{"in an async generator", "async function* g() {\n  yield 1;\n  " + awkward + "throw ‸new Error('x')\n}\nfor await (const x of g()) x;", ""},
		{"in a default function", "export default async function main() {\n  await null;\n  for await (const x of [1]) { " + awkward + "throw ‸new Error('x') }\n}", ""},
		{"a value that is no function", "const o: any = {};\n" + awkward + "o.‸f(1)", ""},
		{"what cannot be iterated", "const o: any = {};\n‸for await (const x of o) { x }", ""},
		{"in a CommonJS file", "import { f } from './dep.cjs';\nf();", "exports.f = () => {\n  throw ‸new Error('x')\n}"},
		{"in a class", "class A {\n  #p = 1;\n  static async *g() { yield* [1]; throw ‸new Error('x') }\n}\nfor await (const x of A.g()) x", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			list := map[string]string{"main.ts": tt.main, "dep.ts": tt.dep}
			if strings.Contains(tt.main, "dep.cjs") {
				list = map[string]string{"main.ts": tt.main, "dep.cjs": tt.dep}
			}
			wantFile, wantLine, wantColumn := mark(t, list)
			at := thrown(t, list)
			if at.Filename != wantFile || at.Line != wantLine || at.Column != wantColumn {
				t.Errorf("thrown at %v, want %s:%d:%d", at, wantFile, wantLine, wantColumn)
			}
		})
	}
}

// mark takes the ‸ out of the project and returns where it was.
func mark(t *testing.T, list map[string]string) (name string, line, column int) {
	t.Helper()
	for name, text := range list {
		before, after, ok := strings.Cut(text, "‸")
		if !ok {
			continue
		}
		list[name] = before + after
		last := before[strings.LastIndex(before, "\n")+1:]
		return name, strings.Count(before, "\n") + 1, len(utf16.Encode([]rune(last))) + 1
	}
	t.Fatal("no mark")
	return
}

// thrown runs main.ts, then its default function, and returns the first place
// of the stack that is in a user's file.
func thrown(t *testing.T, list map[string]string) file.Position {
	t.Helper()
	p := compiled(t, list)
	m := newMachine(t)
	promise := m.start(t, p)
	if o, ok := promise.Result().(*goja.Object); ok && promise.State() == goja.PromiseStateFulfilled && o.Get("default") != nil {
		f, _ := goja.AssertFunction(o.Get("default"))
		v, err := f(goja.Undefined())
		if err != nil {
			t.Fatal(err)
		}
		promise = v.Export().(*goja.Promise)
	}
	if promise.State() != goja.PromiseStateRejected {
		t.Fatalf("the program ended as %v", promise.State())
	}
	return first(t, m, promise.Result(), p.Name)
}

func first(t *testing.T, m *machine, reason goja.Value, bundle string) file.Position {
	t.Helper()
	if err := m.Set("reason", reason); err != nil {
		t.Fatal(err)
	}
	_, err := m.RunString("throw reason")
	ex, ok := errors.AsType[*goja.Exception](err)
	if !ok {
		t.Fatal(err)
	}
	for _, f := range ex.Stack() {
		if at := f.Position(); at.Line > 0 && at.Filename != bundle && at.Filename != "" {
			return at
		}
	}
	t.Fatalf("no place in a user's file: %v", ex)
	return file.Position{}
}

// TestNames wants the names of files as they are, through goja's parsing of them as URLs.
func TestNames(t *testing.T) {
	for _, name := range []string{"main.ts", "scripts/main.ts", "スクリプト/名簿 2025.ts", "a b.ts", "100%.ts", "a+b.ts"} {
		root := map[string]string{name: "\nthrow new Error('x')\nexport {}"}
		p := compiled(t, root, name)
		m := newMachine(t)
		at := first(t, m, m.start(t, p).Result(), p.Name)
		if got := strings.TrimPrefix(at.Filename, "file:"); got != name || at.Line != 2 || at.Column != 7 {
			t.Errorf("%s: thrown at %v", name, at)
		}
	}
}
