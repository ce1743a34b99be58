package web

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dop251/goja"
)

// show is how the tables of testdata/behaviour write what came out.
const show = `(v) => typeof v === "string" ? v : typeof v === "object" && v !== null ? JSON.stringify(v) : String(v)`

// TestBehaviour runs each line of each table in a VM of its own.
func TestBehaviour(t *testing.T) {
	files, err := filepath.Glob("testdata/behaviour/*.js")
	if err != nil || len(files) == 0 {
		t.Fatal("no tables", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".js"), func(t *testing.T) { table(t, file) })
	}
}

func table(t *testing.T, file string) {
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(string(raw), "\n") {
		expression, want, ok := strings.Cut(line, " //=> ")
		if !ok || strings.HasPrefix(line, "//") {
			continue
		}
		if got := eval(t, newVM(t), expression); got != want {
			t.Errorf("%s:%d: %s\n got %q\nwant %q", file, i+1, expression, got, want)
		}
	}
}

// eval returns what an expression shows; of a promise, what it came to.
func eval(t testing.TB, js *goja.Runtime, expression string) string {
	t.Helper()
	v, err := js.RunScript("test.js", "("+expression+"\n)")
	if strings.HasPrefix(expression, "class ") { // a declaration and what follows
		v, err = js.RunScript("test.js", expression)
	}
	if err != nil {
		return thrown(t, js, err)
	}
	if p, ok := v.Export().(*goja.Promise); ok {
		if p.State() == goja.PromiseStatePending {
			return "pending"
		}
		v = p.Result()
		if p.State() == goja.PromiseStateRejected {
			return "throws " + v.ToObject(js).Get("name").String()
		}
	}
	f, _ := goja.AssertFunction(must(js.RunString("(" + show + ")")))
	return must(f(goja.Undefined(), v)).String()
}

func thrown(t testing.TB, js *goja.Runtime, err error) string {
	e, ok := err.(*goja.Exception)
	if !ok {
		t.Fatal(err)
	}
	name := e.Value().ToObject(js).Get("name")
	if name == nil {
		return "throws " + e.Value().String()
	}
	return "throws " + name.String()
}

func must(v goja.Value, err error) goja.Value {
	if err != nil {
		panic(err)
	}
	return v
}
