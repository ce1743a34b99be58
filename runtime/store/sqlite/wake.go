package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"dandori/runtime/queue"
	"dandori/runtime/say"
)

// Wake makes a run that waits due at once (queue.Queue). One that is worked on
// is marked: it does not go to sleep without another look.
func (d *DB) Wake(ctx context.Context, id string) (ok bool, err error) {
	err = d.move(ctx, durable, func(t *tx) error {
		ok, err = d.wake(t, id)
		return err
	})
	return ok, err
}

func (d *DB) wake(t *tx, id string) (bool, error) {
	if _, err := t.Exec("UPDATE runs SET woken = 1 WHERE id = ? AND state = 'running'", id); err != nil {
		return false, err
	}
	done, err := t.Exec("UPDATE runs SET state = 'queued', due_at = ?, until_at = NULL WHERE id = ? AND state = 'waiting'", d.millis(), id)
	if err != nil {
		return false, err
	}
	n, err := done.RowsAffected()
	return n > 0, err
}

// Cancel asks for a run's end (queue.Queue), and returns how the run stands
// then: still running when a living process works on it, which ends it soon;
// in doubt when it left a write whose fate is not known.
func (d *DB) Cancel(ctx context.Context, id string) (state queue.State, err error) {
	err = d.move(ctx, durable, func(t *tx) error {
		state, err = d.cancel(t, id)
		return err
	})
	return state, err
}

func (d *DB) cancel(t *tx, id string) (queue.State, error) {
	c, found, err := candidateOf(t.QueryRow("SELECT "+candidateColumns+" FROM runs WHERE id = ?", id))
	switch {
	case err != nil:
		return "", err
	case !found:
		return "", say.Errorf("there is no run %s", id)
	case c.state.Over():
		return c.state, nil
	case c.state == queue.InDoubt || c.state == queue.Running && d.Alive(c.owner):
		_, err := t.Exec("UPDATE runs SET stopping = 1 WHERE id = ?", id)
		return c.state, err
	}
	to, err := d.cancelled(t, id)
	if err != nil {
		return "", err
	}
	_, err = t.Exec(`UPDATE runs SET state = ?, epoch = epoch + 1, owner = '', due_at = NULL, until_at = NULL, stopping = 1,
		finished_at = ?, reason = ? WHERE id = ?`, string(to.State), d.finished(to.State), to.reason, id)
	return to.State, err
}

// end is how a cancelled run is left.
type end struct {
	State  queue.State
	reason []byte
}

// cancelled is how a run is left that nobody works on: in doubt wins over
// cancelled, and a process that died may have left a request unanswered.
func (d *DB) cancelled(t *tx, id string) (end, error) {
	var open sql.NullInt64
	err := t.QueryRow("SELECT SUM(CASE kind WHEN 'intent' THEN 1 ELSE -1 END) FROM journal WHERE run = ? AND kind IN ('intent','result')", id).Scan(&open)
	if err != nil && !errors.Is(err, sql.ErrNoRows) || open.Int64 <= 0 {
		return end{State: queue.Cancelled}, err
	}
	plain, err := json.Marshal(say.T("it was cancelled, but a write had left and its answer was lost: `dandori runs resolve %s`", id))
	return end{State: queue.InDoubt, reason: d.box.Seal(plain, about("runs", id, "reason"))}, err
}
