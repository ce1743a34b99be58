package kaonavi

import (
	"context"
	"encoding/json"
	"maps"
	"sync"

	"dandori/bindings/kaonavi/api"
	"dandori/runtime/call"
	"dandori/runtime/say"
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
		a.Wrong(s.argument, say.T("an object"), a.Value(i))
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
	}, w.saved)
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

// saved is what the script is given; a dry run remembers what it has made up.
func (w *saving) saved(a call.Answer) (goja.Value, error) {
	var known struct{ ID string }
	if w.DryRun && json.Unmarshal(a.Body, &known) == nil && imaginary(known.ID) {
		w.drafts.put(known.ID, a.Body)
	}
	return w.r.FromJSON(a)
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
	if !isClass(err, call.InDoubt) {
		place.End()
	}
	return a, err
}

func (w *saving) send(ctx context.Context) (call.Answer, error) {
	if w.DryRun {
		now, err := w.announce(ctx, w.account)
		if err != nil {
			return call.Answer{}, err
		}
		return w.result(now)
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

// announce compares the write with what is there and tells what it would change.
func (f *face) announce(ctx context.Context, i api.Intent) (now api.Table, err error) {
	seen, err := f.Client.Look(ctx, i, f.view)
	if err == nil {
		err = f.Plan.Announce(ctx, seen.Write)
	}
	return seen.Now, err
}

// prepare announces, and notes which webhooks are there: a new one has no key of its own.
func (w *saving) prepare(ctx context.Context) error {
	now, err := w.announce(ctx, w.account)
	scribe := call.ScribeFrom(ctx)
	if err != nil || scribe == nil || w.op.Name != "webhooks.create" {
		return err
	}
	hooks, err := api.Read[api.Webhook](now)
	if err != nil {
		return err
	}
	ids := []string{}
	for _, h := range hooks {
		if h.ID != nil {
			ids = append(ids, h.ID.String())
		}
	}
	raw, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	return scribe.Note(raw)
}

// result is what would result, for a dry run: what was there with what is given.
func (w *saving) result(now api.Table) (call.Answer, error) {
	next := map[string]json.RawMessage{}
	if w.id != "" {
		raw, err := w.there(now)
		if err == nil {
			err = json.Unmarshal(raw, &next)
		}
		if err != nil {
			return call.Answer{}, err
		}
	}
	id, there := next["id"]
	if !there {
		id, _ = json.Marshal(w.dry) // a string
	}
	var given map[string]json.RawMessage
	if err := json.Unmarshal(w.given, &given); err != nil {
		return call.Answer{}, err
	}
	maps.Copy(next, given)
	next["id"] = id
	delete(next, "password")
	return vm.JSONAnswer(next)
}

// there is the account in the list that the look has shown, or as this dry run has made it up.
func (w *saving) there(now api.Table) (json.RawMessage, error) {
	if raw, is := w.drafts.get(w.id); is {
		return raw, nil
	}
	for row, err := range api.Each[json.RawMessage](now) {
		if err != nil {
			return nil, err
		}
		var known struct{ ID api.Int }
		if json.Unmarshal(row, &known) == nil && known.ID.String() == w.id {
			return row, nil
		}
	}
	return json.RawMessage("{}"), nil
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

// made are the accounts that a dry run has made up, by their ids. It may be used
// from any goroutine.
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
