package kaonaviv1

import (
	"context"
	"strings"
	"time"

	"dandori/bindings/kaonaviv1/api"
	"dandori/runtime/call"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

const (
	dryRun = "dry-run:" // begins the ids of tasks that do not exist
	usual  = 2 * time.Second
)

// task makes the job of a task that was started elsewhere.
func (f *face) task(a *vm.Args) goja.Value {
	a.Max(1)
	op, _ := api.Lookup("task")
	j := f.job(op, a.ID(0, "id"))
	j.Wait = f.wait(op, j.ID, "")
	return f.r.JobObject(j)
}

// job is the vendor's task id of op.
func (f *face) job(op api.Operation, id string) vm.Job {
	return vm.Job{
		Target: f.Connection,
		Name:   f.Name + "." + op.Name,
		ID:     id,
		Status: func(ctx context.Context) (call.Answer, error) {
			p, err := f.look(ctx, op, id)
			if err != nil {
				return call.Answer{}, err
			}
			return vm.Status(string(p.State), p.Messages)
		},
		Wait: f.wait(op, id, f.Connection+" "+op.Name),
	}
}

// wait waits until the task has ended. habit names the jobs that it takes about as long as.
func (f *face) wait(op api.Operation, id, habit string) vm.Work {
	return func(ctx context.Context) (call.Answer, error) {
		if imaginary(id) {
			return call.Answer{}, nil
		}
		return call.Answer{}, f.Poller.Wait(ctx, habit, usual, func(ctx context.Context) (bool, error) {
			p, err := f.look(ctx, op, id)
			if err == nil {
				err = f.Client.Failure(op, id, p)
			}
			return p.Done(), f.Client.Accepted(op, id, err)
		})
	}
}

func (f *face) look(ctx context.Context, op api.Operation, id string) (api.Progress, error) {
	if imaginary(id) {
		return api.Progress{State: api.OK}, nil
	}
	return f.Client.Task(ctx, op, id)
}

// imaginary reports whether the vendor has no such task: nothing was sent, for
// a dry run or because there was nothing to send.
func imaginary(id string) bool { return id == "" || strings.HasPrefix(id, dryRun) }
