package compile_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"dandori/runtime/compile"
	"dandori/runtime/say"

	"github.com/dop251/goja"
	"github.com/dop251/goja/parser"
)

// files writes a project and returns its folder.
func files(t testing.TB, list map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range list {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func config(root, entry string) compile.Config {
	return compile.Config{Root: root, Entry: entry, Modules: []compile.Module{
		{Name: "dandori", Exports: []string{"csv", "log", "params", "run"}, Later: []string{"approve"}},
		{Name: "dandori/connections", Exports: []string{"kaonavi", "kaonaviV1"}, Missing: func(name string) (say.Text, say.Text) {
			return say.Raw("no connection " + name), say.Raw("there are kaonavi and kaonaviV1")
		}},
	}}
}

// compiled compiles main.ts, or the first of names, of a project.
func compiled(t testing.TB, list map[string]string, names ...string) *compile.Program {
	t.Helper()
	p, err := compile.Compile(config(files(t, list), append(names, "main.ts")[0]))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// refused compiles main.ts and returns what is said to be wrong.
func refused(t testing.TB, list map[string]string) []compile.Diagnostic {
	t.Helper()
	_, err := compile.Compile(config(files(t, list), "main.ts"))
	errs, ok := errors.AsType[*compile.Errors](err)
	if !ok {
		t.Fatalf("compiling gave %v, want *Errors", err)
	}
	return errs.Diagnostics
}

// machine is a goja runtime with what a program needs of its host.
type machine struct {
	*goja.Runtime
	logged []string // what log was called with, as JSON
}

const ground = `
for (const name of ["asyncIterator", "dispose", "asyncDispose"])
	Object.defineProperty(Symbol, name, { value: Symbol("Symbol." + name) });
`

func newMachine(t testing.TB) *machine {
	t.Helper()
	m := &machine{Runtime: goja.New()}
	if _, err := m.RunString(ground); err != nil {
		t.Fatal(err)
	}
	return m
}

// load gives the value of an import.
func (m *machine) load(module, name string) goja.Value {
	if module != "dandori" || name != "log" {
		return m.ToValue(module + "." + name)
	}
	return m.ToValue(func(c goja.FunctionCall) goja.Value {
		v := goja.Undefined()
		if len(c.Arguments) > 0 {
			v = c.Arguments[0]
		}
		text, err := json.Marshal(v.Export())
		if err != nil {
			text = []byte(v.String())
		}
		m.logged = append(m.logged, string(text))
		return goja.Undefined()
	})
}

// start evaluates the program as the engine does and returns its promise.
func (m *machine) start(t testing.TB, p *compile.Program) *goja.Promise {
	t.Helper()
	tree, err := goja.Parse(p.Name, string(p.Code), parser.WithSourceMapLoader(func(string) ([]byte, error) { return p.Map, nil }))
	if err != nil {
		t.Fatalf("%v\n%s", err, p.Code)
	}
	code, err := goja.CompileAST(tree, true)
	if err != nil {
		t.Fatalf("%v\n%s", err, p.Code)
	}
	f, err := m.RunProgram(code)
	if err != nil {
		t.Fatalf("%v\n%s", err, p.Code)
	}
	call, _ := goja.AssertFunction(f)
	v, err := call(goja.Undefined(), m.ToValue(m.load))
	if err != nil {
		t.Fatalf("%v\n%s", err, p.Code)
	}
	return v.Export().(*goja.Promise)
}

// run runs the program to its end and returns what it exports and logged.
func run(t testing.TB, p *compile.Program) (exports *goja.Object, m *machine) {
	t.Helper()
	m = newMachine(t)
	promise := m.start(t, p)
	if promise.State() != goja.PromiseStateFulfilled {
		t.Fatalf("the program ended as %v: %v %v\n%s", promise.State(), promise.Result(), stack(promise), p.Code)
	}
	return promise.Result().ToObject(m.Runtime), m
}

func stack(p *goja.Promise) string {
	if o, ok := p.Result().(*goja.Object); ok && o.Get("stack") != nil {
		return o.Get("stack").String()
	}
	return ""
}
