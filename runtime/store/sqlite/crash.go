package sqlite

import (
	"context"
	"database/sql"
	"time"

	"dandori/runtime/queue"
	"dandori/runtime/say"
)

const (
	mostCrashes  = 5 // in a row without progress, then the run is set aside
	longestPause = time.Minute
)

// afterCrash is how long a run rests whose process died again and again without
// progress. The first time says nothing about the run: whoever finds it goes on at once.
func afterCrash(crashes int) time.Duration {
	if crashes < 2 {
		return 0
	}
	return min(time.Second<<(crashes-2), longestPause)
}

// lose takes a run from an owner that is dead, or frozen for longer than its
// lease. The epoch rises here already: the owner may yet wake. A run that
// brings its process down each time is set aside, so that the others go on.
// Of several that one process worked on, each rests longer by its place: the one
// that is to blame comes down alone, and the others have time to get on.
func (d *DB) lose(t *tx, c candidate, now int64, place int) (queue.State, error) {
	crashes := c.crashes + 1
	if c.grew {
		crashes = 0
	}
	state, due, reason := queue.Queued, any(now+int64(1+place)*afterCrash(crashes).Milliseconds()), []byte(nil)
	if crashes >= mostCrashes {
		why := say.T("the process died %d times at the same place; `dandori runs resume %s` tries again", crashes, c.id)
		var err error
		if reason, err = d.sealJSON(why, about("runs", c.id, "reason")); err != nil {
			return "", err
		}
		if err := d.tell(t, c.id, queue.OnPaused, why); err != nil {
			return "", err
		}
		state, due = queue.Paused, nil
	}
	_, err := t.Exec(`UPDATE runs SET state = ?, epoch = epoch + 1, owner = '', due_at = ?, until_at = NULL, crashes = ?, reason = ?,
		worked = worked + lasted, lasted = 0 WHERE id = ?`,
		string(state), due, crashes, reason, c.id)
	return state, err
}

// Reap makes the runs of workers that have died, or are frozen, due at once,
// and returns how many there were (queue.Queue).
func (d *DB) Reap(ctx context.Context) (int, error) {
	if err := d.inPlace(); err != nil { // whoever serves would serve a store that nobody else sees
		return 0, err
	}
	dead, err := d.deadOwners(ctx)
	if err != nil {
		return 0, err
	}
	reaped := 0
	for _, worker := range dead {
		if err := d.move(ctx, durable, func(t *tx) error {
			n, err := d.loseAll(t, worker)
			reaped += n
			return err
		}); err != nil {
			return 0, err
		}
		d.life.bury(worker)
	}
	n, err := d.reapLate(ctx)
	return reaped + n, err
}

// reapLate loses the runs whose living owners are frozen. Who is late is looked
// for without keeping others from writing.
func (d *DB) reapLate(ctx context.Context) (lost int, err error) {
	var anybody bool
	if err := d.reads.QueryRowContext(ctx, "SELECT EXISTS(SELECT 1 FROM runs WHERE "+lateRuns+")", d.millis(), d.Worker()).Scan(&anybody); err != nil || !anybody {
		return 0, d.trouble(err)
	}
	err = d.move(ctx, durable, func(t *tx) error {
		lost, err = d.loseLate(t, d.Worker())
		return err
	})
	return lost, err
}

// deadOwners are the workers that hold runs and do not live.
func (d *DB) deadOwners(ctx context.Context) ([]string, error) {
	rows, err := d.reads.QueryContext(ctx, "SELECT DISTINCT owner FROM runs WHERE owner <> ''")
	if err != nil {
		return nil, d.trouble(err)
	}
	defer rows.Close()
	var dead []string
	for rows.Next() {
		var worker string
		if err := rows.Scan(&worker); err != nil {
			return nil, err
		}
		if !d.Alive(worker) {
			dead = append(dead, worker)
		}
	}
	return dead, d.trouble(rows.Err())
}

func (d *DB) loseAll(t *tx, worker string) (int, error) {
	all, err := candidates(t.Query("SELECT "+candidateColumns+" FROM runs WHERE owner = ? AND owner <> ''", worker))
	if err != nil {
		return 0, err
	}
	for place, c := range all {
		if _, err := d.lose(t, c, d.millis(), place); err != nil {
			return 0, err
		}
	}
	return len(all), nil
}

// loseLate loses the runs whose lease is over and on which nobody works, and returns how many.
func (d *DB) loseLate(t *tx, me string) (lost int, err error) {
	all, err := candidates(t.Query("SELECT "+candidateColumns+" FROM runs WHERE "+lateRuns, d.millis(), me))
	if err != nil {
		return 0, err
	}
	for _, c := range all {
		if d.worksOn(c, me) {
			continue
		}
		if _, err := d.lose(t, c, d.millis(), 0); err != nil {
			return 0, err
		}
		lost++
	}
	return lost, nil
}

// candidates reads the rows of a query, and closes it.
func candidates(rows *sql.Rows, err error) (all []candidate, _ error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		c, _, err := candidateOf(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, rows.Err()
}
