package sqlite

import (
	"context"
	"database/sql"
	"errors"
)

// Of the runs of a lane that are not over, one has its turn: the one that has
// been started, or else the one that was created first. The column turn says
// which, so that what is due is found without looking at those that queue behind
// it; the tables refuse a second one with a turn, and one that runs without.

// free reports whether a run may be claimed as far as its lane is concerned.
func (c candidate) free(t *tx) (bool, error) {
	if c.lane == "" || !c.state.Over() {
		return c.turn, nil
	}
	ahead, err := firstOf(t, `SELECT id FROM runs WHERE lane = ?1 AND lane <> '' AND finished_at IS NULL
		AND (started_at IS NOT NULL OR (created_at, id) < (SELECT created_at, id FROM runs WHERE id = ?2)) LIMIT 1`, c.lane, c.id)
	return ahead == "", err
}

// busy returns the run of a lane that comes first, of those that are not over; "" for none.
func busy(t *tx, lane string) (string, error) {
	if lane == "" {
		return "", nil
	}
	return firstOf(t, firstInLane, lane)
}

const firstInLane = `SELECT id FROM runs WHERE lane = ? AND lane <> '' AND finished_at IS NULL
	ORDER BY started_at IS NULL, created_at, id LIMIT 1`

// Busy returns the run of a lane that comes first (queue.Queue).
func (d *DB) Busy(ctx context.Context, lane string) (string, error) {
	if lane == "" {
		return "", nil
	}
	id, err := oneID(d.reads.QueryRowContext(ctx, firstInLane, lane))
	return id, d.trouble(err)
}

func firstOf(t *tx, query string, args ...any) (string, error) {
	return oneID(t.QueryRow(query, args...))
}

// oneID is the run that a row names; "" for no row.
func oneID(row interface{ Scan(...any) error }) (id string, err error) {
	err = row.Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return id, err
}

// handOn gives the turn of a lane to the run that comes first now.
func handOn(t *tx, lane string) error {
	first, err := busy(t, lane)
	if err != nil || first == "" {
		return err
	}
	if err := stepBack(t, lane, first); err != nil {
		return err
	}
	_, err = t.Exec("UPDATE runs SET turn = 1 WHERE id = ? AND turn = 0", first)
	return err
}

// stepBack takes the turn from whichever run of a lane has it, but for id.
func stepBack(t *tx, lane, id string) error {
	if lane == "" {
		return nil
	}
	_, err := t.Exec("UPDATE runs SET turn = 0 WHERE lane = ? AND lane <> '' AND turn = 1 AND finished_at IS NULL AND id <> ?", lane, id)
	return err
}
