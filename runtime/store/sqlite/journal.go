package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"sync"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/journal"
	"dandori/runtime/queue"
)

// runLog is a run's journal, open to go on with it (journal.Log).
//
// What is appended waits a moment for more, and is then committed together, in
// its order, by a goroutine that ends when nothing is left. What must be on disk
// is committed at once with all before it, by the goroutine that appends it, or
// together with what came while another commit was under way.
type runLog struct {
	d     *DB
	ctx   context.Context // of the values; it has no end
	lease queue.Lease
	home  string // the name under which the run's state is kept
	held  int64  // the last entry when the log was opened

	mu    sync.Mutex
	moved *sync.Cond // something was committed, or failed

	reads   map[int]struct{} // calls without an outcome that change nothing
	pending []*line
	bytes   int   // of what is pending or being committed
	last    int64 // the last entry appended,
	done    int64 // committed,
	synced  int64 // on disk,
	wanted  int64 // and wanted on disk
	working bool  // somebody commits just now
	armed   bool  // somebody soon will
	rushed  bool  // somebody will at once
	err     error // final
}

const (
	delay     = 3 * time.Millisecond // that an entry waits for others
	crowd     = 256                  // entries in one transaction; more do not wait
	crowdSize = 1 << 20              // bytes of them
	backlog   = 8 << 20              // bytes that may wait before Append does
	apart     = 4 << 10              // bytes of an answer that is kept apart from its entry
)

// Journal opens a run's journal to go on with it. Whoever has it must Sync it
// before the run is parked. It fails with queue.ErrFenced when the lease is not
// the run's last, or was given back, as does every later Append.
func (d *DB) Journal(ctx context.Context, l queue.Lease) (journal.Log, error) {
	r := &runLog{d: d, ctx: context.WithoutCancel(ctx), lease: l, reads: map[int]struct{}{}}
	r.moved = sync.NewCond(&r.mu)
	var held bool
	err := d.reads.QueryRowContext(ctx, "SELECT epoch = ? AND state = 'running', "+keeper+`,
		(SELECT coalesce(max(seq), 0) FROM journal WHERE run = runs.id) FROM runs WHERE id = ?`, l.Epoch, l.Run).Scan(&held, &r.home, &r.held)
	if errors.Is(err, sql.ErrNoRows) || err == nil && !held {
		return nil, queue.ErrFenced
	}
	r.last, r.done, r.synced = r.held, r.held, r.held
	return r, d.trouble(err)
}

// Append adds e (journal.Log). It keeps e's bytes: they must not change any more.
func (r *runLog) Append(e journal.Entry) error {
	l := &line{entry: e, size: sizeOf(e)}
	r.mu.Lock()
	defer r.mu.Unlock()
	must := r.matters(e)
	if must { // whoever appends waits, so it may as well do the work
		r.mu.Unlock()
		l.encode(r.d)
		r.mu.Lock()
	}
	for r.err == nil && r.bytes > backlog {
		r.moved.Wait()
	}
	if r.err != nil {
		return r.err
	}
	r.last++
	l.seq = r.last
	r.pending = append(r.pending, l)
	r.bytes += l.size
	if must {
		return r.reach(l.seq)
	}
	r.arm()
	return nil
}

// Sync returns when everything appended so far is on disk (journal.Log).
func (r *runLog) Sync() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.reach(r.last)
}

// Load returns the content that an entry names (journal.Log).
func (r *runLog) Load(blob string) ([]byte, error) { return r.d.Content(r.ctx, blob) }

// Entries returns what the log held when it was opened (journal.Log).
func (r *runLog) Entries() iter.Seq2[journal.Entry, error] {
	return func(yield func(journal.Entry, error) bool) {
		for e, err := range r.d.entries(r.ctx, r.lease.Run, r.held) {
			r.mu.Lock()
			r.matters(e)
			r.mu.Unlock()
			if !yield(e, err) {
				return
			}
		}
	}
}

// matters reports whether e must be on disk before the run goes on. An outcome
// need not be when its call is known to change nothing. Callers hold the lock.
func (r *runLog) matters(e journal.Entry) bool {
	switch e.Kind {
	case journal.Ask:
		if e.Call.Effect == call.Read {
			r.reads[e.N] = struct{}{}
		}
	case journal.Outcome:
		_, read := r.reads[e.N]
		delete(r.reads, e.N)
		return !read
	case journal.Intent, journal.Result, journal.Note, journal.Plan, journal.Resolve, journal.Retry:
		return true
	}
	return false
}

// arm sees to it that what is pending is committed soon. Callers hold the lock.
func (r *runLog) arm() {
	if (len(r.pending) >= crowd || r.bytes >= crowdSize) && !r.rushed {
		r.rushed = true
		go r.flush()
	}
	if !r.armed && !r.rushed {
		r.armed = true
		clock.AfterFunc(delay, r.flush)
	}
}

// flush commits until nothing is pending.
func (r *runLog) flush() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.err == nil && len(r.pending) > 0 {
		r.step()
	}
	r.armed, r.rushed = false, false
}

// reach commits until the entry seq is on disk. Callers hold the lock.
func (r *runLog) reach(seq int64) error {
	r.wanted = max(r.wanted, seq)
	for r.err == nil && r.synced < seq {
		r.step()
	}
	return r.err
}

// step commits the next group, or waits until somebody has who does so already.
// Callers hold the lock; it is free meanwhile.
func (r *runLog) step() {
	if r.working {
		r.moved.Wait()
		return
	}
	r.working = true
	g, s := r.group()
	r.mu.Unlock()
	err := r.commit(g, s)
	r.mu.Lock()
	r.working = false
	r.committed(g, s, err)
	r.moved.Broadcast()
}

// group takes what is committed next, and says what the commit must survive.
func (r *runLog) group() ([]*line, durability) {
	n, size := 0, 0
	for n < len(r.pending) && n < crowd && size < crowdSize {
		size += r.pending[n].size
		n++
	}
	g := r.pending[:n:n]
	r.pending = r.pending[n:]
	return g, durability(r.wanted > r.synced && r.done+int64(n) >= r.wanted)
}

func (r *runLog) committed(g []*line, s durability, err error) {
	if err != nil {
		r.err, r.pending, r.bytes = err, nil, 0
		return
	}
	for _, l := range g {
		r.bytes -= l.size
	}
	r.done += int64(len(g))
	if s == durable {
		r.synced = r.done
	}
}
