package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"dandori/runtime/journal"
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
	for done := false; !done; {
		look, err := d.lookToCancel(ctx, id)
		if err != nil {
			return "", err
		}
		if err := d.move(ctx, durable, func(t *tx) error {
			state, done, err = d.cancel(t, id, look)
			return err
		}); err != nil {
			return "", err
		}
	}
	return state, nil
}

// look is what was found out about a run before it is cancelled. It holds while
// the run has the same epoch and nobody works on it.
type look struct {
	epoch int64
	doubt bool
}

// lookToCancel looks whether a run that nobody works on has left a request
// unanswered: in doubt wins over cancelled. Journals can be long, so that this
// is not done inside a transaction.
func (d *DB) lookToCancel(ctx context.Context, id string) (l look, err error) {
	var intents bool
	var owner string
	err = d.reads.QueryRowContext(ctx, `SELECT epoch, owner, state NOT IN ('in_doubt','succeeded','failed','cancelled')
		AND EXISTS(SELECT 1 FROM journal WHERE run = id AND kind = ?) FROM runs WHERE id = ?`, string(journal.Intent), id).Scan(&l.epoch, &owner, &intents)
	if errors.Is(err, sql.ErrNoRows) {
		return l, say.Errorf("there is no run %s", id)
	}
	if err != nil || !intents || d.Alive(owner) {
		return l, d.trouble(err)
	}
	var entries []journal.Entry
	for e, err := range d.ReadJournal(ctx, id) {
		if err != nil {
			return l, err
		}
		entries = append(entries, e)
	}
	l.doubt = len(journal.Doubts(entries)) > 0
	return l, nil
}

// cancel ends the run, or has it ended; done is false when somebody worked on it since the look.
func (d *DB) cancel(t *tx, id string, l look) (state queue.State, done bool, err error) {
	var epoch int64
	c := candidate{id: id}
	err = t.QueryRow("SELECT state, owner, epoch, lane FROM runs WHERE id = ?", id).Scan(&c.state, &c.owner, &epoch, &c.lane)
	switch {
	case err != nil || c.state.Over():
		return c.state, true, err
	case c.state == queue.InDoubt || c.state == queue.Running && d.Alive(c.owner):
		_, err := t.Exec("UPDATE runs SET stopping = 1 WHERE id = ?", id)
		return c.state, true, err
	case epoch != l.epoch:
		return "", false, nil
	}
	state, reason := queue.Cancelled, []byte(nil)
	if l.doubt {
		state = queue.InDoubt
		why := say.T("it was cancelled, but a write had left and its answer was lost: `dandori runs resolve %s`", id)
		if reason, err = d.sealJSON(why, about("runs", id, "reason")); err != nil {
			return "", false, err
		}
		if err := d.tell(t, id, queue.OnInDoubt, why); err != nil {
			return "", false, err
		}
	}
	_, err = t.Exec(`UPDATE runs SET state = ?, epoch = epoch + 1, owner = '', due_at = NULL, until_at = NULL, stopping = 1,
		finished_at = ?, reason = ?, worked = worked + lasted, lasted = 0 WHERE id = ?`, string(state), d.finished(state), reason, id)
	if err == nil && state.Over() {
		err = handOn(t, c.lane)
	}
	return state, true, err
}
