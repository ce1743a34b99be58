package vm

import (
	"strings"
	"unicode/utf8"

	"dandori/runtime/call"

	"github.com/dop251/goja"
)

const (
	longestString  = 1 << 28  // that a script makes at one go, in UTF-16 units: more is a slip of the pen, and would end the process without a word about where
	largestResult  = 16 << 20 // of a run, as JSON
	longestMessage = 8 << 10  // of a failure
)

// installBounds has the functions that make long strings refuse what no machine
// has memory for, as those of other engines do.
func (r *Runtime) installBounds() {
	proto := r.js.Get("String").ToObject(r.js).Get("prototype").ToObject(r.js)
	r.boundMethod(proto, "repeat", func(s goja.String, n float64) float64 { return n * float64(s.Length()) })
	for _, pad := range []string{"padStart", "padEnd"} {
		r.boundMethod(proto, pad, func(_ goja.String, n float64) float64 { return n })
	}
}

// boundMethod bounds a method of strings whose first argument is a number; length
// is how long its result will be.
func (r *Runtime) boundMethod(proto *goja.Object, name string, length func(s goja.String, n float64) float64) {
	native := proto.Get(name)
	do, _ := goja.AssertFunction(native)
	bounded := r.Func(name, func(a *Args) goja.Value {
		this, args := a.call.This, a.call.Arguments
		if s, ok := this.(goja.String); ok && len(args) > 0 {
			if _, number := args[0].Export().(int64); number || isFloat(args[0]) {
				r.mustFit(length(s, args[0].ToFloat()))
			}
		}
		v, err := do(this, args...)
		if err != nil {
			panic(err)
		}
		return v
	})
	_ = bounded.(*goja.Object).DefineDataProperty("length", native.ToObject(r.js).Get("length"), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	_ = proto.DefineDataProperty(name, bounded, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
}

func isFloat(v goja.Value) bool {
	_, ok := v.Export().(float64)
	return ok
}

func (r *Runtime) mustFit(length float64) {
	if length > longestString {
		panic(r.Error(call.New(call.RangeError, "a string of %.0f characters is too long: at most %d are possible", length, longestString)))
	}
}

// boundResult is the error for a result that is too large to keep.
func boundResult(size int) error {
	if size <= largestResult {
		return nil
	}
	return call.New(call.LimitError, "the result is too large: %d bytes as JSON, of at most %d", size, largestResult).
		WithHint("write it to a file, and return the file's name")
}

// shortened is text as far as it is kept of a failure.
func shortened(text string) string {
	if len(text) <= longestMessage {
		return text
	}
	end := longestMessage
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return strings.Clone(text[:end]) + "…"
}

// uncatchable returns err as what ends the script wherever it passes; nil when it is none.
func uncatchable(err error) error {
	switch e := err.(type) {
	case *goja.InterruptedError:
		return e
	case *goja.StackOverflowError:
		return e
	}
	return nil
}
