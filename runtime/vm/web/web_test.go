package web

import (
	"testing"
	"time"

	"github.com/dop251/goja"
)

// newVM is a VM with the built-ins, where time stands still and randomness counts up.
func newVM(t testing.TB) *goja.Runtime {
	t.Helper()
	js := goja.New()
	js.SetMaxCallStackSize(4000) // as in a run
	Install(js, testEnv(nil))
	return js
}

// testEnv is a world without surprises. timers gets what After was asked for.
func testEnv(timers *[]func() error) Env {
	next := byte(0)
	return Env{
		Now: func() time.Time { return time.Unix(1_700_000_000, 0) },
		Random: func(p []byte) {
			for i := range p {
				p[i] = next
				next++
			}
		},
		After: func(_ int64, f func() error) {
			if timers != nil {
				*timers = append(*timers, f)
			}
		},
	}
}

// BenchmarkInstall makes VMs with and without the built-ins: the difference is what a start costs.
func BenchmarkInstall(b *testing.B) {
	b.Run("bare", func(b *testing.B) {
		for b.Loop() {
			goja.New()
		}
	})
	b.Run("web", func(b *testing.B) {
		for b.Loop() {
			Install(goja.New(), testEnv(nil))
		}
	})
}
