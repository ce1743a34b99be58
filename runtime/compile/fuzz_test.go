package compile_test

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"dandori/runtime/compile"

	"github.com/dop251/goja"
)

// FuzzCompile compiles any text: what comes out is a program that the engine
// takes, or diagnostics that name a file and a line.
func FuzzCompile(f *testing.F) {
	for _, tt := range append(loopSemantics(), generatorSemantics()...) {
		f.Add(tt.script)
	}
	f.Add("import { csv } from 'dandori'; import x from './main.ts'; export default async () => { for await (const c of csv) { } }")
	f.Add("#!x\nimport './\x00'; `\nexport {\n  x as default\n};\n")
	root := f.TempDir()
	f.Fuzz(func(t *testing.T, text string) {
		if err := os.WriteFile(filepath.Join(root, "main.ts"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		p, err := compile.Compile(config(root, "main.ts"))
		if err == nil {
			accepted(t, p)
			return
		}
		errs, ok := errors.AsType[*compile.Errors](err)
		if !ok || len(errs.Diagnostics) == 0 {
			t.Fatalf("got %v", err)
		}
		for _, d := range errs.Diagnostics {
			if d.File == "" || d.Line < 1 || d.Column < 1 || d.Message.IsZero() {
				t.Errorf("got %+v", d)
			}
		}
	})
}

// accepted fails when the engine cannot read the program, but for what a
// compiler of syntax does not look at: goja checks regular expressions and a few rules more.
func accepted(t *testing.T, p *compile.Program) {
	t.Helper()
	tree, err := goja.Parse(p.Name, string(p.Code))
	if err != nil {
		if own.MatchString(err.Error()) {
			t.Skipf("goja: %v", err)
		}
		t.Fatalf("%v\n%s", err, p.Code)
	}
	if len(tree.Body) != 1 {
		t.Fatalf("the program is %d statements\n%s", len(tree.Body), p.Code)
	}
}

var own = regexp.MustCompile(`Invalid regular expression|RegExp`)
