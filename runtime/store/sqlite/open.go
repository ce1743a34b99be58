// Package sqlite is the store in one file on this machine's disk: SQLite in
// WAL mode, used by several processes at once.
//
// Each process has one connection that writes and some that read. A writing
// transaction is short: nothing waits inside one, and nothing is sent.
// What must survive a power cut is synced before it is acknowledged, the rest
// survives the death of the process (see wal).
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
//	causes/<key>
//	marks/<name>
//	notices/<id>
//	entries/<workflow>
//	meta/hash key
//
// A new sealed column must be added to the list in rotate.go, which encrypts
// them all anew.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/seal"
)

const (
	readers  = 4                // connections that read, at most; they are made when they are needed
	seconds  = "10"             // how long another program's lock is waited for
	patience = "10000"          // the same for SQLite, in milliseconds
	grace    = 30 * time.Second // how long somebody who has the store alone is waited for
)

// Config is what a store needs.
type Config struct {
	Path    string // of the file; its folder is made
	Box     *seal.Box
	Version string // of this dandori: those that cannot read what it writes name it

	tables     *tables                      // nil: those of this version
	fileSystem func(string) (string, error) // nil: the system's
}

// DB is one process's hold on a store. It is safe for concurrent use.
type DB struct {
	path    string
	release string // Config.Version
	tables  tables
	box     *seal.Box
	hash    seal.Key
	ident   os.FileInfo // the store's file
	wal     *wal
	hold    hold
	writes  *sql.DB
	reads   *sql.DB
	writer  *writer
	watch   *watch
	life    *life
	rooms   sync.Pool // of *[]byte, to pack contents in
	now     func() time.Time
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

// Open opens the store, and makes it when there is none. What it refuses, and
// what fails later, is a *call.Error that says what to do.
func Open(ctx context.Context, c Config) (*DB, error) {
	path, err := filepath.Abs(c.Path)
	if err != nil {
		return nil, err
	}
	d := &DB{path: path, release: c.Version, box: c.Box, hold: newHold(path), tables: migrations(), now: clock.Now}
	if c.tables != nil {
		d.tables = *c.tables
	}
	if c.fileSystem == nil {
		c.fileSystem = fileSystem
	}
	if err := prepare(path, c.fileSystem); err != nil {
		return nil, d.trouble(err)
	}
	if err := d.enter(ctx); err != nil {
		return nil, d.trouble(errors.Join(err, d.Close()))
	}
	return d, nil
}

// enter takes the store into use, together with others. Whoever finds it
// missing or old makes it anew once nobody else uses it.
func (d *DB) enter(ctx context.Context) error {
	for deadline := clock.Now().Add(grace); ; {
		done, err := d.tryToEnter(ctx)
		if done || err != nil {
			return err
		}
		if clock.Now().After(deadline) {
			return call.New(call.Config, "another dandori has the store %s for itself, or is an older version that still uses it", d.path).
				WithHint("wait until it has restored the store or changed its key, or end the older one; then try again")
		}
		if err := clock.Sleep(ctx, 5*time.Millisecond); err != nil {
			return err
		}
	}
}

// tryToEnter is one try of enter; done is false while others are in the way.
func (d *DB) tryToEnter(ctx context.Context) (done bool, err error) {
	old, err := missing(d.path)
	if err != nil {
		return false, err
	}
	if !old {
		ok, err := d.hold.share()
		if err != nil || !ok {
			return false, err
		}
		if old, err = d.start(ctx); !old || err != nil {
			return err == nil, err
		}
	}
	ok, err := d.hold.alone()
	if err != nil || !ok {
		return false, err
	}
	err = d.connect(ctx)
	if err == nil {
		err = d.migrate(ctx)
	}
	return false, errors.Join(err, d.disconnect(), d.hold.release())
}

// start connects to a store that is there, unless it is old.
func (d *DB) start(ctx context.Context) (old bool, err error) {
	if err := d.connect(ctx); err != nil {
		return false, err
	}
	version, err := d.version(ctx)
	if err != nil {
		return false, err
	}
	if version < d.tables.version() {
		return true, d.disconnect()
	}
	if err := d.checkKey(ctx); err != nil {
		return false, err
	}
	d.watch = newWatch(d.reads)
	if d.life, err = beginLife(filepath.Join(filepath.Dir(d.path), liveFolder)); err != nil {
		return false, err
	}
	d.life.sweep()
	return false, nil
}

// connect opens the file.
func (d *DB) connect(ctx context.Context) (err error) {
	if err := protect(d.path); err != nil {
		return err
	}
	// Deleted content is overwritten, and the file shrinks (see Sweep).
	// The log is kept short by what it may keep after a checkpoint.
	if d.writes, err = sql.Open("sqlite", dsn(d.path, "auto_vacuum(incremental)", "journal_mode(wal)", "synchronous(normal)",
		"secure_delete(fast)", "cell_size_check(1)", "cache_size(-1024)", "wal_autocheckpoint(1000)", "journal_size_limit(8388608)")); err != nil {
		return err
	}
	d.writes.SetMaxOpenConns(1)
	if d.writer, err = newWriter(ctx, d.writes); err != nil {
		return err
	}
	if err := d.checkSQLite(ctx, d.writer.conn); err != nil {
		return err
	}
	if d.reads, err = sql.Open("sqlite", dsn(d.path, "query_only(1)", "cell_size_check(1)", "cache_size(-1024)")); err != nil {
		return err
	}
	d.reads.SetMaxOpenConns(readers)
	d.reads.SetMaxIdleConns(2)
	if _, err := d.writer.conn.ExecContext(ctx, "SELECT count(*) FROM sqlite_schema"); err != nil { // makes the log
		return err
	}
	if d.ident, err = os.Stat(d.path); err != nil {
		return err
	}
	d.wal, err = openWAL(d.path)
	return err
}

// dsn sets busy_timeout before anything else: two processes that start together would fail otherwise.
func dsn(path string, pragmas ...string) string {
	q := url.Values{"_txlock": {"immediate"}, "_pragma": append([]string{"busy_timeout(" + patience + ")"}, pragmas...)}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

// disconnect closes the file.
func (d *DB) disconnect() error {
	var errs []error
	if d.wal != nil {
		errs = append(errs, d.wal.close()) // first: some systems cannot remove what is open
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

// Close gives the store back. It may be called again.
func (d *DB) Close() error {
	var errs []error
	if d.watch != nil {
		errs = append(errs, d.watch.close())
	}
	errs = append(errs, d.disconnect())
	if d.life != nil {
		errs = append(errs, d.life.end())
	}
	return errors.Join(append(errs, d.hold.release())...)
}
