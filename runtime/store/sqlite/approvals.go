package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"dandori/runtime/queue"
)

var _ queue.Approvals = (*DB)(nil)

// question is what the column of that name holds, sealed.
type question struct {
	Message string          `json:"message"`
	Details json.RawMessage `json:"details,omitempty"`
}

// Request enters that the run's call n asks for an approval (queue.Approvals).
func (d *DB) Request(ctx context.Context, run string, n int, message string, details json.RawMessage, notices []queue.Notice) error {
	sealed, err := d.sealJSON(question{Message: message, Details: details}, about("approvals", run, n, "question"))
	if err != nil {
		return err
	}
	return d.move(ctx, quick, func(t *tx) error {
		done, err := t.Exec("INSERT OR IGNORE INTO approvals(run, n, asked_at, question) VALUES(?,?,?,?)", run, n, d.millis(), sealed)
		if err != nil {
			return err
		}
		if entered, err := done.RowsAffected(); err != nil || entered == 0 {
			return err
		}
		return d.enterNotices(t, notices)
	})
}

// Decided returns the decision on call n (queue.Approvals).
func (d *DB) Decided(ctx context.Context, run string, n int) (queue.Decision, bool, error) {
	var sealed []byte
	var decision queue.Decision
	err := d.reads.QueryRowContext(ctx, "SELECT decision FROM approvals WHERE run = ? AND n = ?", run, n).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) || err == nil && sealed == nil {
		return decision, false, nil
	}
	if err == nil {
		err = d.openJSON(sealed, about("approvals", run, n, "decision"), &decision)
	}
	return decision, err == nil, d.trouble(err)
}

// Open returns the calls of a run that wait for a decision (queue.Approvals):
// none when the run is over.
func (d *DB) Open(ctx context.Context, run string) ([]queue.Approval, error) {
	rows, err := d.reads.QueryContext(ctx, `SELECT n, asked_at, question FROM approvals JOIN runs ON runs.id = run
		WHERE run = ? AND decision IS NULL AND finished_at IS NULL ORDER BY n`, run)
	if err != nil {
		return nil, d.trouble(err)
	}
	defer rows.Close()
	var open []queue.Approval
	for rows.Next() {
		a, err := d.approval(rows, run)
		if err != nil {
			return nil, err
		}
		open = append(open, a)
	}
	return open, d.trouble(rows.Err())
}

func (d *DB) approval(rows *sql.Rows, run string) (queue.Approval, error) {
	var a queue.Approval
	var asked int64
	var sealed []byte
	if err := rows.Scan(&a.N, &asked, &sealed); err != nil {
		return a, err
	}
	var q question
	err := d.openJSON(sealed, about("approvals", run, a.N, "question"), &q)
	a.Asked, a.Message, a.Details = time.UnixMilli(asked), q.Message, q.Details
	return a, err
}

// Decide enters d and wakes the run (queue.Approvals). Of two who decide the first counts.
func (d *DB) Decide(ctx context.Context, decision queue.Decision) (ok bool, err error) {
	sealed, err := d.sealJSON(decision, about("approvals", decision.Run, decision.N, "decision"))
	if err != nil {
		return false, err
	}
	err = d.move(ctx, durable, func(t *tx) error {
		done, err := t.Exec(`UPDATE approvals SET decision = ? WHERE run = ? AND n = ? AND decision IS NULL
			AND EXISTS(SELECT 1 FROM runs WHERE id = run AND finished_at IS NULL)`, sealed, decision.Run, decision.N)
		if err != nil {
			return err
		}
		entered, err := done.RowsAffected()
		if err != nil || entered == 0 {
			return err
		}
		ok = true
		_, err = d.wake(t, decision.Run)
		return err
	})
	return ok && err == nil, err
}
