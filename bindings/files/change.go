package files

import (
	"context"
	"encoding/json"

	"dandori/runtime/call"
	"dandori/runtime/folder"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// look is what the first step of moving or removing found: the second step has
// it among its arguments, and so a run that goes on knows what it was about to
// do, and to which file.
type look struct {
	There bool `json:"there"`
	folder.Mark
}

// move is files.move(from, to).
func (m *module) move(a *vm.Args) goja.Value {
	from, to := a.String(0, "from"), a.String(1, "to")
	a.Max(2)
	c := call.Call{Kind: "file.look", Target: from, Args: args("to", to), Effect: call.Read}
	return m.r.Ask(c, func(context.Context) (call.Answer, error) {
		mark, err := m.folder.Movable(from, to)
		if err != nil {
			return call.Answer{}, err
		}
		return vm.JSONAnswer(look{true, mark})
	}, then(func(found look) goja.Value {
		c := call.Call{Kind: "file.move", Target: from, Args: vm.Canonical(map[string]any{"to": to, "was": found.Mark}), Effect: call.Repeatable}
		return m.r.Ask(c, func(ctx context.Context) (call.Answer, error) {
			if err := call.Kept(ctx); err != nil {
				return call.Answer{}, err
			}
			return call.Answer{}, m.folder.Move(from, to, found.Mark)
		}, nil)
	}))
}

// remove is files.remove(path): whether there was something to remove.
func (m *module) remove(a *vm.Args) goja.Value {
	path := a.String(0, "path")
	a.Max(1)
	c := call.Call{Kind: "file.look", Target: path, Effect: call.Read}
	return m.r.Ask(c, func(context.Context) (call.Answer, error) {
		mark, there, err := m.folder.Removable(path)
		if err != nil {
			return call.Answer{}, err
		}
		return vm.JSONAnswer(look{there, mark})
	}, then(func(found look) goja.Value {
		if !found.There {
			return m.r.JS().ToValue(false)
		}
		c := call.Call{Kind: "file.remove", Target: path, Args: vm.Canonical(map[string]any{"was": found.Mark}), Effect: call.Repeatable}
		return m.r.Ask(c, func(ctx context.Context) (call.Answer, error) {
			if err := call.Kept(ctx); err != nil {
				return call.Answer{}, err
			}
			return call.Answer{}, m.folder.Remove(path, found.Mark)
		}, func(call.Answer) (goja.Value, error) { return m.r.JS().ToValue(true), nil })
	}))
}

// then takes the second step, with what the first one found, fresh or replayed.
func then(step func(look) goja.Value) func(call.Answer) (goja.Value, error) {
	return func(a call.Answer) (goja.Value, error) {
		var found look
		if err := json.Unmarshal(a.Body, &found); err != nil {
			return nil, err
		}
		return step(found), nil
	}
}
