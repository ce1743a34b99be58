package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"time"

	"dandori/runtime/clock"
)

// durability says what a commit survives.
type durability bool

const (
	quick   durability = false // the death of the process
	durable durability = true  // a power cut, too
)

// ErrClosed says that the store was closed before.
var ErrClosed = errors.New("sqlite: the store is closed")

// writer is the connection that writes, with its statements prepared.
type writer struct {
	mu     sync.Mutex
	conn   *sql.Conn
	stmts  map[string]*sql.Stmt
	closed bool

	changes  int  // so far
	watching bool // whether somebody will look whether there are more
}

func newWriter(ctx context.Context, db *sql.DB) (*writer, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &writer{conn: conn, stmts: map[string]*sql.Stmt{}}, nil
}

func (w *writer) close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return nil
	}
	w.closed = true
	var errs []error
	for _, s := range w.stmts {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, w.conn.Close())...)
}

// idle is how long nothing is written before the log is tidied up.
const idle = 5 * time.Second

// watch moves what the write-ahead log holds into the store, once nothing has
// been written for a while, so that whoever writes next need not. The log keeps
// its size: overwriting it is cheaper to sync than making it longer.
func (w *writer) watch() {
	w.changes++
	if w.watching {
		return
	}
	w.watching = true
	seen := w.changes
	clock.AfterFunc(idle, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.watching = false
		switch {
		case w.closed:
		case w.changes != seen:
			w.changes--
			w.watch()
		default:
			_ = w.checkpoint("PASSIVE")
		}
	})
}

// checkpoint moves what the write-ahead log holds into the store, and reports
// whether nobody was in the way. With TRUNCATE the log is empty then. The caller
// holds the lock.
func (w *writer) checkpoint(mode string) (done bool) {
	ctx := context.Background()
	if _, err := w.conn.ExecContext(ctx, "PRAGMA busy_timeout = 0"); err != nil { // waiting would keep others waiting
		return false
	}
	var busy, frames, moved int
	err := w.conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint("+mode+")").Scan(&busy, &frames, &moved)
	_, patient := w.conn.ExecContext(ctx, "PRAGMA busy_timeout = "+patience)
	return err == nil && patient == nil && busy == 0
}

// tx is a transaction that writes. It must not outlive the function that got it.
type tx struct {
	ctx  context.Context
	conn *sql.Conn
	w    *writer
}

// change runs f in a transaction, alone among all processes, and commits when
// f returns nil. f must not wait for anything. When a durable change fails with
// an error of the disk, it may have been kept all the same.
func (d *DB) change(ctx context.Context, s durability, f func(*tx) error) error {
	err := d.commit(ctx, s, f)
	if err == nil && s == durable {
		err = d.wal.sync()
	}
	return d.trouble(err)
}

// commit is change without its care for the disk.
func (d *DB) commit(ctx context.Context, s durability, f func(*tx) error) error {
	w := d.writer
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.closed:
		return ErrClosed
	case ctx.Err() != nil:
		return context.Cause(ctx)
	}
	if err := d.wal.failed(); err != nil {
		return err
	}
	w.watch()
	return d.transact(context.WithoutCancel(ctx), s, f) // what was begun is ended
}

func (d *DB) transact(ctx context.Context, s durability, f func(*tx) error) error {
	t := &tx{ctx: ctx, conn: d.writer.conn, w: d.writer}
	if _, err := t.Exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	done := false
	defer func() {
		if !done { // also when f panics
			_, _ = t.conn.ExecContext(ctx, "ROLLBACK") // there may be nothing to roll back
		}
	}()
	if err := f(t); err != nil {
		return err
	}
	if s == durable { // whoever relies on it must find it again
		if err := d.inPlace(); err != nil {
			return err
		}
	}
	_, err := t.Exec("COMMIT")
	done = err == nil
	return err
}

// Exec runs a statement, which is prepared once.
func (t *tx) Exec(query string, args ...any) (sql.Result, error) {
	s, err := t.prepare(query)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(t.ctx, args...)
}

// Query runs a statement, which is prepared once. Its rows must be closed before the next.
func (t *tx) Query(query string, args ...any) (*sql.Rows, error) {
	s, err := t.prepare(query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(t.ctx, args...)
}

// QueryRow runs a statement that returns one row at most.
func (t *tx) QueryRow(query string, args ...any) row {
	s, err := t.prepare(query)
	if err != nil {
		return row{err: err}
	}
	return row{row: s.QueryRowContext(t.ctx, args...)}
}

func (t *tx) prepare(query string) (*sql.Stmt, error) {
	if s, ok := t.w.stmts[query]; ok {
		return s, nil
	}
	s, err := t.conn.PrepareContext(t.ctx, query)
	if err == nil {
		t.w.stmts[query] = s
	}
	return s, err
}

// row is a sql.Row, or why there is none.
type row struct {
	row *sql.Row
	err error
}

// Scan copies the row's columns.
func (r row) Scan(dest ...any) error {
	if r.err != nil {
		return r.err
	}
	return r.row.Scan(dest...)
}
