package kaonavi

import (
	"context"

	"dandori/bindings/kaonavi/api"
	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// deleteUser is users.delete. That one account goes is what { remove: 1 } allows.
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
	if s.DryRun {
		return s.announce(ctx, op, s.id, nil)
	}
	ctx, before := s.begun(ctx, op)
	if !before {
		if err := s.announce(ctx, op, s.id, nil); err != nil {
			return err
		}
	}
	return s.Client.Delete(ctx, op, s.id)
}

// wanted says what an account's argument must be.
func wanted(op api.Operation) say.Text {
	if op.Kind == api.Users {
		return say.T("a user, such as { email, role: { id } }")
	}
	return say.T("a webhook, such as { url, events, secret_token }")
}
