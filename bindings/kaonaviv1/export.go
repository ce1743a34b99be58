package kaonaviv1

import (
	"context"

	"dandori/bindings/kaonaviv1/api"
	"dandori/runtime/call"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// export makes the Write of what times out when it is listed: the vendor
// prepares the data (2.12), is asked whether they are ready (2.13), and hands
// them over (2.14). It changes nothing, so that a dry run does it too.
func (s subject) export() goja.Value {
	op := s.operation("export")
	return s.r.Write(s.Name+"."+op.Name, func(a *vm.Args) vm.Begin {
		a.Max(0)
		s.offered(op)
		return vm.Begin{
			Call: s.ask(op, map[string]any{}),
			Work: func(ctx context.Context) (call.Answer, error) {
				id, err := s.Client.Preset(ctx, op, s.sheet)
				if err != nil {
					return call.Answer{}, err
				}
				return started(id)
			},
			Job: func(started call.Answer) vm.Job { return s.exportJob(op, idOf(started)) },
		}
	})
}

func (s subject) exportJob(op api.Operation, id string) vm.Job {
	return vm.Job{
		Target: s.Connection,
		Name:   s.Name + "." + op.Name,
		ID:     id,
		Status: func(ctx context.Context) (call.Answer, error) {
			p, err := s.Client.PresetTask(ctx, op, s.sheet, id)
			if err != nil {
				return call.Answer{}, err
			}
			return vm.Status(string(p.State), p.Messages)
		},
		Wait:  func(ctx context.Context) (call.Answer, error) { return s.fetch(ctx, op, id) },
		Value: s.r.FromJSON,
	}
}

// fetch waits for what was prepared and gets it. It answers {headers, data}.
func (s subject) fetch(ctx context.Context, op api.Operation, id string) (call.Answer, error) {
	var t api.Table
	err := s.Poller.Wait(ctx, s.Connection+" "+op.Name+" "+s.sheet, usual, func(ctx context.Context) (bool, error) {
		p, err := s.Client.PresetTask(ctx, op, s.sheet, id)
		if err == nil && p.State == api.OK {
			// It may still say that it is not done: then that counts.
			t, p, err = s.Client.PresetGet(ctx, op, s.sheet, id)
		}
		if err == nil {
			err = s.Client.Failure(op, id, p)
		}
		return p.Done(), err
	})
	if err != nil {
		return call.Answer{}, err
	}
	return vm.JSONAnswer(t)
}
