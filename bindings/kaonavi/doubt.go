package kaonavi

import (
	"context"
	"encoding/json"
	"errors"

	"dandori/bindings/kaonavi/api"
	"dandori/runtime/call"
	"dandori/runtime/vm"
)

// photographed reports whether the state before is what tells a lost answer of
// the operation: appends to a sheet have no key, and a new face image is told by
// there having been none.
func (w *write) photographed() bool {
	return w.op.Name == "sheet.add" || w.op.Kind == api.Faces
}

// note keeps the state before p where it is known and is what tells a lost
// answer. A part is about other members than those before it, so that what was
// there before the first one serves them all.
func (w *write) note(ctx context.Context, p api.Part) error {
	scribe := call.ScribeFrom(ctx)
	if scribe == nil || !w.under.clear(w.noun) || !w.photographed() {
		return nil
	}
	now, err := w.before(ctx)
	if err != nil || now == nil {
		return err
	}
	photo, err := api.Photograph(p, *now)
	if err != nil {
		return err
	}
	raw, err := json.Marshal(photo)
	if err != nil {
		return err
	}
	return scribe.Note(raw)
}

// before returns what was there before the write; nil when it is not known.
func (w *write) before(ctx context.Context) (*api.Table, error) {
	switch {
	case w.now != nil:
	case w.Preimage: // another process of the run has looked
		now, err := w.Client.Present(ctx, w.draft)
		if err != nil {
			return nil, err
		}
		w.now = &now
	}
	return w.now, nil
}

// probe reads back whether the part i was done. Then its task is over, and its id lost.
func (w *write) probe(ctx context.Context, i int, d call.Doubtful) (call.Verdict, error) {
	e := api.Evidence{Sent: d.Intent.At}
	if len(d.Note) > 0 {
		if err := json.Unmarshal(d.Note, &e.Before); err != nil {
			return call.Verdict{}, err
		}
	}
	if err := w.drafted(ctx); err != nil {
		return call.Verdict{}, err
	}
	p, ok, err := w.at(i, 0)
	if err != nil || !ok {
		return call.Verdict{}, err
	}
	happened, err := w.Client.Settled(ctx, p, e)
	if err != nil || !happened {
		return call.Verdict{}, err
	}
	_, last := p.Rows()
	answer, err := vm.JSONAnswer(sent{Parts: p.Of, Last: last})
	return call.Verdict{Happened: true, Answer: answer}, err
}

func isClass(err error, c call.Class) bool {
	var e *call.Error
	return errors.As(err, &e) && e.Class == c
}
