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

// How late another process's change is noticed at the most: soon while there are
// changes, and less so the longer there was none, for whoever serves a quiet store.
const (
	lookEvery = 50 * time.Millisecond
	lookRest  = 200 * time.Millisecond
)

// watch notices changes of the store: SQLite tells each connection whether
// another one has committed since it was last asked (PRAGMA data_version), in
// some microseconds and without touching the file's content.
type watch struct {
	db *sql.DB

	mu      sync.Mutex
	conn    *sql.Conn // its own, as data_version only compares within one
	asks    *sql.Stmt // of conn
	version int64
	changes uint64
	moved   time.Time     // when the last was noticed
	rung    chan struct{} // closed by the next ring
	closed  bool

	looks chan struct{} // a lock: of all who wait, one asks SQLite
}

func newWatch(reads *sql.DB) *watch {
	return &watch{db: reads, rung: make(chan struct{}), looks: make(chan struct{}, 1)}
}

// ring tells those who wait in this process at once.
func (w *watch) ring() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.changed()
}

func (w *watch) changed() {
	w.changes++
	w.moved = clock.Now()
	close(w.rung)
	w.rung = make(chan struct{})
}

// noticed returns how many changes were noticed so far, and what the next one closes.
func (w *watch) noticed() (uint64, <-chan struct{}, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return 0, nil, ErrClosed
	}
	return w.changes, w.rung, nil
}

// look is noticed after a look of its own.
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
		asks, err := conn.PrepareContext(ctx, "PRAGMA data_version")
		if err != nil {
			_ = conn.Close()
			return 0, nil, err
		}
		w.conn, w.asks = conn, asks
	}
	var version int64
	if err := w.asks.QueryRowContext(ctx).Scan(&version); err != nil {
		return 0, nil, err
	}
	if version != w.version {
		w.version = version
		w.changed()
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
	conn, asks := w.conn, w.asks
	w.conn, w.asks = nil, nil
	return errors.Join(asks.Close(), conn.Close())
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

// wait returns when there are more changes than seen, or at until. Of all who
// wait, one looks, and rings for the others.
func (w *watch) wait(ctx context.Context, seen uint64, until time.Time) (uint64, error) {
	over := make(chan struct{})
	stop := clock.AfterFunc(until.Sub(clock.Now()), func() { close(over) })
	defer stop()
	for {
		changes, rung, err := w.noticed()
		if err != nil || changes > seen {
			return changes, err
		}
		select {
		case w.looks <- struct{}{}:
			defer func() { <-w.looks }()
			return w.lookOut(ctx, seen, until)
		case <-rung:
		case <-over:
			return changes, nil
		case <-ctx.Done():
			return changes, context.Cause(ctx)
		}
	}
}

// calm is for how long to rest before the next look.
func (w *watch) calm() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	return max(lookEvery, min(lookRest, clock.Since(w.moved)/50))
}

// lookOut is wait by looks of its own.
func (w *watch) lookOut(ctx context.Context, seen uint64, until time.Time) (uint64, error) {
	for {
		changes, rung, err := w.look(ctx)
		rest := until.Sub(clock.Now())
		if err != nil || changes > seen || rest <= 0 {
			return changes, ended(ctx, err)
		}
		if err := pause(ctx, min(rest, w.calm()), rung); err != nil {
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
