package runner

import (
	"context"
	"math"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/engine"
	"dandori/runtime/journal"
	"dandori/runtime/queue"
	"dandori/runtime/say"
)

// longestRetry is how long a run waits for its next attempt at the most.
const longestRetry = 7 * 24 * time.Hour

// again leaves a run that has failed for another attempt, when its workflow
// wants one and the call that failed may be made again; ok is false otherwise.
// The outcome of that call is void from here on, in the same journal.
func (r *Runner) again(ctx context.Context, run queue.Run, l queue.Lease, result engine.Result) (p queue.Park, ok bool) {
	if r.config.Unkept || !mayHelp(run, result) {
		return p, false
	}
	ctx = context.WithoutCancel(ctx)
	log, err := r.config.Store.Journal(ctx, l)
	if err != nil {
		return p, false // whatever it is, parking meets it, too
	}
	entries, err := entriesOf(log)
	if err != nil || journal.MayRetry(entries, result.FailedCall) != nil {
		return p, false
	}
	if log.Append(journal.Entry{Kind: journal.Retry, At: clock.Now(), N: result.FailedCall}) != nil || log.Sync() != nil {
		return p, false
	}
	p = parked(result)
	p.State, p.Retry = queue.Queued, true
	p.Due = clock.Now().Add(delay(run.Spec.Retry, run.Attempt))
	p.Reason = say.T("attempt %[1]d of %[2]d failed: %[3]s", run.Attempt, run.Spec.Retry.Attempts, result.Failure.Message)
	return p, true
}

// mayHelp reports whether a failure is one that may be gone next time: a
// person's no, or an argument that is wrong, is not.
func mayHelp(run queue.Run, result engine.Result) bool {
	f := result.Failure
	if result.State != engine.Failed || f == nil || result.FailedCall == 0 || run.Attempt >= run.Spec.Retry.Attempts {
		return false
	}
	switch result.FailedClass {
	case call.JobFailed, call.Rejected, call.TypeError, call.RangeError, call.PermissionError, call.LimitError:
		return false
	}
	return true
}

// delay is how long a run waits after the attempt that has failed.
func delay(r queue.Retry, attempt int) time.Duration {
	d := float64(r.Delay) * math.Pow(max(1, r.Backoff), float64(attempt-1))
	return time.Duration(min(d, float64(longestRetry)))
}

func entriesOf(log journal.Log) ([]journal.Entry, error) {
	var entries []journal.Entry
	for e, err := range log.Entries() {
		if err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	return entries, nil
}
