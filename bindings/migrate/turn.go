package migrate

import (
	"context"
	"maps"
	"sync"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/say"
)

// A run that waits for another one looks so often whether that has ended: while
// it stays in memory, and when it has left it.
const (
	turnPoll = 500 * time.Millisecond
	turnAway = time.Minute
)

// turns are the migrations that this process may work on for the run.
type turns struct {
	mu   sync.Mutex
	mine map[string]bool
	seen map[seen]bool // of those: items that were looked at since, and had no mark
}

// seen is an item that had no mark when this process looked, in its turn: it has none since.
type seen struct{ name, key string }

// turn waits until no other run is at work on the migration. All that reads or
// sets marks comes after it. It is called off the loop.
func (m *module) turn(ctx context.Context, name string) error {
	if m.config.Store == nil || m.config.Facts.DryRun || m.turns.has(name) {
		return nil
	}
	var told time.Time
	for {
		by, err := m.config.Store.Occupy(ctx, turnOf(name), m.config.Facts.ID)
		if err != nil {
			return err
		}
		if by == "" {
			m.turns.set(name, true)
			return nil
		}
		if now := clock.Now(); !told.After(now) {
			told = now.Add(turnAway)
			call.Waits(ctx, told, say.T("run %[1]s is at work on the migration %[2]s", by, name))
			defer call.Moves(ctx)
		}
		if err := clock.Sleep(ctx, turnPoll); err != nil {
			return err
		}
	}
}

// leave lets other runs work on the migration.
func (m *module) leave(ctx context.Context, name string) error {
	if !m.turns.has(name) {
		return nil
	}
	m.turns.set(name, false)
	return m.config.Store.Vacate(ctx, turnOf(name), m.config.Facts.ID)
}

func turnOf(name string) string { return "migrate:" + name }

// saw is told which items have no mark.
func (t *turns) saw(name string, keys []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.mine[name] {
		return
	}
	if t.seen == nil {
		t.seen = map[seen]bool{}
	}
	for _, key := range keys {
		t.seen[seen{name, key}] = true
	}
}

// unseen returns the keys of those items that must be looked at again before
// they are marked: that was done by another process of the run, before others
// had their turn.
func (t *turns) unseen(name string, items []item) (keys []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, i := range items {
		if k := (seen{name, i.Key}); t.seen[k] {
			delete(t.seen, k)
		} else {
			keys = append(keys, i.Key)
		}
	}
	return keys
}

func (t *turns) has(name string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.mine[name]
}

func (t *turns) set(name string, mine bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.mine == nil {
		t.mine = map[string]bool{}
	}
	t.mine[name] = mine
	maps.DeleteFunc(t.seen, func(k seen, _ bool) bool { return k.name == name })
}
