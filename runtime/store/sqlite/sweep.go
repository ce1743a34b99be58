package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"dandori/runtime/clock"
	"dandori/runtime/queue"
)

const (
	sweepRuns = 50    // in one transaction
	sweepRows = 1000  // likewise
	sweepSize = 100   // likewise: contents, which may be large
	sweepFree = "500" // likewise: pages
	unnamed   = time.Hour
	unsent    = 30 * 24 * time.Hour       // a notice
	unmoved   = 10 * 365 * 24 * time.Hour // a mark: there are schedules of one day in eight years
)

// Keep is how long runs stay that are over; zero is for ever.
type Keep = queue.Keep

// Sweep deletes the runs that have been over for longer than keep says, with
// their journals, logs and approvals, what started runs or started none, marks
// and notices that are old (see sweepOld), then the contents that nothing names
// any more, and returns how many runs went. Afterwards nothing of them is left in
// the store's files. It works in small transactions, and may be interrupted and
// called again at any time.
func (d *DB) Sweep(ctx context.Context, keep Keep, now time.Time) (runs int, err error) {
	for _, k := range []struct {
		states string
		keep   time.Duration
	}{{"('succeeded')", keep.Succeeded}, {"('failed', 'cancelled')", keep.Failed}} {
		if k.keep <= 0 {
			continue
		}
		n, err := d.batches(ctx, sweepRuns, `DELETE FROM runs WHERE id IN (SELECT id FROM runs
			WHERE finished_at < ? AND state IN `+k.states+` LIMIT ?)`, now.Add(-k.keep).UnixMilli())
		runs += n
		if err != nil {
			return runs, err
		}
	}
	for _, table := range []string{"journal", "logs", "approvals"} {
		if err := d.sweepOrphans(ctx, table); err != nil {
			return runs, err
		}
	}
	if err := d.sweepOld(ctx, keep, now); err != nil {
		return runs, err
	}
	if err := d.sweepState(ctx); err != nil {
		return runs, err
	}
	if _, err := d.batches(ctx, sweepSize, `DELETE FROM blobs WHERE hash IN (SELECT hash FROM blobs WHERE put_at < ?
		AND NOT EXISTS (SELECT 1 FROM journal WHERE journal.blob = blobs.hash)
		AND NOT EXISTS (SELECT 1 FROM holds WHERE holds.blob = blobs.hash)
		AND hash NOT IN (SELECT program FROM runs UNION SELECT prelude FROM runs) LIMIT ?)`,
		now.Add(-unnamed).UnixMilli()); err != nil {
		return runs, err
	}
	return runs, d.shrink(ctx)
}

// sweepOld deletes what is older than anybody asks for. Causes whose run is there
// stay with it; a file that lies where it was found must not start a second run
// however old it is, so that its cause stays for ever (some 500 bytes).
func (d *DB) sweepOld(ctx context.Context, keep Keep, now time.Time) error {
	type old struct {
		query string
		age   time.Duration
	}
	all := []old{
		{"DELETE FROM notices WHERE id IN (SELECT id FROM notices WHERE at < ? LIMIT ?)", unsent},
		{"DELETE FROM marks WHERE name IN (SELECT name FROM marks WHERE set_at < ? LIMIT ?)", unmoved},
	}
	if keep.Failed > 0 {
		all = append(all,
			old{`DELETE FROM causes WHERE key IN (SELECT key FROM causes WHERE at < ? AND place IN ('','gone')
				AND NOT EXISTS (SELECT 1 FROM runs WHERE runs.id = causes.run) LIMIT ?)`, keep.Failed},
			old{`DELETE FROM entries WHERE workflow IN (SELECT workflow FROM entries WHERE gone_at < ? LIMIT ?)`, keep.Failed})
	}
	for _, o := range all {
		if _, err := d.batches(ctx, sweepRows, o.query, now.Add(-o.age).UnixMilli()); err != nil {
			return err
		}
	}
	_, err := d.batches(ctx, sweepRows, `DELETE FROM holds WHERE (workflow, blob) IN (SELECT workflow, blob FROM holds
		WHERE NOT EXISTS (SELECT 1 FROM entries WHERE entries.workflow = holds.workflow) LIMIT ?)`)
	return err
}

// sweepState forgets the removed keys of the state whose run does not go on any
// more. One that failed may be tried again.
func (d *DB) sweepState(ctx context.Context) error {
	_, err := d.batches(ctx, sweepRows, `DELETE FROM state WHERE (workflow, key) IN (SELECT workflow, key FROM state WHERE value = x''
		AND NOT EXISTS (SELECT 1 FROM runs WHERE runs.id = state.run AND runs.state NOT IN ('succeeded', 'cancelled')) LIMIT ?)`)
	return err
}

// sweepOrphans deletes the rows of a table whose runs are gone. It asks for one
// run after the other: the table's key begins with it, so that each is one step.
func (d *DB) sweepOrphans(ctx context.Context, table string) error {
	for run := ""; ; {
		err := d.reads.QueryRowContext(ctx, "SELECT run FROM "+table+" WHERE run > ? ORDER BY run LIMIT 1", run).Scan(&run)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return d.trouble(err)
		}
		second := map[string]string{"journal": "seq", "logs": "line", "approvals": "n"}[table]
		if _, err := d.batches(ctx, sweepRows, "DELETE FROM "+table+" WHERE (run, "+second+") IN (SELECT run, "+second+" FROM "+table+
			" WHERE run = ? AND NOT EXISTS (SELECT 1 FROM runs WHERE id = run) LIMIT ?)", run); err != nil {
			return err
		}
	}
}

// batches runs a statement that deletes up to n rows, its last argument, until
// it finds fewer, and returns how many it deleted in all.
func (d *DB) batches(ctx context.Context, n int, query string, args ...any) (deleted int, err error) {
	for {
		var found int64
		err := d.change(ctx, quick, func(t *tx) error {
			r, err := t.Exec(query, append(args[:len(args):len(args)], n)...)
			if err != nil {
				return err
			}
			found, err = r.RowsAffected()
			return err
		})
		deleted += int(found)
		if err != nil || found < int64(n) {
			return deleted, err
		}
	}
}

// shrink gives the store's free pages back to the disk, with what is left on
// them, and empties the log.
func (d *DB) shrink(ctx context.Context) error {
	for free := 1; free > 0; {
		err := d.change(ctx, quick, func(t *tx) error {
			if _, err := t.Exec("PRAGMA incremental_vacuum(" + sweepFree + ")"); err != nil {
				return err
			}
			return t.QueryRow("PRAGMA freelist_count").Scan(&free)
		})
		if err != nil {
			return err
		}
	}
	return d.emptyLog(ctx)
}

// emptyLog leaves nothing in the log. Who reads for long is not waited for: the
// log is overwritten soon in any case.
func (d *DB) emptyLog(ctx context.Context) error {
	for range 20 {
		if d.tryToEmptyLog() {
			return nil
		}
		if err := clock.Sleep(ctx, 50*time.Millisecond); err != nil {
			return err
		}
	}
	return nil
}

func (d *DB) tryToEmptyLog() bool {
	d.writer.mu.Lock()
	defer d.writer.mu.Unlock()
	return d.writer.closed || d.writer.checkpoint("TRUNCATE")
}
