package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"dandori/runtime/queue"
)

// Occupy takes what is called so in this state for a run, and returns "", or else
// the run that has it and is under way: a process that lives works on it, or it
// waits. A run that is over, that rests, or whose process has died has nothing
// any more, so that nothing needs to be given back by somebody who was killed.
// A process that is merely frozen keeps what it has: it may awake.
func (s State) Occupy(ctx context.Context, what, run string) (by string, err error) {
	row := s.occupied(what)
	err = s.d.change(ctx, quick, func(t *tx) error {
		if by, err = s.d.occupant(t, row); err != nil {
			return err
		}
		if by == run {
			by = ""
			return nil
		}
		if under, err := s.d.underWay(t, by); err != nil || under {
			return err
		}
		by = ""
		_, err := t.Exec("INSERT INTO marks(name, set_at, body) VALUES(?,?,?) ON CONFLICT DO UPDATE SET set_at = excluded.set_at, body = excluded.body",
			row, s.d.millis(), s.d.box.Seal([]byte(run), about("marks", row)))
		return err
	})
	return by, err
}

// Vacate gives back what the run has occupied.
func (s State) Vacate(ctx context.Context, what, run string) error {
	row := s.occupied(what)
	return s.d.change(ctx, quick, func(t *tx) error {
		by, err := s.d.occupant(t, row)
		if err != nil || by != run {
			return err
		}
		_, err = t.Exec("DELETE FROM marks WHERE name = ?", row)
		return err
	})
}

func (s State) occupied(what string) string {
	return "occupied:" + s.d.Hash([]byte(s.workflow+"\x00"+what))
}

// occupant is the run that is entered in the row; "" for none.
func (d *DB) occupant(t *tx, row string) (string, error) {
	var sealed []byte
	err := t.QueryRow("SELECT body FROM marks WHERE name = ?", row).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	run, err := d.box.Open(sealed, about("marks", row))
	return string(run), err
}

// underWay reports whether somebody works on a run, or it waits.
func (d *DB) underWay(t *tx, run string) (bool, error) {
	var state queue.State
	var owner string
	err := t.QueryRow("SELECT state, owner FROM runs WHERE id = ?", run).Scan(&state, &owner)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return false, nil
	case err != nil:
		return false, err
	}
	return state == queue.Waiting || state == queue.Running && d.Alive(owner), nil
}
