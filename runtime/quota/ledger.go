package quota

import (
	"context"
	"errors"
	"sync"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/say"
)

const (
	defaultHold   = 15 * time.Minute
	defaultLinger = 2 * time.Minute
	lookAgain     = 10 * time.Second // a waiter looks so often at least, for slots that came back unused
	lockWait      = 30 * time.Second // longest wait to enter what became of a request
	moved         = 100 * time.Millisecond
)

// Ledger keeps the limits of one company or key for all processes of the
// machine. It fulfils transport.Ledger and is safe for concurrent use.
//
// A slot is held until its request was answered or is known not to have left.
// That of a dead holder counts as answered at its deadline (Config.Hold), or
// Config.Linger after its death was seen: its sockets are closed, but what they
// sent may still be on its way, or in the vendor's hands.
type Ledger struct {
	mirror *mirror
	config Config
	limits []Limit
}

// ask is one request that wants a slot.
type ask struct {
	waiter
	connection string
	wake       chan struct{} // closed when it should look at once
	said       instant
}

// Take waits until r may be sent or ctx ends; then it returns ctx's cause. Who
// asks is ctx's Claimant. Waits of a second or more are told through
// call.Waits. A shelf that cannot be used is an error: nothing is sent that is
// not counted. The caller calls done once; further calls do nothing.
func (l *Ledger) Take(ctx context.Context, r call.Request) (done func(call.Taken), err error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	who := claimantFrom(ctx, l.config.Claimant)
	a := &ask{connection: r.Connection, waiter: waiter{
		Run: who.Run, Interactive: who.Interactive, Class: classOf(r), Worker: l.mirror.shared.shelf.Worker(),
	}}
	for {
		id, err := l.try(ctx, a)
		switch {
		case err != nil && ctx.Err() == nil:
			return nil, err
		case err == nil && id != 0:
			if a.said != 0 {
				call.Moves(ctx)
			}
			return l.doneFunc(id, l.now()), nil
		}
		if err := l.wait(ctx, a); err != nil {
			l.leave(a, errors.Is(err, call.ErrAway))
			return nil, err
		}
	}
}

func (l *Ledger) now() instant { return l.mirror.shared.boot() }

// try takes a slot if there is one for a; else a knows when there may be one.
func (l *Ledger) try(ctx context.Context, a *ask) (id int64, err error) {
	err = l.mirror.change(ctx, l, func(d *desk) error {
		delete(l.mirror.here, a.ID)
		if err := d.seat(l, a); err != nil {
			return err
		}
		if a.Due > d.now {
			a.wake = make(chan struct{})
			l.mirror.here[a.ID] = a.wake
			return nil
		}
		d.page.Line.served(d.now, a.waiter)
		s := d.take(d.now, a.Class, l.config.Hold)
		s.Run, s.Worker, s.left = a.Run, a.Worker, d.now
		id = s.ID
		return errors.Join(d.put(s), d.sweep())
	})
	return id, err
}

// seat gives a its place in the line, and computes when its turn comes. When
// it must wait, others know.
func (d *desk) seat(l *Ledger, a *ask) error {
	line := &d.page.Line
	w := line.find(a.ID)
	if w == nil || w.Worker != a.Worker {
		if a.Since == 0 {
			a.Since = d.now
		}
		a.waiter = line.join(a.waiter)
		w = line.find(a.ID)
	}
	published := w.Due
	a.waiter = *w
	if a.Due = d.due(w); a.Due <= d.now {
		return nil
	}
	if (published - a.Due).Abs() >= min(moved, l.shortest()/100) {
		w.Due, d.dirty = a.Due, true
	}
	return d.bury(l.config.Linger)
}

func (l *Ledger) shortest() time.Duration {
	d := longestWindow
	for _, limit := range l.limits {
		d = min(d, limit.Per)
	}
	return d
}

// due returns when it is w's turn: now, or when it should look again.
func (d *desk) due(w *waiter) instant {
	ahead := d.awake(d.page.Line.ahead(w.ID))
	rooms := d.rooms(d.now, w.Class)
	at := rooms.place(nil)
	for {
		// Only who goes before then takes a slot that w could have had.
		var before []string
		for _, other := range ahead {
			if other.Due <= at {
				before = append(before, other.Class)
			}
		}
		later := rooms.place(before)
		if later <= at {
			return at
		}
		at = later
	}
}

// awake returns those who can be expected to come when they are due.
func (d *desk) awake(all []waiter) []waiter {
	var out []waiter
	grace := d.grace()
	for _, w := range all {
		late := w.Due+grace < d.now
		if !late && (w.Away || d.alive(w.Worker)) {
			out = append(out, w)
		}
	}
	return out
}

// grace is how long a waiter that is late is waited for.
func (d *desk) grace() time.Duration {
	g := longGrace
	for _, l := range d.limits {
		g = min(g, max(l.Per/4, 50*time.Millisecond))
	}
	return g
}

// wait waits until a should look again, or until ctx ends.
func (l *Ledger) wait(ctx context.Context, a *ask) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	wait := a.Due - l.now()
	if wait >= worthSaying && (a.Due-a.said).Abs() >= worthSaying {
		a.said = a.Due
		call.Waits(ctx, clock.Now().Add(wait), say.T("the request limit of %s is used up", a.connection))
	}
	wake := make(chan struct{})
	stop := clock.AfterFunc(min(wait, lookAgain), func() { close(wake) })
	defer stop()
	select {
	case <-wake:
		return nil
	case <-a.wake:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// leave takes a out of the line; when it is only away its place is kept.
func (l *Ledger) leave(a *ask, away bool) {
	l.enter(func(d *desk) error {
		delete(l.mirror.here, a.ID)
		w := d.page.Line.find(a.ID)
		if w == nil || w.Worker != a.Worker {
			return nil
		}
		d.dirty = true
		if w.Away = away && w.Run != ""; !w.Away {
			d.page.Line.leave(a.ID)
			d.kick()
		}
		return nil
	})
}

// kick lets the next in line look, if it is in this process: a slot may be free sooner than it knows.
func (d *desk) kick() {
	for _, w := range d.page.Line.order() {
		if wake, here := d.mirror.here[w.ID]; here {
			close(wake)
			delete(d.mirror.here, w.ID)
			return
		}
	}
}

// doneFunc returns what ends the slot id of a request that leaves at left.
func (l *Ledger) doneFunc(id int64, left instant) func(call.Taken) {
	var once sync.Once
	return func(t call.Taken) {
		once.Do(func() {
			answered := answeredAt(l.now(), t)
			l.enter(func(d *desk) error {
				s := d.find(id)
				if s == nil {
					return nil
				}
				s.left = left
				d.done(s, answered, t)
				if s.Unsent {
					d.kick()
				}
				return d.put(s)
			})
		})
	}
}

// enter runs f for somebody who cannot be told of an error: a slot then stays
// taken until its deadline, a waiter in line until its time has passed.
func (l *Ledger) enter(f func(d *desk) error) {
	ctx, cancel := context.WithTimeout(context.Background(), lockWait)
	defer cancel()
	_ = l.mirror.change(ctx, l, f)
}
