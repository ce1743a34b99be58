package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"dandori/runtime/queue"
)

// occupant is who has a thing: a run, as it was claimed.
type occupant struct {
	Run   string `json:"run"` // "" for nobody
	Epoch int64  `json:"epoch"`
}

// Occupy takes what is called so in this state for a run, and returns "", or else
// the run that has it and is under way: a process that lives works on it, it
// waits, or it was woken or given back and will go on. A run that is over, that
// rests, or whose process has died has nothing any more, so that nothing needs
// to be given back by somebody who was killed. A process that is merely frozen
// keeps what it has: it may awake.
func (s State) Occupy(ctx context.Context, what, run string) (by string, err error) {
	row := s.occupied(what)
	err = s.d.change(ctx, quick, func(t *tx) error {
		has, err := s.d.occupant(t, row)
		if err != nil {
			return err
		}
		if has.Run != run {
			if under, err := s.d.underWay(t, has); err != nil || under {
				by = has.Run
				return err
			}
		}
		return s.d.occupy(t, row, run)
	})
	return by, err
}

// occupy enters the run as it is claimed now.
func (d *DB) occupy(t *tx, row, run string) error {
	o := occupant{Run: run}
	if err := t.QueryRow("SELECT epoch FROM runs WHERE id = ?", run).Scan(&o.Epoch); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	body, err := d.sealJSON(o, about("marks", row))
	if err != nil {
		return err
	}
	_, err = t.Exec("INSERT INTO marks(name, set_at, body) VALUES(?,?,?) ON CONFLICT DO UPDATE SET set_at = excluded.set_at, body = excluded.body", row, d.millis(), body)
	return err
}

// Vacate gives back what the run has occupied.
func (s State) Vacate(ctx context.Context, what, run string) error {
	row := s.occupied(what)
	return s.d.change(ctx, quick, func(t *tx) error {
		has, err := s.d.occupant(t, row)
		if err != nil || has.Run != run {
			return err
		}
		_, err = t.Exec("DELETE FROM marks WHERE name = ?", row)
		return err
	})
}

func (s State) occupied(what string) string {
	return "occupied:" + s.d.Hash([]byte(s.workflow+"\x00"+what))
}

// occupant is who is entered in the row.
func (d *DB) occupant(t *tx, row string) (o occupant, err error) {
	var sealed []byte
	switch err := t.QueryRow("SELECT body FROM marks WHERE name = ?", row).Scan(&sealed); {
	case errors.Is(err, sql.ErrNoRows):
		return o, nil
	case err != nil:
		return o, err
	}
	return o, d.openJSON(sealed, about("marks", row), &o)
}

// underWay reports whether somebody works on a run, or it will go on. A run that
// its process lost has another epoch since (lose): nobody knows when it goes on.
func (d *DB) underWay(t *tx, o occupant) (bool, error) {
	var state queue.State
	var owner string
	var epoch int64
	err := t.QueryRow("SELECT state, owner, epoch FROM runs WHERE id = ?", o.Run).Scan(&state, &owner, &epoch)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return false, nil
	case err != nil:
		return false, err
	case state == queue.Running:
		return d.Alive(owner), nil
	default:
		return state == queue.Waiting || state == queue.Queued && epoch == o.Epoch, nil
	}
}
