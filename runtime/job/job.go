// Package job waits for what a vendor does by itself and only tells when asked:
// tasks and imports. It learns how long each operation's jobs take and looks
// when they are likely to be done, for every look costs a request of the limit.
package job

import (
	"context"
	"sync"
	"time"

	"dandori/runtime/clock"
)

// Poller remembers, for the life of a process, how long jobs took. It may be
// used from several goroutines.
type Poller struct {
	mu     sync.Mutex
	habits map[string]*habit
}

// NewPoller returns a Poller that has seen no job yet.
func NewPoller() *Poller { return &Poller{habits: map[string]*habit{}} }

// Wait calls poll until it says done, and returns its error, or the cause of
// ctx's end. It is called when the job has just been accepted.
//
// Jobs of one key are taken to last about as long as each other: the key names
// connection and operation. The first look at a key's first job comes after
// first. With an empty key nothing is learned: for a job that somebody else started, some unknown time ago.
func (p *Poller) Wait(ctx context.Context, key string, first time.Duration, poll func(context.Context) (done bool, err error)) error {
	begun := clock.Now()
	seen := look{}
	for {
		at := p.next(key, first, seen)
		if err := clock.Sleep(ctx, at-clock.Since(begun)); err != nil {
			return err
		}
		asked := clock.Since(begun)
		done, err := poll(ctx)
		if err != nil {
			return err
		}
		if done {
			p.learn(key, seen, clock.Since(begun))
			return nil
		}
		// A poll may have waited for its slot: it proves "not done" for when it was asked only.
		seen = look{count: seen.count + 1, notDone: asked, at: clock.Since(begun)}
	}
}

// look is what one job's looks have shown so far.
type look struct {
	count   int
	notDone time.Duration // the latest time at which the job was certainly not done
	at      time.Duration // when the latest look was answered
}

func (p *Poller) next(key string, first time.Duration, seen look) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	h := p.habits[key]
	if h == nil || key == "" {
		h = &habit{}
	}
	return h.next(max(first, soonest), seen)
}

func (p *Poller) learn(key string, seen look, done time.Duration) {
	if key == "" {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	h := p.habits[key]
	if h == nil {
		h = &habit{patience: 1, drop: gentle}
		p.habits[key] = h
	}
	h.learn(seen, done)
}
