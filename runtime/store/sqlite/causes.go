package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"dandori/runtime/queue"
	"dandori/runtime/say"
)

var _ queue.Causes = (*DB)(nil)

// Fire enters c and puts r into the list (queue.Causes).
func (d *DB) Fire(ctx context.Context, r queue.Run, c queue.Cause, unlessBusy bool, skipped func(busy string) (say.Text, []queue.Notice)) (queue.Fired, error) {
	if was, ok, err := d.Caused(ctx, c.Workflow, c.Kind, c.Key); ok || err != nil { // looked at first without keeping others from writing
		return queue.Fired{Run: was.Run}, err
	}
	n, err := d.newRun(r)
	if err != nil {
		return queue.Fired{}, err
	}
	var fired queue.Fired
	err = d.move(ctx, durable, func(t *tx) error {
		var there bool
		if fired.Run, there, err = causedRun(t, d.causeKey(c)); there || err != nil {
			return err
		}
		if unlessBusy {
			if fired.Busy, err = busy(t, r.Lane); err != nil {
				return err
			}
		}
		if fired.Busy != "" {
			return d.skip(t, c, fired.Busy, skipped)
		}
		fired.Run, fired.New = r.ID, true
		if _, err := n.insert(t, d.millis()); err != nil {
			return err
		}
		c.Run, c.Reason = r.ID, say.Text{}
		return d.enterCause(t, c)
	})
	if err != nil {
		return queue.Fired{}, err
	}
	return fired, nil
}

// skip enters an occurrence that starts no run because another is busy. A file
// is left as it is: it waits.
func (d *DB) skip(t *tx, c queue.Cause, busy string, skipped func(busy string) (say.Text, []queue.Notice)) error {
	if c.Kind == queue.ByFile {
		return nil
	}
	reason, notices := skipped(busy)
	c.Run, c.Reason = "", reason
	if err := d.enterCause(t, c); err != nil {
		return err
	}
	return d.enterNotices(t, notices)
}

// causedRun returns what a cause started, if it is there.
func causedRun(t *tx, key string) (run string, there bool, err error) {
	err = t.QueryRow("SELECT run FROM causes WHERE key = ?", key).Scan(&run)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	return run, err == nil, err
}

// Skip enters causes that start no run (queue.Causes).
func (d *DB) Skip(ctx context.Context, causes []queue.Cause, notices []queue.Notice) error {
	return d.move(ctx, durable, func(t *tx) error {
		for _, c := range causes {
			c.Run = ""
			if _, there, err := causedRun(t, d.causeKey(c)); err != nil {
				return err
			} else if there {
				continue
			}
			if err := d.enterCause(t, c); err != nil {
				return err
			}
		}
		return d.enterNotices(t, notices)
	})
}

// causeKey names a cause without telling anything: names of files may.
func (d *DB) causeKey(c queue.Cause) string {
	return d.Hash([]byte("cause\x00" + c.Workflow + "\x00" + string(c.Kind) + "\x00" + c.Key))
}

// Where the file of a cause is.
const (
	placeNone  = ""      // there is none
	placeOpen  = "open"  // not yet decided
	placeStays = "stays" // where it was found
	placeGone  = "gone"
)

func placeOf(c queue.Cause) string {
	switch {
	case c.Kind != queue.ByFile:
		return placeNone
	case c.Fate == "" && c.Run != "":
		return placeOpen
	case c.Fate == "" || c.Fate == "-":
		return placeStays
	}
	return placeGone
}

// enterCause writes a cause, or writes it anew.
func (d *DB) enterCause(t *tx, c queue.Cause) error {
	key := d.causeKey(c)
	sealed, err := d.sealJSON(c, about("causes", key))
	if err != nil {
		return err
	}
	_, err = t.Exec(`INSERT INTO causes(key, workflow, kind, at, run, place, body) VALUES(?,?,?,?,?,?,?)
		ON CONFLICT DO UPDATE SET place = excluded.place, body = excluded.body`,
		key, c.Workflow, string(c.Kind), orNow(c.At, d.millis()), c.Run, placeOf(c), sealed)
	return err
}

// SetFate says where the file of a cause went (queue.Causes). Of a cause that is not there it does nothing.
func (d *DB) SetFate(ctx context.Context, c queue.Cause, fate string) error {
	was, ok, err := d.Caused(ctx, c.Workflow, c.Kind, c.Key)
	if err != nil || !ok {
		return err
	}
	was.Fate = fate
	return d.change(ctx, durable, func(t *tx) error {
		if _, there, err := causedRun(t, d.causeKey(was)); !there || err != nil {
			return err
		}
		return d.enterCause(t, was)
	})
}
