package kaonaviv1

import (
	"context"
	"slices"
	"sync"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// turns lets writes to one target go out one at a time, in the order in which
// the script asked for them.
type turns struct {
	mu    sync.Mutex
	lines map[string][]*turn // by target; whose turn it is stands first
}

// turn is one write's place in the line of its target.
type turn struct {
	all    *turns
	target string
	come   chan struct{} // closed when it stands first

	queued bool
	over   bool
}

// of returns a place for a write to the target. It takes none in the line yet.
func (t *turns) of(target string) *turn {
	return &turn{all: t, target: target, come: make(chan struct{})}
}

// queue takes the place, once.
func (t *turn) queue() {
	t.all.mu.Lock()
	defer t.all.mu.Unlock()
	if t.queued {
		return
	}
	t.queued = true
	line := append(t.all.lines[t.target], t)
	if t.all.lines == nil {
		t.all.lines = map[string][]*turn{}
	}
	t.all.lines[t.target] = line
	if len(line) == 1 {
		close(t.come)
	}
}

// await waits until the turn has come, or for the cause of ctx's end.
func (t *turn) await(ctx context.Context) error {
	t.queue()
	select {
	case <-t.come:
		return nil
	default:
	}
	call.Waits(ctx, call.SomeDay(), say.T("an earlier write to the same target"))
	defer call.Moves(ctx)
	select {
	case <-t.come:
		return nil
	case <-ctx.Done():
		t.end()
		return context.Cause(ctx)
	}
}

// end lets the next one in the line go.
func (t *turn) end() {
	t.all.mu.Lock()
	defer t.all.mu.Unlock()
	if t.over || !t.queued {
		return
	}
	t.over = true
	line := t.all.lines[t.target]
	at := slices.Index(line, t)
	line = slices.Delete(line, at, at+1)
	t.all.lines[t.target] = line
	if at == 0 && len(line) > 0 {
		close(line[0].come)
	}
}
