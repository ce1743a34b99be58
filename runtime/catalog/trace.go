package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"math"
	"time"

	"dandori/runtime/queue"
)

// Renew prolongs all leases of owner (queue.Queue).
func (d *DB) Renew(ctx context.Context, owner string, lease time.Duration) (held, stopping []string, err error) {
	err = d.change(ctx, quick, func(t *tx) error {
		rows, err := t.Query(`UPDATE runs SET due_at = ?1 + ?2, lasted = lasted + max(0, min(?1 - seen_at, ?2)), seen_at = ?1
			WHERE owner = ?3 AND owner <> '' RETURNING id, stopping`, d.millis(), lease.Milliseconds(), owner)
		if err != nil {
			return err
		}
		defer rows.Close()
		held, stopping, err = split(rows)
		return err
	})
	return held, stopping, err
}

// Stopping returns the runs of owner that somebody wants cancelled. It only
// reads, so that processes that watch each other do not keep each other busy.
func (d *DB) Stopping(ctx context.Context, owner string) ([]string, error) {
	rows, err := d.reads.QueryContext(ctx, "SELECT id, stopping FROM runs WHERE owner = ? AND owner <> '' AND stopping", owner)
	if err != nil {
		return nil, d.trouble(err)
	}
	defer rows.Close()
	_, stopping, err := split(rows)
	return stopping, d.trouble(err)
}

func split(rows *sql.Rows) (all, stopping []string, err error) {
	for rows.Next() {
		var id string
		var stop bool
		if err := rows.Scan(&id, &stop); err != nil {
			return nil, nil, err
		}
		all = append(all, id)
		if stop {
			stopping = append(stopping, id)
		}
	}
	return all, stopping, rows.Err()
}

// leaving is what the store knows of a run that is being parked.
type leaving struct {
	keeper          string // whose state it changes
	lane            string
	stopping, woken bool
	sent            map[string]int
}

// Park gives a run back (queue.Queue). A run that was to be cancelled meanwhile
// does not go to sleep but is cancelled; one that was woken meanwhile is due at once.
func (d *DB) Park(ctx context.Context, l queue.Lease, p queue.Park) error {
	if p.State == queue.Running {
		return errors.New("sqlite: a run cannot be parked as running")
	}
	reason, err := d.sealJSON(p.Reason, about("runs", l.Run, "reason"))
	if err != nil {
		return err
	}
	if p.Reason.IsZero() {
		reason = nil
	}
	return d.move(ctx, durable, func(t *tx) error {
		was, err := leavingOf(t, l)
		if err != nil {
			return err
		}
		p := was.settled(p, d.now())
		sent, err := json.Marshal(was.sent)
		if err != nil {
			return err
		}
		if _, err := t.Exec(`UPDATE runs SET state = ?, owner = '', due_at = ?, until_at = ?, crashes = 0, woken = 0, finished_at = ?,
				again = ?, worked = worked + ?, lasted = 0, sent = ?, reason = ?, result = ?, failure = ? WHERE id = ?`,
			string(p.State), orNull(p.Due), orNull(p.Until), d.finished(p.State), p.Retry && p.State == queue.Queued, p.Worked.Milliseconds(), string(sent), reason,
			d.box.Seal(p.Result, about("runs", l.Run, "result")), d.box.Seal(p.Failure, about("runs", l.Run, "failure")), l.Run); err != nil {
			return err
		}
		if p.State.Over() {
			if err := handOn(t, was.lane); err != nil {
				return err
			}
		}
		if err := d.enterNotices(t, p.Notices); err != nil {
			return err
		}
		if p.State != queue.Succeeded || len(p.Keep) == 0 {
			return nil
		}
		return d.keep(t, was.keeper, l.Run, math.MaxInt, p.Keep) // after all calls of the run
	})
}

// Repin changes what a run that is claimed was ordered with (queue.Queue).
func (d *DB) Repin(ctx context.Context, l queue.Lease, spec queue.Spec) error {
	sealed, err := d.sealJSON(spec, about("runs", l.Run, "spec"))
	if err != nil {
		return err
	}
	return d.move(ctx, durable, func(t *tx) error {
		done, err := t.Exec("UPDATE runs SET spec = ?, program = ?, prelude = ? WHERE id = ? AND epoch = ? AND state = 'running'",
			sealed, spec.Program, spec.Prelude, l.Run, l.Epoch)
		if err != nil {
			return err
		}
		n, err := done.RowsAffected()
		if err == nil && n == 0 {
			err = queue.ErrFenced
		}
		return err
	})
}

// leavingOf returns the run of a lease; ErrFenced when the lease is not the last or was given back.
func leavingOf(t *tx, l queue.Lease) (leaving, error) {
	var was leaving
	var sent []byte
	err := t.QueryRow("SELECT "+keeper+", lane, stopping, woken, sent FROM runs WHERE id = ? AND epoch = ? AND state = 'running'", l.Run, l.Epoch).
		Scan(&was.keeper, &was.lane, &was.stopping, &was.woken, &sent)
	if errors.Is(err, sql.ErrNoRows) {
		return was, queue.ErrFenced
	}
	if err != nil {
		return was, err
	}
	return was, json.Unmarshal(sent, &was.sent)
}

// settled is p with what happened while the run was worked on, and adds what was sent.
func (was leaving) settled(p queue.Park, now time.Time) queue.Park {
	for connection, n := range p.Sent {
		was.sent[connection] += n
	}
	asked := p.State
	asleep := p.State == queue.Queued || p.State == queue.Waiting || p.State == queue.Paused
	switch {
	case was.stopping && asleep:
		p.State = queue.Cancelled
	case was.woken && p.State == queue.Waiting:
		p.State, p.Due, p.Until = queue.Queued, now, time.Time{}
	case p.State == queue.Queued && p.Due.IsZero():
		p.Due = now
	}
	if p.State != asked { // what people would be told is not so
		p.Notices = nil
	}
	if p.State != queue.Queued && p.State != queue.Waiting {
		p.Due = time.Time{}
	}
	if p.State != queue.Waiting {
		p.Until = time.Time{}
	}
	return p
}

// finished is when a run ended that is now in this state; NULL when it is not over.
func (d *DB) finished(s queue.State) any {
	if s.Over() {
		return d.millis()
	}
	return nil
}
