package web

import (
	"time"

	"github.com/dop251/goja"
)

// now returns the time in milliseconds since 1970, with fractions.
func (p *platform) now(goja.FunctionCall) goja.Value {
	return p.js.ToValue(float64(p.env.Now().UnixNano()) / float64(time.Millisecond))
}

// random fills an ArrayBuffer's view with random bytes.
func (p *platform) random(c goja.FunctionCall) goja.Value {
	p.env.Random(p.mustBytes(c.Argument(0)))
	return goja.Undefined()
}

// after calls a function after some milliseconds.
func (p *platform) after(c goja.FunctionCall) goja.Value {
	f, _ := goja.AssertFunction(c.Argument(1))
	p.env.After(c.Argument(0).ToInteger(), func() error {
		_, err := f(goja.Undefined())
		return err
	})
	return goja.Undefined()
}
