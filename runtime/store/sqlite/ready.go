package sqlite

import (
	"context"
	"database/sql"
	"time"

	"dandori/runtime/queue"
)

// Ready returns runs that could be claimed now (queue.Queue).
func (d *DB) Ready(ctx context.Context, limit int) ([]queue.Run, error) {
	return d.runs(ctx, d.legible, "WHERE "+readyRuns+" ORDER BY due_at, id LIMIT ?2", d.millis(), limit)
}

// Next returns when the next run is due (queue.Queue): of a lane, the one that
// has its turn. A run whose lease is over may be taken over any time soon.
func (d *DB) Next(ctx context.Context) (time.Time, error) {
	var due, ends sql.NullInt64
	err := d.reads.QueryRowContext(ctx, `SELECT
		(SELECT due_at FROM runs WHERE turn = 1 AND state <> 'running' AND due_at IS NOT NULL ORDER BY due_at LIMIT 1),
		(SELECT MIN(due_at) FROM runs WHERE owner <> '' AND owner <> ?)`, d.Worker()).Scan(&due, &ends)
	if err != nil {
		return time.Time{}, d.trouble(err)
	}
	next, late := instant(due), instant(ends)
	if soon := d.now().Add(lookAgain); !late.IsZero() && late.Before(soon) {
		late = soon
	}
	if next.IsZero() || !late.IsZero() && late.Before(next) {
		next = late
	}
	return next, nil
}

// Others reports whether other processes work on runs (queue.Queue).
func (d *DB) Others(ctx context.Context) (others bool, err error) {
	err = d.reads.QueryRowContext(ctx, "SELECT EXISTS(SELECT 1 FROM runs WHERE owner <> '' AND owner <> ?)", d.Worker()).Scan(&others)
	return others, d.trouble(err)
}

// lookAgain is how long a process rests while another one's lease is over.
const lookAgain = time.Second
