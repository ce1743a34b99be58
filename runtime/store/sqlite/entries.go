package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"dandori/runtime/catalog"
)

var _ catalog.Shelf = (*DB)(nil)

// Entries returns how all workflows stand, by name (catalog.Shelf). One that
// cannot be read is left out: it will be compiled anew.
func (d *DB) Entries(ctx context.Context) ([]catalog.Entry, error) {
	rows, err := d.reads.QueryContext(ctx, "SELECT workflow, body FROM entries ORDER BY workflow")
	if err != nil {
		return nil, d.trouble(err)
	}
	defer rows.Close()
	var out []catalog.Entry
	for rows.Next() {
		e, readable, err := d.standing(rows)
		if err != nil {
			return nil, d.trouble(err)
		}
		if readable {
			out = append(out, e)
		}
	}
	return out, d.trouble(rows.Err())
}

// Entry returns how a workflow stands (catalog.Shelf).
func (d *DB) Entry(ctx context.Context, workflow string) (catalog.Entry, bool, error) {
	e, readable, err := d.standing(d.reads.QueryRowContext(ctx, "SELECT workflow, body FROM entries WHERE workflow = ?", workflow))
	if errors.Is(err, sql.ErrNoRows) {
		return catalog.Entry{}, false, nil
	}
	return e, readable && err == nil, d.trouble(err)
}

func (d *DB) standing(row interface{ Scan(...any) error }) (e catalog.Entry, readable bool, err error) {
	var workflow string
	var sealed []byte
	if err := row.Scan(&workflow, &sealed); err != nil {
		return e, false, err
	}
	readable = d.openJSON(sealed, about("entries", workflow), &e) == nil
	return e, readable, nil
}

// SetEntry keeps e, unless another was kept meanwhile (catalog.Shelf). What the versions before named by content
// stays for a while yet: somebody may just be ordering a run of theirs. Who only
// looks at files does not wait for the disk.
func (d *DB) SetEntry(ctx context.Context, e catalog.Entry, was time.Time) (ok bool, err error) {
	sealed, err := d.sealJSON(e, about("entries", e.Workflow))
	if err != nil {
		return false, err
	}
	gone := any(nil)
	if e.Gone {
		gone = orNow(e.Changed, d.millis())
	}
	err = d.move(ctx, quick, func(t *tx) error {
		if err := d.inPlace(); err != nil {
			return err
		}
		now, _, err := d.standing(t.QueryRow("SELECT workflow, body FROM entries WHERE workflow = ?", e.Workflow))
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if ok = now.Changed.Equal(was); !ok {
			return nil
		}
		if _, err := t.Exec("INSERT INTO entries(workflow, gone_at, body) VALUES(?,?,?) ON CONFLICT DO UPDATE SET gone_at = excluded.gone_at, body = excluded.body",
			e.Workflow, gone, sealed); err != nil {
			return err
		}
		return holdContents(t, e, d.millis())
	})
	return ok && err == nil, err
}

// Sync returns when all that was committed before is on disk (catalog.Shelf).
func (d *DB) Sync(context.Context) error {
	err := d.inPlace()
	if err == nil {
		err = d.wal.sync()
	}
	return d.trouble(err)
}

// holdContents enters which contents e names.
func holdContents(t *tx, e catalog.Entry, now int64) error {
	if _, err := t.Exec("UPDATE blobs SET put_at = ? WHERE hash IN (SELECT blob FROM holds WHERE workflow = ?)", now, e.Workflow); err != nil {
		return err
	}
	if _, err := t.Exec("DELETE FROM holds WHERE workflow = ?", e.Workflow); err != nil {
		return err
	}
	for _, v := range []*catalog.Version{e.Live, e.Pending} {
		if v == nil {
			continue
		}
		for _, blob := range []string{v.Program, v.Sources} {
			if _, err := t.Exec("INSERT OR IGNORE INTO holds(workflow, blob) VALUES(?,?)", e.Workflow, blob); err != nil {
				return err
			}
		}
	}
	return nil
}
