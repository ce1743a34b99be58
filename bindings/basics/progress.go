package basics

import (
	"math"

	"dandori/runtime/say"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// Bar is one progress bar. It is called on the loop.
type Bar interface {
	Tick(n int64) // so many more
	Set(n int64)  // so many in all
}

// Progress is the name progress. start shows a bar; total is 0 when it is not
// known. nil shows none.
func Progress(start func(label string, total int64) Bar) vm.Export {
	return vm.Export{Name: "progress", Value: func(r *vm.Runtime) goja.Value {
		return r.Func("progress", func(a *vm.Args) goja.Value {
			label := a.String(0, "label")
			f := a.Options(1, "options")
			total, _ := f.Int("total", 0, math.MaxInt64)
			f.Done()
			a.Max(2)
			bar := Bar(none{})
			if start != nil {
				bar = start(label, total)
			}
			return r.Object("progress", vm.Members{
				"tick": func(a *vm.Args) goja.Value { bar.Tick(count(a, 1)); return goja.Undefined() },
				"set":  func(a *vm.Args) goja.Value { bar.Set(count(a, -1)); return goja.Undefined() },
			})
		})
	}}
}

// count reads the one argument, a whole number; missing is what it means when
// it is left out, -1 that it may not be.
func count(a *vm.Args, missing int64) int64 {
	a.Max(1)
	if !a.Has(0) && missing >= 0 {
		return missing
	}
	if n, ok := a.Value(0).Export().(int64); ok && n >= 0 {
		return n
	}
	a.Wrong("n", say.T("a whole number from 0"), a.Value(0))
	return 0
}

type none struct{}

func (none) Tick(int64) {}
func (none) Set(int64)  {}
