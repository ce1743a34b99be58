package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync"
	"time"

	"dandori/runtime/clock"
	"dandori/runtime/queue"
)

// lookEvery is how late another process's change is noticed at the most.
const lookEvery = 50 * time.Millisecond

// watch notices changes of the store: SQLite tells each connection whether
// another one has committed since it was last asked (PRAGMA data_version), in
// some microseconds and without touching the file's content.
type watch struct {
	db *sql.DB

	mu      sync.Mutex
	conn    *sql.Conn // its own, as data_version only compares within one
	version int64
	changes uint64
	rung    chan struct{} // closed by the next ring
	closed  bool
}

func newWatch(reads *sql.DB) *watch { return &watch{db: reads, rung: make(chan struct{})} }

// ring tells those who wait in this process at once.
func (w *watch) ring() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.changes++
	close(w.rung)
	w.rung = make(chan struct{})
}

// look returns how many changes were noticed so far, and what the next ring closes.
func (w *watch) look(ctx context.Context) (uint64, <-chan struct{}, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return 0, nil, ErrClosed
	}
	if w.conn == nil {
		conn, err := w.db.Conn(ctx)
		if err != nil {
			return 0, nil, err
		}
		w.conn = conn
	}
	var version int64
	if err := w.conn.QueryRowContext(ctx, "PRAGMA data_version").Scan(&version); err != nil {
		return 0, nil, err
	}
	if version != w.version {
		w.version = version
		w.changes++
	}
	return w.changes, w.rung, nil
}

func (w *watch) close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	if w.conn == nil {
		return nil
	}
	conn := w.conn
	w.conn = nil
	return conn.Close()
}

// bell is one waiter's view of a watch.
type bell struct {
	w    *watch
	seen uint64
}

// Bell returns a bell of the store (queue.Bell): its first Wait returns at once.
func (d *DB) Bell() queue.Bell { return &bell{w: d.watch} }

// Wait returns when something has changed since the last Wait (queue.Bell).
func (b *bell) Wait(ctx context.Context, until time.Time) error {
	changes, err := b.w.wait(ctx, b.seen, until)
	b.seen = max(b.seen, changes)
	return err
}

// wait returns when there are more changes than seen, or at until.
func (w *watch) wait(ctx context.Context, seen uint64, until time.Time) (uint64, error) {
	for {
		changes, rung, err := w.look(ctx)
		rest := until.Sub(clock.Now())
		if err != nil || changes > seen || rest <= 0 {
			return changes, ended(ctx, err)
		}
		if err := pause(ctx, min(rest, lookEvery), rung); err != nil {
			return changes, err
		}
	}
}

// pause waits for d, or less when the bell rings.
func pause(ctx context.Context, d time.Duration, rung <-chan struct{}) error {
	over := make(chan struct{})
	stop := clock.AfterFunc(d, func() { close(over) })
	defer stop()
	select {
	case <-over:
	case <-rung:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	return nil
}

// ended is err, or why ctx ended when that is what err comes from.
func ended(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil && !errors.Is(err, context.Cause(ctx)) {
		return context.Cause(ctx)
	}
	return err
}
