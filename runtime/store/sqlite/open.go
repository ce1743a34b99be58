// Package sqlite is the store in one file on this machine's disk: SQLite in
// WAL mode, used by several processes at once.
//
// Each process has one connection that writes and some that read. A writing
// transaction is short: nothing waits inside one, and nothing is sent.
// What must survive a power cut is committed with synchronous=FULL, the rest
// with NORMAL, which survives the death of the process.
//
// # What is sealed
//
// Whatever tells something about people is sealed, together with the name of
// its place, so that it opens nowhere else. The name is the table, the row's
// primary key, and the column where a row has several that are sealed, with
// slashes between (the function about joins them; only the key's last part may
// hold a slash itself):
//
//	runs/<id>/spec, …/reason, …/result, …/failure
//	journal/<run>/<seq>
//	blobs/<hash>
//	approvals/<run>/<n>/question, …/decision
//	logs/<run>/<line>
//	state/<workflow>/<key>
//	tokens/<account>
//	meta/hash key
//
// A new sealed column must be added to the list in rotate.go, which encrypts
// them all anew.
package sqlite

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"dandori/runtime/seal"
)

//go:embed schema.sql
var schema string

const readers = 4

// Config is what a store needs.
type Config struct {
	Path string // of the file; its folder is made
	Box  *seal.Box
}

// DB is one process's hold on a store. It is safe for concurrent use.
type DB struct {
	path   string
	box    *seal.Box
	writes *sql.DB
	reads  *sql.DB
	writer *writer

	mu      sync.Mutex
	closing []func() error
}

// about names the place of something sealed; see the package comment.
func about(table string, place ...any) string {
	var name strings.Builder
	name.WriteString(table)
	for _, part := range place {
		fmt.Fprintf(&name, "/%v", part)
	}
	return name.String()
}

// atClose has f called at the beginning of Close, what was added last first.
func (d *DB) atClose(f func() error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closing = append(d.closing, f)
}

// Open opens the store, and makes it when there is none.
func Open(ctx context.Context, c Config) (*DB, error) {
	if err := os.MkdirAll(filepath.Dir(c.Path), 0o700); err != nil {
		return nil, err
	}
	d := &DB{path: c.Path, box: c.Box}
	var err error
	if d.writes, err = sql.Open("sqlite", dsn(c.Path, "journal_mode(wal)", "synchronous(normal)", "foreign_keys(1)")); err != nil {
		return nil, err
	}
	d.writes.SetMaxOpenConns(1)
	if d.reads, err = sql.Open("sqlite", dsn(c.Path, "query_only(1)")); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	d.reads.SetMaxOpenConns(readers)
	if d.writer, err = newWriter(ctx, d.writes); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	if err := d.migrate(ctx); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// dsn sets busy_timeout before anything else: two processes that start together would fail otherwise.
func dsn(path string, pragmas ...string) string {
	q := url.Values{"_txlock": {"immediate"}, "_pragma": append([]string{"busy_timeout(10000)"}, pragmas...)}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

// migrate brings the tables to this version.
func (d *DB) migrate(ctx context.Context) error {
	return d.change(ctx, durable, func(t *tx) error {
		var version int
		if err := t.QueryRow("PRAGMA user_version").Scan(&version); err != nil || version > 0 {
			return err
		}
		if _, err := t.conn.ExecContext(ctx, schema); err != nil {
			return err
		}
		_, err := t.Exec("PRAGMA user_version = 1")
		return err
	})
}

// Close gives the store back.
func (d *DB) Close() error {
	d.mu.Lock()
	closing := d.closing
	d.closing = nil
	d.mu.Unlock()
	var errs []error
	for _, f := range slices.Backward(closing) {
		errs = append(errs, f())
	}
	if d.writer != nil {
		errs = append(errs, d.writer.close())
	}
	for _, db := range []*sql.DB{d.writes, d.reads} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}
