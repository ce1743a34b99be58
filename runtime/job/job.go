// Package job waits for what a vendor does by itself and only tells when asked:
// tasks and imports. It learns how long each operation's jobs take and looks
// when they are likely to be done, for every look costs a request of the limit.
package job

import (
	"context"
	"sync"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/say"
)

// Poller remembers how long jobs took. It may be used from several goroutines.
type Poller struct {
	store Habits // nil: for the life of the process only
	haste int    // every look comes so many times sooner; 0: when it is due

	mu     sync.Mutex
	habits map[string]*habit
	left   map[wait]look // looks at jobs whose waits ended before they did: their runs may come back
}

// wait names a wait over the restarts of its run.
type wait struct {
	key   string
	n     int
	asked int64 // Unix time in ns; 0: it has no name
}

const (
	mostLeft = 10000            // then all are forgotten: what they have shown is only worth a few looks
	tooLate  = 10 * time.Second // and a fifth: a look that late says little about when the job was done
)

// NewPoller returns a Poller that has seen no job yet and remembers for the life of the process.
func NewPoller() *Poller { return &Poller{habits: map[string]*habit{}, left: map[wait]look{}} }

// NewStoredPoller returns a Poller that knows what others kept in store, and keeps there what it learns.
func NewStoredPoller(store Habits) *Poller {
	p := NewPoller()
	p.store = store
	return p
}

// Hasten lets every look come so many times sooner: for vendors that are
// simulated and take no time. It must be called before the first Wait.
func (p *Poller) Hasten(by int) { p.haste = by }

const worthSaying = time.Second // shorter waits are told to nobody

// Wait calls poll until it says done, and returns its error, or the cause of
// ctx's end. It is called when the job has just been accepted. A call.Step in
// ctx says when that was: then a run that has been away goes on with the looks that are left.
//
// Jobs of one key are taken to last about as long as each other: the key names
// connection and operation. The first look at a key's first job comes after
// first. With an empty key nothing is learned: for a job that somebody else started, some unknown time ago.
func (p *Poller) Wait(ctx context.Context, key string, first time.Duration, poll func(context.Context) (done bool, err error)) error {
	begun, name := start(ctx, key)
	seen, sure := p.resume(ctx, name, first, clock.Since(begun))
	for {
		at := p.next(ctx, key, first, seen)
		if err := rest(ctx, begun.Add(at)); err != nil {
			p.leave(name, seen, sure)
			return err
		}
		asked := clock.Since(begun)
		done, err := poll(ctx)
		if err != nil {
			return err
		}
		if done {
			if sure {
				p.learn(ctx, key, seen, clock.Since(begun))
			}
			return nil
		}
		// A poll may have waited for its slot: it proves "not done" for when it was asked only.
		seen, sure = look{count: seen.count + 1, notDone: asked, at: clock.Since(begun)}, true
	}
}

// start returns when the job was accepted: now, or when ctx's call was asked
// first; and what names the wait.
func start(ctx context.Context, key string) (begun time.Time, name wait) {
	now := clock.Now()
	s, ok := call.StepFrom(ctx)
	if !ok || s.Asked.IsZero() || s.Asked.After(now) {
		return now, wait{key: key}
	}
	return s.Asked, wait{key: key, n: s.N, asked: s.Asked.UnixNano()}
}

// leave keeps what the looks have shown for a run that may come back.
func (p *Poller) leave(name wait, seen look, sure bool) {
	if name.asked == 0 || !sure {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.left) >= mostLeft {
		clear(p.left)
	}
	p.left[name] = seen
}

// rest waits until at, and tells so when that takes a while.
func rest(ctx context.Context, at time.Time) error {
	if wait := at.Sub(clock.Now()); wait < worthSaying {
		return clock.Sleep(ctx, wait)
	}
	return call.Until(ctx, at, say.T("the vendor is doing what it was asked to"))
}

// resume returns what the looks have shown at a job that was accepted so long
// ago, when its run has been away. Another process may have looked meanwhile:
// then the looks that were due by now but the last are taken as made, and that
// one comes at once. What it shows teaches nothing, for nobody may have looked:
// sure is false then, and when the run comes back much too late.
func (p *Poller) resume(ctx context.Context, name wait, first, ago time.Duration) (seen look, sure bool) {
	p.mu.Lock()
	seen, known := p.left[name]
	delete(p.left, name)
	p.mu.Unlock()
	at := p.next(ctx, name.key, first, seen)
	if known || ago < at {
		return seen, ago-at < at/5+tooLate
	}
	for at < ago {
		then := look{count: seen.count + 1, notDone: at, at: at}
		following := p.next(ctx, name.key, first, then)
		if following > ago {
			break
		}
		seen, at = then, following
	}
	return seen, false
}

// look is what one job's looks have shown so far.
type look struct {
	count   int
	notDone time.Duration // the latest time at which the job was certainly not done
	at      time.Duration // when the latest look was answered
}

func (p *Poller) next(ctx context.Context, key string, first time.Duration, seen look) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	h := time.Duration(max(1, p.haste))
	slow := look{count: seen.count, notDone: seen.notDone * h, at: seen.at * h}
	return p.habit(ctx, key).next(max(first, soonest), slow) / h
}

func (p *Poller) learn(ctx context.Context, key string, seen look, done time.Duration) {
	if key == "" {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	h := p.habit(ctx, key)
	h.learn(seen, done)
	p.habits[key] = h
	if p.store != nil {
		_ = p.store.KeepHabit(ctx, key, h.encode()) // what is forgotten is learned again
	}
}

// habit returns what is known of a key's jobs. Callers hold mu.
func (p *Poller) habit(ctx context.Context, key string) *habit {
	if h := p.habits[key]; h != nil {
		return h
	}
	h := &habit{patience: 1, drop: gentle}
	if p.store == nil || key == "" {
		return h
	}
	if kept, err := p.store.Habit(ctx, key); err == nil { // not known is as never seen
		if known, ok := parseHabit(kept); ok {
			h = known
		}
		p.habits[key] = h
	}
	return h
}
