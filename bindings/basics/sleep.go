package basics

import (
	"context"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/say"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// Sleep is the name sleep: sleep("90s") is a promise that is settled then. The
// time counts from when the script asked first, over all restarts of the run.
func Sleep() vm.Export {
	return vm.Export{Name: "sleep", Value: func(r *vm.Runtime) goja.Value {
		return r.Func("sleep", func(a *vm.Args) goja.Value {
			d, err := vm.ParseDuration(a.String(0, "duration"))
			if err != nil {
				a.Wrong("duration", say.T(`a duration ("90s", "1h30m", "2d")`), a.Value(0))
			}
			a.Max(1)
			c := call.Call{Kind: "sleep", Args: vm.Canonical(map[string]string{"for": d.String()}), Effect: call.Read}
			return r.Ask(c, func(ctx context.Context) (call.Answer, error) {
				due := asked(ctx).Add(d)
				return call.Answer{}, call.Until(ctx, due, say.T("sleeping until %s", due.Local().Format(time.DateTime)))
			}, nil)
		})
	}}
}

// asked is when the script asked for what is done in ctx.
func asked(ctx context.Context) time.Time {
	if s, ok := call.StepFrom(ctx); ok {
		return s.Asked
	}
	return clock.Now()
}
