package kaonaviv1

import (
	"context"
	"encoding/json"

	"dandori/bindings/kaonaviv1/api"
)

// announce says what the write is about to change. What is there it has read
// already, or the script has, since when it has written nothing; if not, it
// costs a request, but for rows that are added.
func (w *write) announce(ctx context.Context, now api.Table) error {
	if w.Plan == nil {
		return nil
	}
	now, err := w.before(ctx, now)
	if err != nil {
		return err
	}
	change, err := w.Client.Compare(w.op, w.sheet, now, w.in.rows)
	if err == nil {
		err = w.Plan.Announce(ctx, change)
	}
	if err != nil || !w.DryRun {
		return err
	}
	return w.leave()
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
