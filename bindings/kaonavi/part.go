package kaonavi

import (
	"context"
	"encoding/json"

	"dandori/bindings/kaonavi/api"
	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/vm"
)

// sent is what the sending of one part is recorded as. The parts of a write are
// calls of their own, one after another: what an earlier process of the run has
// done is in its journal, and what is in doubt is settled for each by itself.
type sent struct {
	ID       *string `json:"id"`              // the task; null when the answer that named it was lost, "" when there is none
	Parts    int     `json:"parts,omitempty"` // how many the write has; 0: it is not known, for a person has said what came of it
	Last     int     `json:"last,omitempty"`  // the rows that are sent by now
	Repeated bool    `json:"repeated,omitempty"`
}

func (s sent) id() string {
	if s.ID == nil {
		return ""
	}
	return *s.ID
}

// part is the step of the write that sends its part i, from 0, which begins at
// the row first; c is the call.
func (w *write) part(i, first int, c call.Call) vm.Begin {
	return vm.Begin{
		Call: c,
		Work: func(ctx context.Context) (call.Answer, error) {
			s, err := w.send(ctx, i, first)
			if err != nil {
				return call.Answer{}, err
			}
			return vm.JSONAnswer(s)
		},
		Probe: func(ctx context.Context, d call.Doubtful) (call.Verdict, error) { return w.probe(ctx, i, d) },
		Job: func(a call.Answer) vm.Job {
			var s sent
			_ = json.Unmarshal(a.Body, &s) // made by Work or Probe; or what a person said, which names no task
			return w.job(i, first, s)
		},
	}
}

// next is the step after the part i.
func (w *write) next(i int, s sent) vm.Begin {
	c := w.ask(w.op, map[string]any{"part": i + 2})
	return w.part(i+1, s.Last, c)
}

// send sends the part i. It does not look, nor announce, what an earlier
// process of the run has sent already: what it would see could be its own work.
func (w *write) send(ctx context.Context, i, first int) (sent, error) {
	if err := w.turn.Await(ctx); err != nil {
		return sent{}, err
	}
	if w.DryRun {
		return w.rehearse(ctx)
	}
	ctx, before := w.begun(ctx, w.op)
	if err := w.drafted(ctx); err != nil {
		return sent{}, err
	}
	if !before && i == 0 {
		if err := w.prepare(ctx); err != nil {
			return sent{}, err
		}
	}
	p, ok, err := w.at(i, first)
	if err != nil || !ok { // no rows; or a person has said what came of the last part
		return sent{ID: new(""), Parts: i + 1, Last: w.draft.Len()}, err
	}
	if !before {
		if err := w.note(ctx, p); err != nil {
			return sent{}, err
		}
	}
	t, err := w.Client.Send(ctx, p)
	if err != nil {
		return sent{}, err
	}
	_, last := p.Rows()
	if p.Of > 1 {
		w.Notice(say.T("%s: Kaonavi has taken part %d of %d as task %s", w.op.Name, p.Number, p.Of, t.Task))
	}
	return sent{ID: &t.Task, Parts: p.Of, Last: last, Repeated: t.Repeated}, nil
}

// at returns the part i, which must begin at the row first; false when there is none.
func (w *write) at(i, first int) (api.Part, bool, error) {
	parts, err := w.draft.Parts()
	if err != nil {
		return api.Part{}, false, err
	}
	for p := range parts {
		if p.Number != i+1 {
			continue
		}
		if at, _ := p.Rows(); at != first && first > 0 {
			return p, false, call.New(call.PlainError, "%s was sent up to row %d, and its rows no longer make the same parts: the layouts were changed meanwhile", w.op.Name, first-1).
				WithHint("look at what is there now, and write the rest by another run")
		}
		return p, true, nil
	}
	return api.Part{}, false, nil
}

// job is the task of the part i.
func (w *write) job(i, first int, s sent) vm.Job {
	ends := s.Parts > 0 && i+1 >= s.Parts
	label := ""
	if s.Parts > 1 {
		label = w.r.Say(say.T("part %d of %d", i+1, s.Parts))
	}
	j := vm.Job{
		Target: w.Connection,
		Name:   w.Name + "." + w.op.Name,
		ID:     s.id(),
		Status: func(ctx context.Context) (call.Answer, error) { return w.status(ctx, s.id(), label, ends) },
		Wait:   func(ctx context.Context) (call.Answer, error) { return call.Answer{}, w.await(ctx, i, first, s) },
	}
	if !ends && !w.DryRun {
		j.Next = func() vm.Begin { return w.next(i, s) }
	}
	return j
}

// status is how far the whole is: it runs until its last part has ended.
func (w *write) status(ctx context.Context, id, label string, ends bool) (call.Answer, error) {
	p, err := w.look(ctx, w.op, id)
	if err != nil {
		return call.Answer{}, err
	}
	if p.State == api.OK && !ends {
		p.State = api.Running
	}
	if label != "" {
		p.Messages = append([]string{label}, p.Messages...)
	}
	return vm.Status(string(p.State), p.Messages)
}

// await waits until the part's task has ended.
func (w *write) await(ctx context.Context, i, first int, s sent) error {
	if imaginary(s.id()) {
		return nil
	}
	if err := w.drafted(ctx); err != nil {
		return err
	}
	p, ok, err := w.at(i, first)
	if err != nil {
		return err
	}
	if !ok {
		return w.Client.Await(ctx, w.Poller, w.op, s.id())
	}
	return w.Client.Ended(ctx, w.Poller, p, api.Accepted{Task: s.id(), Repeated: s.Repeated})
}
