// Package store opens the store that a project names: the one place for runs,
// journals, state, limits and tokens, which all processes share.
package store

import (
	"context"
	"iter"
	"strings"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/catalog"
	"dandori/runtime/job"
	"dandori/runtime/journal"
	"dandori/runtime/queue"
	"dandori/runtime/quota"
	"dandori/runtime/seal"
	"dandori/runtime/store/sqlite"
)

// Store is one process's hold on a store.
type Store interface {
	queue.Queue
	queue.Approvals
	queue.Logs
	queue.Causes
	queue.Notices
	catalog.Shelf
	quota.Shelf
	job.Habits

	// Journal opens a run's journal to go on with it; ReadJournal only reads one.
	Journal(ctx context.Context, l queue.Lease) (journal.Log, error)
	ReadJournal(ctx context.Context, run string) iter.Seq2[journal.Entry, error]
	// State is what scripts keep in the shelf of that name (queue.Shelf).
	State(shelf string) sqlite.State
	// Bell returns a bell that the next change rings.
	Bell() queue.Bell

	// Sweep deletes what has been over for longer than keep says.
	Sweep(ctx context.Context, keep queue.Keep, now time.Time) (runs int, err error)
	Backup(ctx context.Context, to string) error
	Check(ctx context.Context) error
	Rotate(ctx context.Context, to seal.Key) error
	// Buckets names what there is of limits.
	Buckets(ctx context.Context) ([]string, error)
	// Recount takes the limits of a store that came from another machine as used up as of now.
	Recount(ctx context.Context, boot time.Duration) error
	Close() error
}

// Config is what a store needs.
type Config struct {
	Where   string // an absolute path, or postgres://…
	Box     *seal.Box
	Version string // of this dandori
}

// Open opens the store, and makes it when there is none.
func Open(ctx context.Context, c Config) (Store, error) {
	if strings.Contains(c.Where, "://") {
		return nil, call.New(call.Config, "a store in PostgreSQL is not built yet").
			WithHint("name a file on this machine in dandori.yaml (store: …), or leave store out")
	}
	return sqlite.Open(ctx, sqlite.Config{Path: c.Where, Box: c.Box, Version: c.Version})
}

// Restore puts the copy from, which Backup has made, in the place of the store
// at where. The store that was there is kept, under the name that is returned.
func Restore(ctx context.Context, from, where string) (kept string, err error) {
	return sqlite.Restore(ctx, from, where)
}
