package basics

import (
	"encoding/json"
	"time"

	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// Facts say which run this is. They stay the same when the run goes on in
// another process, but for the attempt.
type Facts struct {
	ID        string
	Workflow  string // its name, or the path of a bare script
	DryRun    bool
	Attempt   int // from 1
	StartedAt time.Time
}

// Run is the name run: the facts, frozen. startedAt is an ISO string.
func Run(f Facts) vm.Export {
	return vm.Export{Name: "run", Value: func(r *vm.Runtime) goja.Value {
		raw, err := json.Marshal(struct {
			ID        string `json:"id"`
			Workflow  string `json:"workflow"`
			DryRun    bool   `json:"dryRun"`
			Attempt   int    `json:"attempt"`
			StartedAt string `json:"startedAt"`
		}{f.ID, f.Workflow, f.DryRun, f.Attempt, f.StartedAt.Format("2006-01-02T15:04:05.000Z07:00")})
		if err != nil {
			panic(err)
		}
		v, err := r.JSON(raw)
		if err != nil {
			panic(err)
		}
		return freeze(r, v)
	}}
}

func freeze(r *vm.Runtime, v goja.Value) goja.Value {
	f, _ := goja.AssertFunction(r.JS().Get("Object").ToObject(r.JS()).Get("freeze"))
	if _, err := f(goja.Undefined(), v); err != nil {
		panic(err)
	}
	return v
}
