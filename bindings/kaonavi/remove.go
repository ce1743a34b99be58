package kaonavi

import (
	"context"

	"dandori/bindings/kaonavi/api"
	"dandori/runtime/call"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// deleteUser is users.delete. That the one account goes is what { remove: 1 } allows.
func (s subject) deleteUser(a *vm.Args) goja.Value {
	a.Max(2)
	s.id = a.ID(0, "id")
	in := intent{args: map[string]any{}}
	in.allows(a, 1)
	op := s.operation("delete")
	if err := s.Client.Allow(op, api.Given(s.id), in.allowance()); err != nil {
		panic(s.r.Error(err))
	}
	return s.remove(op, in.args)
}

func (s subject) deleteWebhook(a *vm.Args) goja.Value {
	a.Max(1)
	s.id = a.ID(0, "id")
	return s.remove(s.operation("delete"), map[string]any{})
}

func (s subject) remove(op api.Operation, args map[string]any) goja.Value {
	place := s.turns.Of(s.noun)
	return s.r.AskBegin(vm.Begin{
		Call:  s.ask(op, args),
		Queue: place.Queue,
		Work: func(ctx context.Context) (call.Answer, error) {
			return inTurn(ctx, place, func(ctx context.Context) (call.Answer, error) { return call.Answer{}, s.gone(ctx, op) })
		},
		Probe: func(ctx context.Context, _ call.Doubtful) (call.Verdict, error) {
			gone, err := s.Client.Deleted(ctx, op, s.id)
			if gone {
				place.End()
			}
			return call.Verdict{Happened: gone}, err
		},
	}, nil)
}

func (s subject) gone(ctx context.Context, op api.Operation) error {
	before := false
	if !s.DryRun {
		ctx, before = s.begun(ctx, op)
	}
	if !before {
		if _, err := s.announce(ctx, s.Client.Deletion(op, s.id)); err != nil {
			return err
		}
	}
	if s.DryRun {
		return nil
	}
	return s.Client.Delete(ctx, op, s.id)
}
