package sansan

import (
	"context"
	"errors"

	"dandori/bindings/sansan/api"
	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/turn"
	"dandori/runtime/vm"
)

// started is what the start of an import is recorded as.
type started struct {
	ID      string             `json:"id"`
	Results []api.ImportResult `json:"results,omitempty"` // of a dry run
}

// settled is started of an import whose answer was lost and that was found done: the id is null.
type settled struct {
	ID      *string            `json:"id"`
	Results []api.ImportResult `json:"results"`
}

// importing is one import on its way: it waits for its turn, plans, asks the
// guard and sends, and can tell later whether a lost answer meant that it was done.
type importing struct {
	*face
	in     api.Import
	remove int
	turn   *turn.Place
	next   func() string // ids of a dry run
}

// work sends the import. While it is in doubt no other one goes out.
func (w *importing) work(ctx context.Context) (call.Answer, error) {
	if err := w.turn.Await(ctx); err != nil {
		return call.Answer{}, err
	}
	a, err := w.send(ctx)
	if !inDoubt(err) {
		w.turn.End()
	}
	return a, err
}

func (w *importing) send(ctx context.Context) (call.Answer, error) {
	if w.DryRun {
		plan, err := w.plan(ctx)
		if err != nil {
			return call.Answer{}, err
		}
		if err := w.announce(ctx, plan); err != nil {
			return call.Answer{}, err
		}
		id, results := w.next(), plan.Rehearse(w.next)
		plan.Leave(results)
		return vm.JSONAnswer(started{id, results})
	}
	id, err := w.start(ctx)
	if err != nil {
		return call.Answer{}, err
	}
	w.took(id)
	w.Client.Notice(say.T("Sansan has taken the import: importId %s", id))
	return vm.JSONAnswer(started{ID: id})
}

// start does not plan when an earlier process of the run has sent already: what
// it would read could be its own work.
func (w *importing) start(ctx context.Context) (string, error) {
	ctx, sent := call.Begin(ctx, w.request(importName))
	if sent != nil && (sent.Answer != nil || sent.Doubt != nil) {
		return w.Client.Taken(ctx)
	}
	plan, err := w.plan(ctx)
	if err != nil {
		return "", err
	}
	if err := w.announce(ctx, plan); err != nil {
		return "", err
	}
	if scribe := call.ScribeFrom(ctx); scribe != nil {
		note, err := plan.Note()
		if err == nil {
			err = scribe.Note(note)
		}
		if err != nil {
			return "", err
		}
	}
	return plan.Start(ctx)
}

// plan completes the import from what the one before it has left.
func (w *importing) plan(ctx context.Context) (*api.Plan, error) {
	if err := w.awaitLast(ctx); err != nil {
		return nil, err
	}
	plan, err := w.Client.PlanOn(ctx, w.in, w.left)
	if err == nil {
		err = plan.Guard(w.remove)
	}
	return plan, err
}

// announce says what the import is about to change.
func (w *importing) announce(ctx context.Context, p *api.Plan) error {
	return w.Plan.Announce(ctx, p.Write())
}

// probe reads back whether the import was done.
func (w *importing) probe(ctx context.Context, d call.Doubtful) (call.Verdict, error) {
	results, happened, err := w.Client.Settled(ctx, w.in, d.Note)
	if err != nil || !happened {
		return call.Verdict{}, err
	}
	w.turn.End()
	answer, err := vm.JSONAnswer(settled{Results: append([]api.ImportResult{}, results...)})
	return call.Verdict{Happened: true, Answer: answer}, err
}

// awaitLast waits until the import before this one is over, so that this one is
// made from what it left.
func (f *face) awaitLast(ctx context.Context) error {
	f.mu.Lock()
	last := f.last
	f.mu.Unlock()
	if last == "" {
		return nil
	}
	err := f.Client.Ended(ctx, f.Poller, last)
	f.mu.Lock()
	defer f.mu.Unlock()
	if err == nil && f.last == last {
		f.last = ""
	}
	return err
}

// took remembers the import that the vendor has just taken.
func (f *face) took(id string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.last, f.here[id] = id, true
}

// recall remembers an import of an earlier process of the run: it may still be under way.
func (f *face) recall(id string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if id != "" && !imaginary(id) && !f.here[id] {
		f.last, f.here[id] = id, true
	}
}

func inDoubt(err error) bool {
	var e *call.Error
	return errors.As(err, &e) && e.Class == call.InDoubt
}
