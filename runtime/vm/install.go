package vm

import (
	"encoding/binary"
	"time"

	"dandori/runtime/vm/web"

	"github.com/dop251/goja"
)

// install gives the VM what every script finds there.
func (r *Runtime) install() {
	web.Install(r.js, web.Env{
		Now:    r.host.Now,
		Random: r.host.Random,
		After:  func(ms int64, f func() error) { r.startTimer(ms, new(int), f) }, // AbortSignal.timeout keeps no script alive

		Scripts: r.own.Web,
	})
	r.installRegExp()
	r.installBounds()
	r.installTimers()
	r.installConsole()
	r.global("queueMicrotask", r.Func("queueMicrotask", func(a *Args) goja.Value {
		f := a.Func(0, "callback")
		_ = r.then(r.Resolved(), func(goja.Value) error { _, err := f(goja.Undefined()); return err })
		return goja.Undefined()
	}))
}

// random is Math.random: a number from the door, in [0, 1).
func (r *Runtime) random() float64 {
	var b [8]byte
	r.host.Random(b[:])
	return float64(binary.LittleEndian.Uint64(b[:])>>11) / (1 << 53)
}

func milliseconds(ms int64) time.Duration { return time.Duration(ms) * time.Millisecond }
