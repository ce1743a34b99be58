package kaonaviv1

import (
	"context"
	"encoding/json"
	"fmt"

	"dandori/bindings/kaonaviv1/api"
	"dandori/runtime/call"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// intent is what a write is about to do, read from its arguments.
type intent struct {
	rows   api.Rows
	remove int                                      // how many rows the script allows to go
	guard  func(context.Context) (api.Table, error) // looks at the present state and refuses; nil when there is nothing to look at
	args   map[string]any
}

// write makes a Write of the method; read reads its arguments on the loop.
func (s subject) write(method string, read func(*vm.Args, api.Operation) intent) goja.Value {
	op := s.operation(method)
	return s.r.Write(s.Name+"."+op.Name, func(a *vm.Args) vm.Begin {
		s.offered(op)
		in := read(a, op)
		in.args["rows"] = in.rows.Blanked()
		w := &write{subject: s, op: op, in: in, turn: s.turns.Of(s.noun + s.sheet), dry: s.dryID()}
		saw, clear, over := s.sight().begin()
		w.saw, w.clear = saw, clear
		if op.Kind == api.Members {
			s.forget()
		}
		return vm.Begin{
			Call:  s.ask(op, in.args),
			Work:  w.work,
			Probe: w.probe,
			Queue: w.turn.Queue,
			Job: func(started call.Answer) vm.Job {
				j := s.job(op, idOf(started))
				j.Value = func(call.Answer) (goja.Value, error) { over(); return goja.Undefined(), nil }
				return j
			},
		}
	})
}

// forget forgets what the script has seen: who writes members may change every sheet.
func (f *face) forget() {
	for _, s := range f.sights {
		s.saw = nil
	}
}

// rows reads the arguments of add and update.
func (s subject) rows(a *vm.Args, op api.Operation) intent {
	a.Max(1)
	return intent{rows: s.parse(a, op), args: map[string]any{}}
}

// replacement reads those of replaceAll, which removes what it does not name:
// who would go is told from one read of the present state, just before.
func (s subject) replacement(a *vm.Args, op api.Operation) intent {
	a.Max(2)
	in := intent{rows: s.parse(a, op), remove: removeOf(a)}
	in.args = map[string]any{"remove": in.remove}
	in.guard = func(ctx context.Context) (api.Table, error) {
		now, err := s.present(ctx)
		if err != nil {
			return now, err
		}
		gone, err := api.Absent(op, now, in.rows)
		if err != nil {
			return now, err
		}
		return now, s.Client.Allow(op, gone, in.remove)
	}
	return in
}

// codes reads those of delete and clear: what goes is what the script names.
func (s subject) codes(a *vm.Args, op api.Operation) intent {
	a.Max(2)
	codes := a.IDs(0, "codes")
	rows, err := api.ParseCodes(op, "codes", codes)
	in := intent{rows: rows, remove: removeOf(a)}
	in.args = map[string]any{"remove": in.remove}
	if err == nil {
		err = s.Client.Allow(op, api.Given(codes), in.remove)
	}
	if err != nil {
		panic(s.r.Error(err))
	}
	return in
}

func (s subject) parse(a *vm.Args, op api.Operation) api.Rows {
	rows, err := api.Parse(op, s.argument, a.Rows(0, s.argument))
	if err != nil {
		panic(s.r.Error(err))
	}
	return rows
}

func removeOf(a *vm.Args) int {
	options := a.Options(1, "options")
	n, _ := options.Int("remove", 0, 1<<31)
	options.Done()
	return int(n)
}

// dryID returns the id of the next write's task in a dry run.
func (f *face) dryID() string {
	f.dry++
	return fmt.Sprintf("%s%d", dryRun, f.dry)
}

func started(id string) (call.Answer, error) {
	return vm.JSONAnswer(map[string]string{"id": id})
}

func idOf(a call.Answer) string {
	var started struct{ ID string }
	_ = json.Unmarshal(a.Body, &started) // made by started
	return started.ID
}
