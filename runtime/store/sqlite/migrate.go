package sqlite

import (
	"context"
	"database/sql"
	_ "embed"
	"fmt"
	"os"

	"dandori/runtime/call"
)

//go:embed schema.sql
var schema string

// application marks files as stores of dandori ("dand").
const application = 0x64616e64

// tables is how the tables are made, and how those of older versions become
// like them. Version 1 is the first; each step leads to the next.
type tables struct {
	schema string // makes the latest version at once
	steps  []func(*tx) error
}

func (s tables) version() int { return 1 + len(s.steps) }

// migrations returns the tables of this version of dandori.
func migrations() tables { return tables{schema: schema, steps: steps()} }

// version returns the version of the tables, 0 when there are none, and refuses
// files that are not ours or that a later dandori wrote.
func (d *DB) version(ctx context.Context) (int, error) {
	var version, app, count int
	for pragma, to := range map[string]*int{
		"PRAGMA user_version":                &version,
		"PRAGMA application_id":              &app,
		"SELECT count(*) FROM sqlite_schema": &count,
	} {
		if err := d.writer.conn.QueryRowContext(ctx, pragma).Scan(to); err != nil {
			return 0, err
		}
	}
	switch {
	case app != application && (version > 0 || count > 0):
		return 0, foreign(d.path)
	case version > d.tables.version():
		return 0, d.newer(ctx)
	}
	return version, nil
}

func (d *DB) newer(ctx context.Context) error {
	writer, err := d.meta(ctx, metaWriter)
	if err != nil {
		return err
	}
	return call.New(call.Config, "the store %s was written by dandori %s, which is newer than this one (%s)", d.path, string(writer), d.release).
		WithHint("use that version or a later one, or name another file in dandori.yaml (store: …)")
}

// migrate makes the tables, or brings them to this version after a backup. The
// caller has the store alone.
func (d *DB) migrate(ctx context.Context) error {
	version, err := d.version(ctx)
	if err != nil || version == d.tables.version() {
		return err
	}
	if version == 0 {
		return d.change(ctx, durable, d.makeTables)
	}
	if err := d.checkKey(ctx); err != nil {
		return err
	}
	backup := fmt.Sprintf("%s.v%d-backup", d.path, version)
	if err := os.Remove(backup); err != nil && !os.IsNotExist(err) { // of a try that did not come to its end
		return err
	}
	if err := d.Backup(ctx, backup); err != nil {
		return err
	}
	return d.change(ctx, durable, func(t *tx) error {
		for _, step := range d.tables.steps[version-1:] {
			if err := step(t); err != nil {
				return err
			}
		}
		return d.mark(t)
	})
}

func (d *DB) makeTables(t *tx) error {
	if _, err := t.conn.ExecContext(t.ctx, d.tables.schema); err != nil {
		return err
	}
	if err := d.makeKey(t); err != nil {
		return err
	}
	return d.mark(t)
}

// mark enters whose tables these are, which version, and who made them.
func (d *DB) mark(t *tx) error {
	for _, pragma := range []string{
		fmt.Sprintf("PRAGMA application_id = %d", application),
		fmt.Sprintf("PRAGMA user_version = %d", d.tables.version()),
	} {
		if _, err := t.conn.ExecContext(t.ctx, pragma); err != nil {
			return err
		}
	}
	return t.setMeta(metaWriter, []byte(d.release))
}

// oldest is the first SQLite that cannot damage a store which two processes
// write to and tidy up at the same time (sqlite.org/wal.html#walresetbug).
const oldest = "3.51.3"

// checkSQLite refuses to use an SQLite that is too old, or a store that is not in WAL mode.
func (d *DB) checkSQLite(ctx context.Context, db *sql.Conn) error {
	var version, mode string
	if err := db.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&version); err != nil {
		return err
	}
	if older(version, oldest) {
		return call.New(call.Fault, "this dandori was built with SQLite %s, which can damage stores: %s is needed", version, oldest).
			WithHint("use a released build of dandori, or build it with the versions in its go.mod")
	}
	if err := db.QueryRowContext(ctx, "PRAGMA journal_mode").Scan(&mode); err != nil {
		return err
	}
	if mode != "wal" {
		return call.New(call.Config, "the store %s cannot be shared between processes where it is (journal mode %s)", d.path, mode).
			WithHint("put it on a disk of this machine: store: /a/local/path.db in dandori.yaml")
	}
	return nil
}

// older reports whether a is before b, both like 3.51.3.
func older(a, b string) bool {
	var x, y [3]int
	_, _ = fmt.Sscanf(a, "%d.%d.%d", &x[0], &x[1], &x[2])
	_, _ = fmt.Sscanf(b, "%d.%d.%d", &y[0], &y[1], &y[2])
	for i := range x {
		if x[i] != y[i] {
			return x[i] < y[i]
		}
	}
	return false
}
