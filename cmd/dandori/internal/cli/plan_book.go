package cli

import (
	"context"

	"dandori/runtime/call"
	"dandori/runtime/journal"
	"dandori/runtime/plan"
	"dandori/runtime/queue"
	"dandori/runtime/say"
)

// bookOf is the book of a run's plan: what its workflow allows, and what was signed.
func bookOf(run queue.Run) (*plan.Book, error) {
	c := plan.Config{Guard: plan.Guard{Remove: run.Spec.Remove, Change: run.Spec.Change}}
	if s := run.Spec.Signed; s != nil {
		var err error
		if c.Signed, err = plan.Unpack(s.Plan); err != nil {
			return nil, call.New(call.Config, "the plan that run %[1]s was signed with cannot be read: %[2]v", run.ID, err).Because(err).
				WithHint("dandori runs cancel %s ends the run; make and sign a new plan", run.ID)
		}
	}
	return plan.NewBook(c), nil
}

// recall tells the book what earlier processes of the run have announced. The
// run is this process's, so that nobody adds to it.
func recall(ctx context.Context, s *keeping, run queue.Run, b *plan.Book) error {
	if run.Epoch <= 1 {
		return nil
	}
	before, err := announced(ctx, s, run)
	if err == nil {
		b.Recall(before)
	}
	return err
}

// announced is what the calls of a run said that they would change, by call.
func announced(ctx context.Context, s *keeping, run queue.Run) (map[int]plan.Write, error) {
	entries, err := allEntries(s.ReadJournal(ctx, run.ID))
	if err != nil {
		return nil, err
	}
	out := map[int]plan.Write{}
	for _, p := range journal.Plans(entries) {
		w, err := plan.Decode(p.Bytes)
		if err != nil {
			return nil, say.Errorf("the journal of run %[1]s: what step %[2]d would change cannot be read: %[3]w", run.ID, p.N, err)
		}
		out[p.N] = w
	}
	return out, nil
}
