package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"dandori/runtime/queue"
)

// move is a change of the list of runs: whoever waits in this process for one looks at once.
func (d *DB) move(ctx context.Context, s durability, f func(*tx) error) error {
	err := d.change(ctx, s, f)
	if err == nil {
		d.watch.ring()
	}
	return err
}

// Claim takes the run that has been due longest (queue.Queue). Claims are
// committed quickly: what a run then sends is on disk before it leaves, and the
// claim with it.
func (d *DB) Claim(ctx context.Context, owner string, lease time.Duration) (queue.Run, bool, error) {
	var due bool // looked at first without keeping others from writing
	if err := d.reads.QueryRowContext(ctx, "SELECT EXISTS(SELECT 1 FROM runs WHERE "+readyRuns+") OR EXISTS(SELECT 1 FROM runs WHERE "+lateRuns+")", d.millis(), owner).Scan(&due); err != nil || !due {
		return queue.Run{}, false, d.trouble(err)
	}
	var got stored
	ok := false
	err := d.move(ctx, quick, func(t *tx) error {
		if _, err := d.loseLate(t, owner); err != nil {
			return err
		}
		now := d.millis()
		c, found, err := candidateOf(t.QueryRow("SELECT "+candidateColumns+" FROM runs WHERE "+readyRuns+" ORDER BY due_at, id LIMIT 1", now))
		if err != nil || !found {
			return err
		}
		ok = true
		got, err = take(t, c, owner, now, lease)
		return err
	})
	if err != nil || !ok {
		return queue.Run{}, false, err
	}
	r, err := d.unsealed(got)
	return r, err == nil, err
}

const (
	// readyRuns are the runs that are due by the time ?1 and may be claimed.
	readyRuns = "turn = 1 AND state <> 'running' AND due_at <= ?1"
	// lateRuns are the runs whose lease was over by the time ?1, less those that the
	// owner ?2 works on: it is here, however late it is.
	lateRuns = "owner <> '' AND owner <> ?2 AND due_at <= ?1"
)

// ClaimRun takes the run id in one of the given states (queue.Queue).
func (d *DB) ClaimRun(ctx context.Context, id, owner string, lease time.Duration, from ...queue.State) (queue.Run, bool, error) {
	var got stored
	ok := false
	err := d.move(ctx, quick, func(t *tx) error {
		now := d.millis()
		c, found, err := candidateOf(t.QueryRow("SELECT "+candidateColumns+" FROM runs WHERE id = ?", id))
		if err != nil || !found || !slices.Contains(from, c.state) {
			return err
		}
		if c.state == queue.Running {
			if d.worksOn(c, owner) {
				return nil
			}
			state, err := d.lose(t, c, now, 0)
			if err != nil || state != queue.Queued && !slices.Contains(from, state) {
				return err
			}
		}
		if ok, err = c.free(t); err != nil || !ok {
			return err
		}
		got, err = take(t, c, owner, now, lease)
		return err
	})
	if err != nil || !ok {
		return queue.Run{}, false, err
	}
	r, err := d.unsealed(got)
	return r, err == nil, err
}

// worksOn reports whether somebody works on a running run: me, or another that
// lives and is not frozen.
func (d *DB) worksOn(c candidate, me string) bool {
	return c.owner == me || d.Alive(c.owner) && !d.life.frozen(c, d.now())
}

// candidate is a run that may be claimed.
type candidate struct {
	id      string
	state   queue.State
	due     sql.NullInt64
	owner   string
	crashes int
	grew    bool // the journal, since the last claim
	lane    string
	turn    bool
	seen    int64 // when the owner was heard of last
}

const (
	journalEnd       = "(SELECT COALESCE(MAX(seq) + 1, 0) FROM journal WHERE run = runs.id)"
	candidateColumns = "id, state, due_at, owner, crashes, " + journalEnd + " > head, lane, turn, seen_at"
)

func candidateOf(r interface{ Scan(...any) error }) (c candidate, found bool, err error) {
	err = r.Scan(&c.id, &c.state, &c.due, &c.owner, &c.crashes, &c.grew, &c.lane, &c.turn, &c.seen)
	if errors.Is(err, sql.ErrNoRows) {
		return c, false, nil
	}
	return c, err == nil, err
}

// take gives a run to owner, and the turn of its lane to the run. What was said
// of how it was left goes; a run that was over, or is to be tried again, begins
// its next attempt.
func take(t *tx, c candidate, owner string, now int64, lease time.Duration) (s stored, err error) {
	if err := stepBack(t, c.lane, c.id); err != nil {
		return s, err
	}
	err = t.QueryRow(`UPDATE runs SET state = 'running', epoch = epoch + 1, owner = ?, due_at = ?, until_at = NULL, woken = 0,
			turn = 1, again = 0, seen_at = ?, lasted = 0, head = `+journalEnd+`, started_at = COALESCE(started_at, ?), finished_at = NULL, reason = NULL, result = NULL, failure = NULL,
			attempt = attempt + (again OR state IN ('succeeded','failed','cancelled')),
			stopping = stopping AND state NOT IN ('succeeded','failed','cancelled'),
			crashes = CASE state WHEN 'queued' THEN crashes ELSE 0 END
		WHERE id = ? RETURNING `+runColumns, owner, now+lease.Milliseconds(), now, now, c.id).Scan(s.fields()...)
	return s, err
}
