package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"math/rand/v2"
	"slices"
	"time"

	"dandori/runtime/queue"
	"dandori/runtime/say"
)

var _ queue.Notices = (*DB)(nil)

// enterNotices writes notices that are due at once. Their names are random and
// not used again, so that none is taken for another that was sent before.
func (d *DB) enterNotices(t *tx, notices []queue.Notice) error {
	now := d.millis()
	for _, n := range notices {
		id := rand.Int64()
		sealed, err := d.sealJSON(n, about("notices", id))
		if err != nil {
			return err
		}
		if _, err := t.Exec("INSERT INTO notices(id, at, due_at, body) VALUES(?,?,?,?)", id, orNow(n.At, now), now, sealed); err != nil {
			return err
		}
	}
	return nil
}

// DueNotices returns notices that are due, and puts each off (queue.Notices).
// One that cannot be read keeps the others from nothing: it is left out.
func (d *DB) DueNotices(ctx context.Context, now time.Time, again time.Duration, limit int) ([]queue.Notice, error) {
	var due bool // looked at first without keeping others from writing
	if err := d.reads.QueryRowContext(ctx, "SELECT EXISTS(SELECT 1 FROM notices WHERE due_at <= ?)", now.UnixMilli()).Scan(&due); err != nil || !due {
		return nil, d.trouble(err)
	}
	var out []queue.Notice
	err := d.change(ctx, quick, func(t *tx) error {
		rows, err := t.Query(`UPDATE notices SET due_at = ?, tries = tries + 1
			WHERE id IN (SELECT id FROM notices WHERE due_at <= ? ORDER BY at, id LIMIT ?)
			RETURNING id, tries - 1, body`, now.Add(again).UnixMilli(), now.UnixMilli(), limit)
		if err != nil {
			return err
		}
		defer rows.Close()
		out, err = d.notices(rows)
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(out, func(a, b queue.Notice) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	return out, nil
}

func (d *DB) notices(rows *sql.Rows) (out []queue.Notice, err error) {
	for rows.Next() {
		var n queue.Notice
		var id int64
		var tries int
		var sealed []byte
		if err := rows.Scan(&id, &tries, &sealed); err != nil {
			return nil, err
		}
		if d.openJSON(sealed, about("notices", id), &n) != nil {
			continue
		}
		n.ID, n.Tries = id, tries
		out = append(out, n)
	}
	return out, rows.Err()
}

// PutOff lets a notice be due at next (queue.Notices).
func (d *DB) PutOff(ctx context.Context, id int64, next time.Time) error {
	return d.change(ctx, quick, func(t *tx) error {
		_, err := t.Exec("UPDATE notices SET due_at = ? WHERE id = ?", next.UnixMilli(), id)
		return err
	})
}

// Sent deletes a notice (queue.Notices).
func (d *DB) Sent(ctx context.Context, id int64) error {
	return d.change(ctx, durable, func(t *tx) error {
		_, err := t.Exec("DELETE FROM notices WHERE id = ?", id)
		return err
	})
}

// tell enters what is to be sent about a run on an occasion.
func (d *DB) tell(t *tx, id string, o queue.Occasion, text say.Text) error {
	r := queue.Run{ID: id}
	var sealed []byte
	if err := t.QueryRow("SELECT workflow, script, spec FROM runs WHERE id = ?", id).Scan(&r.Workflow, &r.Script, &sealed); err != nil {
		return err
	}
	if d.openJSON(sealed, about("runs", id, "spec"), &r.Spec) != nil {
		return nil // whoever looks at the run is told that it is damaged
	}
	return d.enterNotices(t, r.Tell(o, d.now(), text, say.Text{}))
}
