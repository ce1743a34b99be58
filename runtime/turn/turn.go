// Package turn lets writes to one target go out one at a time, in the order in
// which the script asked for them.
package turn

import (
	"context"
	"slices"
	"sync"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// Lines are the lines of writes that wait for their turn, one a target. The
// zero value is ready.
type Lines struct {
	mu    sync.Mutex
	lines map[string][]*Place // by target; whose turn it is stands first
}

// Place is one write's place in the line of its target. Its methods may be
// called from any goroutine.
type Place struct {
	all    *Lines
	target string
	come   chan struct{} // closed when it stands first

	queued bool
	over   bool
	moves  func() // tells whom its wait was told that it is over; nil: it does not wait
}

// Of returns a place for a write to the target. It does not stand in the line yet.
func (l *Lines) Of(target string) *Place {
	return &Place{all: l, target: target, come: make(chan struct{})}
}

// Queue joins the line, at its end; once is enough.
func (p *Place) Queue() {
	p.all.mu.Lock()
	defer p.all.mu.Unlock()
	if p.queued {
		return
	}
	p.queued = true
	line := append(p.all.lines[p.target], p)
	if p.all.lines == nil {
		p.all.lines = map[string][]*Place{}
	}
	p.all.lines[p.target] = line
	if len(line) == 1 {
		close(p.come)
	}
}

// Await waits until the turn has come, or for the cause of ctx's end. It joins
// the line if need be.
func (p *Place) Await(ctx context.Context) error {
	p.Queue()
	if !p.stands(ctx) {
		return nil
	}
	defer call.Moves(ctx)
	select {
	case <-p.come:
		return nil
	case <-ctx.Done():
		p.End()
		return context.Cause(ctx)
	}
}

// stands tells that the place waits; false: its turn has come.
func (p *Place) stands(ctx context.Context) bool {
	p.all.mu.Lock()
	defer p.all.mu.Unlock()
	select {
	case <-p.come:
		return false
	default:
	}
	call.Waits(ctx, call.SomeDay(), say.T("an earlier write to the same target"))
	p.moves = func() { call.Moves(ctx) }
	return true
}

// End leaves the line, so that the next one goes; once is enough. When it
// returns, the next one no longer counts as waiting, whenever it awakes: a run
// in which everything waits would be taken out of memory.
func (p *Place) End() {
	p.all.mu.Lock()
	defer p.all.mu.Unlock()
	if p.over || !p.queued {
		return
	}
	p.over = true
	line := p.all.lines[p.target]
	at := slices.Index(line, p)
	if len(line) == 1 { // a run may write to a million targets
		delete(p.all.lines, p.target)
		return
	}
	line = slices.Delete(line, at, at+1)
	p.all.lines[p.target] = line
	if at != 0 {
		return
	}
	if line[0].moves != nil {
		line[0].moves()
	}
	close(line[0].come)
}
