package kaonaviv1

import (
	"context"
	"encoding/json"
	"errors"

	"dandori/bindings/kaonaviv1/api"
	"dandori/runtime/call"
)

// announce says what the write is about to change. What is there it has read
// already, or the script has, since when it has written nothing; if not, it
// costs a request, but for rows that are added. rehearsed is what Kaonavi has
// said to a rehearsal, nil when it was not asked.
func (w *write) announce(ctx context.Context, now api.Table, rehearsed []string) error {
	if w.Plan == nil {
		return nil
	}
	now, err := w.before(ctx, now)
	if err != nil {
		return err
	}
	change, err := w.Client.Compare(w.op, w.sheet, now, w.in.rows)
	if err == nil {
		change.Rehearsed = rehearsed
		err = w.Plan.Announce(ctx, change)
	}
	if err != nil || !w.DryRun {
		return err
	}
	return w.leave()
}

// rehearse is what a dry run does in place of sending. What Kaonavi objects to
// stands in the plan, and is an error as it would be of the write itself.
func (w *write) rehearse(ctx context.Context, now api.Table) error {
	var said []string
	var refused error
	if w.AskVendor && w.op.Rehearses {
		said, refused = w.asked(ctx)
	}
	if err := w.announce(ctx, now, said); err != nil {
		return err
	}
	return refused
}

// asked sends the rows with dryrun=1 and returns what Kaonavi objects to.
func (w *write) asked(ctx context.Context) ([]string, error) {
	id, err := w.Client.Rehearse(ctx, w.op, w.sheet, w.in.rows)
	if err == nil && id != "" {
		_, err = w.wait(w.op, id, w.Connection+" "+w.op.Name)(ctx)
	}
	switch e := (*call.Error)(nil); {
	case err == nil:
		return []string{}, nil
	case errors.As(err, &e) && (e.Class == call.VendorError || e.Class == call.JobFailed):
		return append(append([]string{}, e.Errors...), e.Messages...), err
	}
	return nil, err
}

// before is what is there before the write.
func (w *write) before(ctx context.Context, now api.Table) (api.Table, error) {
	switch adds := w.op.Function == 4 || w.op.Function == 7 || w.op.Function == 10; {
	case adds:
		return now, nil
	case w.DryRun:
		return w.present(ctx)
	case now.Rows != nil:
		return now, nil
	case w.saw != nil:
		return api.Table{Rows: json.RawMessage(w.saw)}, nil
	}
	return w.present(ctx)
}

// present reads what is there now; in a dry run once, and then it is what the
// run's writes would have left.
func (s subject) present(ctx context.Context) (api.Table, error) {
	if !s.DryRun {
		return s.Client.List(ctx, s.operation("list"), s.sheet)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	target := s.noun + s.sheet
	if t, known := s.left[target]; known {
		return t, nil
	}
	t, err := s.Client.List(ctx, s.operation("list"), s.sheet)
	for i := 0; i < len(s.added[target]) && err == nil; i++ {
		t, err = api.Leave(s.operation("add"), t, s.added[target][i])
	}
	if err == nil {
		s.left[target] = t
	}
	return t, err
}

// leave notes what the write of a dry run would leave. What is added before
// anything was read waits until then.
func (w *write) leave() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	target := w.noun + w.sheet
	now, known := w.left[target]
	if !known {
		w.added[target] = append(w.added[target], w.in.rows)
		return nil
	}
	next, err := api.Leave(w.op, now, w.in.rows)
	if err == nil {
		w.left[target] = next
	}
	return err
}
