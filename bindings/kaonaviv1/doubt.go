package kaonaviv1

import (
	"context"
	"encoding/json"
	"errors"

	"dandori/bindings/kaonaviv1/api"
	"dandori/runtime/call"
	"dandori/runtime/turn"
	"dandori/runtime/vm"
)

// write is one write on its way: it waits for its turn, looks, sends, and can
// tell later whether a lost answer meant that it was done.
type write struct {
	subject
	in   intent
	op   api.Operation
	turn *turn.Place
	dry  string // the id of its task in a dry run
	saw  []byte // the rows as the script read them before; nil when it did not

	clear bool // no other write of this run is under way, so that the state before can be told
}

// work sends the write; its answer is the task's id. Nothing is sent for an empty list,
// unless that means to remove everything. While it is in doubt nothing else
// goes to its target.
func (w *write) work(ctx context.Context) (call.Answer, error) {
	if len(w.in.rows) == 0 && w.in.guard == nil {
		w.turn.End()
		return started("")
	}
	if err := w.turn.Await(ctx); err != nil {
		return call.Answer{}, err
	}
	id, err := w.lookAndSend(ctx)
	if !inDoubt(err) {
		w.turn.End()
	}
	if err != nil {
		return call.Answer{}, err
	}
	return started(id)
}

// lookAndSend does not look when an earlier process of the run has sent
// already: what it would see could be its own work.
func (w *write) lookAndSend(ctx context.Context) (string, error) {
	var sent *call.Prior
	if !w.DryRun {
		ctx, sent = call.Begin(ctx, call.Request{Connection: w.Connection, Vendor: api.Vendor, Operation: w.op.Operation})
	}
	if sent == nil || sent.Answer == nil && sent.Doubt == nil {
		now, err := w.look(ctx)
		if err == nil && w.DryRun {
			return w.dry, w.rehearse(ctx, now)
		}
		if err == nil {
			err = w.announce(ctx, now, nil)
		}
		if err != nil {
			return "", err
		}
	}
	return w.Client.Write(ctx, w.op, w.sheet, w.in.rows)
}

// look asks the guard, and notes the state before where that is what will tell a
// lost answer: for an append, for an update that may append, and for a
// replacement whose passwords nobody can see. It returns what it has read.
func (w *write) look(ctx context.Context) (api.Table, error) {
	var now api.Table
	var err error
	scribe, notes := call.ScribeFrom(ctx), w.op.Kind == api.Users
	if !w.clear {
		scribe = nil
	}
	switch {
	case w.in.guard != nil:
		now, err = w.in.guard(ctx)
	case w.op.Kind != api.Records || w.op.Function == 16:
		return now, nil
	case w.Preimage && w.op.Function == 10 && scribe != nil && !w.DryRun:
		now, err = w.Client.List(ctx, w.operation("list"), w.sheet)
		notes = true
	default:
		now, notes = api.Table{Rows: w.saw}, w.saw != nil
	}
	if err == nil && scribe != nil && notes {
		return now, w.note(scribe, now)
	}
	return now, err
}

func (w *write) note(scribe call.Scribe, now api.Table) error {
	photo, err := api.Photograph(w.op, now)
	if err != nil {
		return err
	}
	raw, err := json.Marshal(photo)
	if err != nil {
		return err
	}
	return scribe.Note(raw)
}

// probe reads back whether the write was done. Then its task is over, and lost: {"id": null}.
func (w *write) probe(ctx context.Context, d call.Doubtful) (call.Verdict, error) {
	var before *api.Photo
	if len(d.Note) > 0 {
		if err := json.Unmarshal(d.Note, &before); err != nil {
			return call.Verdict{}, err
		}
	}
	happened, err := w.Client.Settled(ctx, w.op, w.sheet, w.in.rows, before)
	if err != nil || !happened {
		return call.Verdict{}, err
	}
	w.turn.End()
	answer, err := vm.JSONAnswer(map[string]any{"id": nil})
	return call.Verdict{Happened: true, Answer: answer}, err
}

func inDoubt(err error) bool {
	var e *call.Error
	return errors.As(err, &e) && e.Class == call.InDoubt
}
