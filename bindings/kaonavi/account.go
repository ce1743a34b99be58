package kaonavi

import (
	"context"
	"encoding/json"
	"maps"
	"sync"

	"dandori/bindings/kaonavi/api"
	"dandori/runtime/call"
	"dandori/runtime/plan"
	"dandori/runtime/turn"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// users and webhooks are no tasks: what the vendor has made of them is its answer.

func (f *face) users() vm.Members {
	s := subject{face: f, noun: "users", argument: "user"}
	return vm.Members{"list": s.list, "get": s.single("id"), "create": s.create, "update": s.update, "delete": s.deleteUser}
}

func (f *face) webhooks() vm.Members {
	s := subject{face: f, noun: "webhooks", argument: "hook"}
	return vm.Members{"list": s.list, "create": s.create, "update": s.update, "delete": s.deleteWebhook}
}

func (s subject) create(a *vm.Args) goja.Value {
	a.Max(1)
	return s.save(a, s.operation("create"), 0)
}

func (s subject) update(a *vm.Args) goja.Value {
	a.Max(2)
	s.id = a.ID(0, "id")
	return s.save(a, s.operation("update"), 1)
}

// save is the call of create and update, of what argument i holds.
func (s subject) save(a *vm.Args, op api.Operation, i int) goja.Value {
	if !a.Has(i) {
		a.Options(i, s.argument).Need(s.argument, wanted(op))
	}
	_ = a.Options(i, s.argument) // an object
	raw := a.JSON(i, s.argument)
	account, err := s.Client.Account(op, api.Target{ID: s.id}, s.argument, raw)
	if err != nil {
		panic(s.r.Error(err))
	}
	w := &saving{subject: s, op: op, account: account, given: api.Blanked(raw), turn: s.turns.Of(s.noun), dry: s.dryID()}
	return s.r.AskBegin(vm.Begin{
		Call: s.ask(op, map[string]any{s.argument: w.given}), Work: w.work, Probe: w.probe, Queue: w.turn.Queue,
	}, s.r.FromJSON)
}

// saving is a user or a webhook on its way.
type saving struct {
	subject
	op      api.Operation
	account *api.Account
	given   json.RawMessage // without secrets
	turn    *turn.Place
	dry     string // its id in a dry run
}

func (w *saving) work(ctx context.Context) (call.Answer, error) {
	return inTurn(ctx, w.turn, w.send)
}

// inTurn does work when its turn has come. While it is in doubt nothing else goes.
func inTurn(ctx context.Context, place *turn.Place, work vm.Work) (call.Answer, error) {
	if err := place.Await(ctx); err != nil {
		return call.Answer{}, err
	}
	a, err := work(ctx)
	if !inDoubt(err) {
		place.End()
	}
	return a, err
}

func (w *saving) send(ctx context.Context) (call.Answer, error) {
	if w.DryRun {
		return w.rehearse(ctx)
	}
	ctx, before := w.begun(ctx, w.op)
	if !before {
		if err := w.prepare(ctx); err != nil {
			return call.Answer{}, err
		}
	}
	saved, err := w.Client.Save(ctx, w.account)
	return call.Answer{Body: orNull(saved)}, err
}

// begun is call.Begin, and whether an earlier process of the run has sent the request already.
func (f *face) begun(ctx context.Context, op api.Operation) (context.Context, bool) {
	ctx, prior := call.Begin(ctx, call.Request{Connection: f.Connection, Vendor: api.Vendor, Operation: op.Operation})
	return ctx, prior != nil && (prior.Answer != nil || prior.Doubt != nil)
}

// prepare announces, and notes which webhooks are there: a new one has no key of its own.
func (w *saving) prepare(ctx context.Context) error {
	if err := w.announce(ctx, w.op, w.id, w.given); err != nil {
		return err
	}
	scribe := call.ScribeFrom(ctx)
	if scribe == nil || w.op.Name != "webhooks.create" {
		return nil
	}
	ids, err := w.Client.IDs(ctx, w.op)
	if err != nil {
		return err
	}
	raw, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	return scribe.Note(raw)
}

// announce tells what becomes of an account; now is nil when it goes.
func (f *face) announce(ctx context.Context, op api.Operation, id string, now json.RawMessage) error {
	return f.Plan.Announce(ctx, plan.Write{
		Connection: f.Connection, Vendor: api.Vendor, Operation: op.Name, Requests: map[string]int{op.Of: 1}, Changes: []plan.Change{},
	})
}

// rehearse answers what would result.
func (w *saving) rehearse(ctx context.Context) (call.Answer, error) {
	if err := w.announce(ctx, w.op, w.id, w.given); err != nil {
		return call.Answer{}, err
	}
	var now, given map[string]json.RawMessage
	if w.id != "" {
		raw, err := w.present(ctx, w.id)
		if err == nil {
			err = json.Unmarshal(raw, &now)
		}
		if err != nil {
			return call.Answer{}, err
		}
	}
	if err := json.Unmarshal(w.given, &given); err != nil {
		return call.Answer{}, err
	}
	if now == nil {
		now = map[string]json.RawMessage{"id": json.RawMessage(`"` + w.dry + `"`)}
	}
	id := now["id"]
	maps.Copy(now, given)
	now["id"] = id
	delete(now, "password")
	raw, err := json.Marshal(now)
	if err != nil {
		return call.Answer{}, err
	}
	if w.id == "" || imaginary(w.id) {
		w.drafts.put(text(id), raw)
	}
	return call.Answer{Body: raw}, nil
}

// present is what there is of that id; null for nothing.
func (s subject) present(ctx context.Context, id string) (json.RawMessage, error) {
	if raw, there := s.drafts.get(id); there {
		return raw, nil
	}
	t, err := s.Client.List(ctx, s.operation("list"), api.Target{}, api.Query{})
	if err != nil {
		return nil, err
	}
	for row, err := range api.Each[json.RawMessage](t) {
		if err != nil {
			return nil, err
		}
		var known struct{ ID api.Int }
		if json.Unmarshal(row, &known) == nil && known.ID.String() == id {
			return row, nil
		}
	}
	return nil, call.New(call.PlainError, "%s: there is none with the id %s", s.noun, id)
}

func (w *saving) probe(ctx context.Context, d call.Doubtful) (call.Verdict, error) {
	var before []string
	if len(d.Note) > 0 {
		if err := json.Unmarshal(d.Note, &before); err != nil {
			return call.Verdict{}, err
		}
	}
	saved, happened, err := w.Client.SavedAs(ctx, w.account, before)
	if err != nil || !happened {
		return call.Verdict{}, err
	}
	w.turn.End()
	return call.Verdict{Happened: true, Answer: call.Answer{Body: orNull(saved)}}, nil
}

func orNull(raw json.RawMessage) json.RawMessage {
	if raw == nil {
		return json.RawMessage("null")
	}
	return raw
}

func text(raw json.RawMessage) string {
	var s string
	_ = json.Unmarshal(raw, &s) // a string that was made here
	return s
}

// made are the accounts that a dry run has made up. It may be used from any goroutine.
type made struct {
	mu  sync.Mutex
	all map[string]json.RawMessage
}

func (m *made) get(id string) (json.RawMessage, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	raw, there := m.all[id]
	return raw, there
}

func (m *made) put(id string, raw json.RawMessage) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.all == nil {
		m.all = map[string]json.RawMessage{}
	}
	m.all[id] = raw
}
