package migrate

import (
	"math"
	"regexp"
	"unicode/utf8"

	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// The bounds of what a script may ask for.
const (
	maxConcurrency = 100
	maxBatch       = 10_000
	maxSamples     = 10_000
	usualSamples   = 20
)

// nameForm and maxName say what a migration may be called: its name is part of
// files' names and of keys. The length is counted apart: \pL{0,59} is a program
// of megabytes that every start of dandori would make.
var nameForm = regexp.MustCompile(`^[\pL\pN][\pL\pN_-]*$`)

const maxName = 60

// options reads what migrate was called with, and returns it with nothing
// missing. The second argument says whether the source can be iterated over.
func (m *module) options(a *vm.Args) goja.Value {
	if !a.Has(0) {
		a.Wrong("options", say.T("an object"), a.Value(0))
	}
	out := m.r.JS().NewObject()
	f := a.Options(0, "options")
	name, ok := f.String("name")
	if !ok {
		f.Need("name", say.T("a name for the migration, which goes into the names of its reports"))
	}
	if !nameForm.MatchString(name) || utf8.RuneCountInString(name) > maxName {
		panic(m.r.Error(call.New(call.TypeError, "migrate: options.name must be up to 60 letters, digits, - and _, not %q", name)))
	}
	_ = out.Set("name", name)
	source, ok := f.Value("source")
	if !ok || !a.Value(1).ToBoolean() {
		if source == nil {
			source = goja.Undefined()
		}
		a.Wrong("options.source", say.T("something to iterate over: an array, a listing, csv.read(…)"), source)
	}
	_ = out.Set("source", source)
	for _, name := range []string{"key", "write"} {
		if _, ok := f.Func(name); !ok {
			f.Need(name, say.T("a function"))
		}
		v, _ := f.Value(name)
		_ = out.Set(name, v)
	}
	m.numbers(f, out)
	m.choices(f, out)
	m.verify(a, f, out)
	f.Done()
	return out
}

func (m *module) numbers(f *vm.Fields, out *goja.Object) {
	for _, n := range []struct {
		key          string
		lo, hi, left int64
	}{{"batch", 1, maxBatch, 0}, {"concurrency", 1, maxConcurrency, 1}, {"total", 0, math.MaxInt64, 0}} {
		v, ok := f.Int(n.key, n.lo, n.hi)
		if !ok {
			v = n.left
		}
		_ = out.Set(n.key, v)
	}
	if _, given := f.Value("total"); given {
		return
	}
	if source, ok := out.Get("source").(*goja.Object); ok && source.ClassName() == "Array" {
		_ = out.Set("total", source.Get("length"))
	}
}

func (m *module) choices(f *vm.Fields, out *goja.Object) {
	for _, key := range []string{"changed", "unfinished"} {
		v, ok := f.Enum(key, "report", "write")
		if !ok {
			v = "report"
		}
		_ = out.Set(key, v)
	}
	dir, ok := f.String("folder")
	if !ok {
		dir = "out"
	}
	_ = out.Set("folder", dir)
}

// verify reads options.verify.
func (m *module) verify(a *vm.Args, f *vm.Fields, out *goja.Object) {
	_ = out.Set("samples", usualSamples)
	_ = out.Set("onDifference", "throw")
	v, ok := f.Value("verify")
	if !ok {
		return
	}
	below := a.Below("options.verify", v)
	for _, key := range []string{"count", "sample"} {
		if _, ok := below.Func(key); ok {
			fn, _ := below.Value(key)
			_ = out.Set(key, fn)
		}
	}
	if n, ok := below.Int("samples", 0, maxSamples); ok {
		_ = out.Set("samples", n)
	}
	if s, ok := below.Enum("onDifference", "throw", "report"); ok {
		_ = out.Set("onDifference", s)
	}
	below.Done()
}

// folder and name of what frames hand back as the options.
type named struct{ name, folder string }

func (m *module) named(v goja.Value) named {
	o := v.ToObject(m.r.JS())
	return named{o.Get("name").String(), o.Get("folder").String()}
}
