package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// durability says what a commit survives.
type durability bool

const (
	quick   durability = false // the death of the process
	durable durability = true  // a power cut, too
)

// writer is the connection that writes, with its statements prepared.
type writer struct {
	mu    sync.Mutex
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
	sync  durability // what the connection is set to
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
	var errs []error
	for _, s := range w.stmts {
		errs = append(errs, s.Close())
	}
	return errors.Join(append(errs, w.conn.Close())...)
}

// set changes what commits of the connection survive.
func (w *writer) set(ctx context.Context, s durability) error {
	if w.sync == s {
		return nil
	}
	pragma := "PRAGMA synchronous = NORMAL"
	if s == durable {
		pragma = "PRAGMA synchronous = FULL"
	}
	if _, err := w.conn.ExecContext(ctx, pragma); err != nil {
		return err
	}
	w.sync = s
	return nil
}

// tx is a transaction that writes. It must not outlive the function that got it.
type tx struct {
	ctx  context.Context
	conn *sql.Conn
	w    *writer
}

// change runs f in a transaction, alone among all processes, and commits when
// f returns nil. f must not wait for anything.
func (d *DB) change(ctx context.Context, s durability, f func(*tx) error) error {
	d.writer.mu.Lock()
	defer d.writer.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return context.Cause(ctx)
	}
	ctx = context.WithoutCancel(ctx) // a transaction that was begun is ended
	if err := d.writer.set(ctx, s); err != nil {
		return err
	}
	t := &tx{ctx: ctx, conn: d.writer.conn, w: d.writer}
	if _, err := t.Exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	err := f(t)
	if err == nil {
		_, err = t.Exec("COMMIT")
	}
	if err != nil {
		_, _ = t.conn.ExecContext(ctx, "ROLLBACK") // there may be nothing to roll back
	}
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
