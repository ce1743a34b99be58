package engine

import (
	"os"
	"path/filepath"
	"testing"

	"dandori/runtime/compile"
)

// TestFailuresNameTheUsersPlace compiles scripts and lets them fail.
func TestFailuresNameTheUsersPlace(t *testing.T) {
	for name, c := range map[string]struct {
		script, imported string
		file             string
		line, column     int
	}{
		"top level":               {"const 名 = '😀'; throw new Error('x')", "", "a.ts", 1, 23},
		"after an await":          {"type T = number;\nawait 1;\n  throw new Error('x')", "", "a.ts", 3, 9},
		"a default":               {"export default async (p: any) => {\n  await 1;\n  p.nope.nope;\n}", "", "a.ts", 3, 10},
		"an imported file":        {"import { f } from './日本';\nf();", "export const f = () => {\n  throw new RangeError('x') }", "日本.ts", 2, 9},
		"a timer":                 {"setTimeout(() => {\n  null.x }, 1);", "", "a.ts", 2, 8},
		"a for await body":        {"async function* g() { yield 1 }\nfor await (const x of g()) {\n  x.y.z;\n}", "", "a.ts", 3, 7},
		"a promise nobody awaits": {"(async () => {\n   await 0; throw new Error('x') })();\nawait new Promise(r => setTimeout(r, 5))", "", "a.ts", 2, 19},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for file, text := range map[string]string{"a.ts": c.script, "日本.ts": c.imported} {
				if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			p, err := compile.Compile(compile.Config{Root: dir, Entry: "a.ts"})
			if err != nil {
				t.Fatal(err)
			}
			got := Run(t.Context(), Config{Program: p})
			f := got.Failure
			if f == nil || f.File != c.file || f.Line != c.line || f.Column != c.column {
				t.Fatalf("got %+v, want %s:%d:%d", f, c.file, c.line, c.column)
			}
		})
	}
}
