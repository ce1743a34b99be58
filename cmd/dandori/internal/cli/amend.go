package cli

import (
	"context"
	"errors"
	"iter"

	"dandori/runtime/clock"
	"dandori/runtime/journal"
	"dandori/runtime/queue"
	"dandori/runtime/say"
)

// amend adds a person's word to the journal of a run that nobody works on, and
// puts the run back into the list, due at once. first, if there is one, is done
// with the run claimed; with its error, the run stays as it was.
func (a *app) amend(ctx context.Context, s *keeping, run queue.Run, e journal.Entry, first func() error) error {
	claimed, ok, err := s.ClaimRun(ctx, run.ID, s.Worker(), a.lease(), run.State)
	if err != nil {
		return err
	}
	if !ok {
		return notClaimed(ctx, s, run, say.T("dandori runs show %s tells how it stands", run.ID))
	}
	l := queue.Lease{Run: run.ID, Epoch: claimed.Epoch}
	if first != nil {
		err = first()
	}
	if err == nil {
		err = enter(ctx, s, l, e)
	}
	if err != nil {
		return errors.Join(err, putBack(ctx, s, l, run))
	}
	return s.Park(ctx, l, queue.Park{State: queue.Queued, Due: clock.Now()})
}

// putBack leaves a run that was claimed as it was before.
func putBack(ctx context.Context, s *keeping, l queue.Lease, was queue.Run) error {
	return s.Park(ctx, l, queue.Park{State: was.State, Reason: was.Reason, Due: was.Due, Until: was.Until, Result: was.Result, Failure: was.Failure})
}

func enter(ctx context.Context, s *keeping, l queue.Lease, e journal.Entry) error {
	log, err := s.Journal(ctx, l)
	if err != nil {
		return err
	}
	e.At = clock.Now()
	return errors.Join(log.Append(e), log.Sync())
}

// allEntries reads a whole journal.
func allEntries(all iter.Seq2[journal.Entry, error]) ([]journal.Entry, error) {
	var entries []journal.Entry
	for e, err := range all {
		if err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	return entries, nil
}
