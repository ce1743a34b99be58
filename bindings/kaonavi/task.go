package kaonavi

import (
	"context"
	"strings"

	"dandori/bindings/kaonavi/api"
	"dandori/runtime/call"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// dryRun begins the ids of what does not exist.
const dryRun = "dry-run:"

// task makes the job of a task that was started elsewhere.
func (f *face) task(a *vm.Args) goja.Value {
	a.Max(1)
	op, id := operation("task"), a.ID(0, "id")
	return f.r.JobObject(vm.Job{
		Target: f.Connection, Name: f.Name + ".task", ID: id,
		Status: func(ctx context.Context) (call.Answer, error) {
			p, err := f.look(ctx, op, id)
			if err != nil {
				return call.Answer{}, err
			}
			return vm.Status(string(p.State), p.Messages)
		},
		Wait: func(ctx context.Context) (call.Answer, error) {
			if imaginary(id) {
				return call.Answer{}, nil
			}
			return call.Answer{}, f.Client.Await(ctx, f.Poller, op, id)
		},
	})
}

func (f *face) look(ctx context.Context, op api.Operation, id string) (api.Progress, error) {
	if imaginary(id) {
		return api.Progress{State: api.OK}, nil
	}
	return f.Client.Task(ctx, op, id)
}

// imaginary reports whether the vendor has no such task: nothing was sent, for
// a dry run or because there was nothing to send; or it is over and its id was lost.
func imaginary(id string) bool { return id == "" || strings.HasPrefix(id, dryRun) }
