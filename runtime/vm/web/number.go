package web

import (
	"math"
	"math/big"

	"github.com/dop251/goja"
)

// sumPrecision is enough bits for the exact sum of 2^53 doubles: from 2^-1074 to 2^1024, and the carries.
const sumPrecision = 1074 + 1024 + 64

// sum is the exact sum of an array of finite numbers, rounded once.
func (p *platform) sum(c goja.FunctionCall) goja.Value {
	total := new(big.Float).SetPrec(sumPrecision)
	term := new(big.Float)
	p.js.ForOf(c.Argument(0), func(v goja.Value) bool {
		total.Add(total, term.SetPrec(53).SetFloat64(v.ToFloat()))
		return true
	})
	f, _ := total.Float64()
	return p.js.ToValue(f)
}

// half rounds a number to what 16 bits hold (IEEE 754 binary16), ties to even.
func (p *platform) half(c goja.FunctionCall) goja.Value {
	x := c.Argument(0).ToFloat()
	if x == 0 || math.IsNaN(x) || math.IsInf(x, 0) {
		return p.js.ToValue(x)
	}
	_, exp := math.Frexp(x)
	step := math.Ldexp(1, max(exp-11, -24))
	rounded := math.RoundToEven(x/step) * step
	if math.Abs(rounded) > 65504 {
		rounded = math.Copysign(math.Inf(1), x)
	}
	return p.js.ToValue(rounded)
}
