package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"dandori/runtime/quota"
)

// Change runs f on a bucket of request limits, alone among all processes. It
// fulfils quota.Shelf. What it keeps survives the death of the process. A power
// cut may take the last seconds of it: too few to wait for the disk at each request.
func (d *DB) Change(ctx context.Context, bucket string, f func(quota.Bucket) error) error {
	return d.change(ctx, quick, func(t *tx) error { return f(&drawer{tx: t, name: bucket}) })
}

// drawer is a bucket within its transaction.
type drawer struct {
	tx   *tx
	name string
}

// Body returns what Keep kept last.
func (d *drawer) Body() (body []byte, err error) {
	err = d.tx.QueryRow("SELECT body FROM buckets WHERE bucket = ?", d.name).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return body, err
}

// Keep replaces the body.
func (d *drawer) Keep(body []byte) error {
	_, err := d.tx.Exec("INSERT INTO buckets VALUES(?, ?) ON CONFLICT(bucket) DO UPDATE SET body = excluded.body", d.name, body)
	return err
}

// Slots returns those that changed after changed.
func (d *drawer) Slots(changed int64) (slots []quota.Slot, err error) {
	rows, err := d.tx.Query(`SELECT id, changed, class, run, worker, sent, answered, deadline, broken, unsent
		FROM slots WHERE bucket = ? AND changed > ? ORDER BY id`, d.name, changed)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var s quota.Slot
		if err := rows.Scan(&s.ID, &s.Changed, &s.Class, &s.Run, &s.Worker, &s.Sent, &s.Answered, &s.Deadline, &s.Broken, &s.Unsent); err != nil {
			return nil, err
		}
		slots = append(slots, s)
	}
	return slots, rows.Err()
}

// Put adds s, or takes the place of the one with its ID.
func (d *drawer) Put(s quota.Slot) error {
	_, err := d.tx.Exec(`INSERT OR REPLACE INTO slots(bucket, id, changed, class, run, worker, sent, answered, deadline, broken, unsent)
		VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		d.name, s.ID, s.Changed, s.Class, s.Run, s.Worker, int64(s.Sent), int64(s.Answered), int64(s.Deadline), s.Broken, s.Unsent)
	return err
}

// Drop removes the slots below an ID.
func (d *drawer) Drop(below int64) error {
	_, err := d.tx.Exec("DELETE FROM slots WHERE bucket = ? AND id < ?", d.name, below)
	return err
}

// Forget removes the buckets and accounts whose names begin with prefix.
func (d *DB) Forget(ctx context.Context, prefix string) error {
	return d.change(ctx, quick, func(t *tx) error {
		for _, query := range []string{
			"DELETE FROM slots WHERE substr(bucket, 1, length(?1)) = ?1",
			"DELETE FROM buckets WHERE substr(bucket, 1, length(?1)) = ?1",
			"DELETE FROM tokens WHERE substr(account, 1, length(?1)) = ?1",
		} {
			if _, err := t.Exec(query, prefix); err != nil {
				return err
			}
		}
		return nil
	})
}

// Recount lets every request that the store knows of count as if it had just
// been answered; now is the machine's boot clock. It must be called on a store
// that came from another machine: its times are those of a clock that this one
// does not have.
func (d *DB) Recount(ctx context.Context, now time.Duration) error {
	return d.change(ctx, durable, func(t *tx) error {
		if _, err := t.Exec("UPDATE slots SET sent = 0, answered = ?, deadline = 0", int64(now)); err != nil {
			return err
		}
		_, err := t.Exec("DELETE FROM buckets") // the slots still count; see quota's mend
		return err
	})
}
