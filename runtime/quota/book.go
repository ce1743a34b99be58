package quota

import (
	"cmp"
	"slices"
	"time"

	"dandori/runtime/call"
)

// instant is a time on a clock that never steps: of the machine since it
// started (Shared), or of the process since some moment (Limits).
type instant = time.Duration

// book is the state of one set of limits. It waits for nobody and knows no
// clock: Limits and Ledger do both around it.
type book struct {
	limits []Limit
	pacer  *pacer // nil: safe
	slots  []Slot // by ID, which is the order in which they were given out
	brake  brake
	lastID int64
}

// mostSpacing keeps the first requests of a window from leaving as one burst,
// which Sansan may refuse even below its limit (sansan.md, parallel calls).
const mostSpacing = 25 * time.Millisecond

// at returns when a request of class of may be sent, not before now.
func (b *book) at(now instant, of string) instant { return b.place(now, of, nil) }

// place returns when a request of class of may be sent that goes after requests
// of the classes ahead, as far as can be told now: not before now, and not
// after the true time unless slots come back unused.
func (b *book) place(now instant, of string, ahead []string) instant {
	return b.rooms(now, of).place(ahead)
}

// rooms is what binds one class of requests at one moment.
type rooms struct {
	from    instant // nothing leaves before
	spacing time.Duration
	each    []room
}

// room is what one limit has left.
type room struct {
	limit Limit
	n     int       // requests that may count at once
	ends  []instant // when what counts now stops counting, in order
	now   instant
}

func (b *book) rooms(now instant, of string) rooms {
	r := rooms{from: max(now, b.brake.Until)}
	if len(b.limits) == 0 {
		return r
	}
	r.spacing = b.spacing()
	if len(b.slots) > 0 {
		r.from = max(r.from, b.slots[len(b.slots)-1].Sent+r.spacing)
	}
	for _, l := range b.limits {
		if l.counts(of) {
			r.each = append(r.each, b.room(now, l))
		}
	}
	return r
}

func (b *book) room(now instant, l Limit) room {
	ends := b.ends(now, l)
	slices.Sort(ends)
	return room{limit: l, n: b.brake.slowed(now, l.Requests), ends: ends, now: now}
}

// place returns when a request may be sent that goes after requests of the classes ahead.
func (r rooms) place(ahead []string) instant {
	at := r.from + time.Duration(len(ahead))*r.spacing
	for _, one := range r.each {
		before := 0
		for _, class := range ahead {
			if one.limit.counts(class) {
				before++
			}
		}
		at = max(at, one.free(before))
	}
	return at
}

func (b *book) spacing() time.Duration {
	d := mostSpacing
	for _, l := range b.limits {
		d = min(d, l.Per/time.Duration(4*l.Requests))
	}
	return d
}

// free returns when there is room for one more after as many as before went,
// each of them at its own time and answered at once.
//
// With room for n and ends e[0] ≤ e[1] ≤ … of what counts now, the i-th to go
// (from 0) does so at T(i) = e[len(e)-n+i], and from i = n on a span after the
// one n before it: T(i) = T(i-n) + span.
func (r room) free(before int) instant {
	rounds := time.Duration(before/r.n) * r.limit.span()
	if i := len(r.ends) - r.n + before%r.n; i >= 0 {
		return r.ends[i] + rounds
	}
	return r.now + rounds
}

// ends returns when each slot that l counts stops counting, for those that still do.
func (b *book) ends(now instant, l Limit) []instant {
	var ends []instant
	for i := range b.slots {
		if s := &b.slots[i]; !s.Unsent && l.counts(s.Class) {
			if end := b.end(now, s, l); end > now {
				ends = append(ends, end)
			}
		}
	}
	return ends
}

// end returns when s stops counting against l. On the wire it will count for
// at least a span from now.
func (b *book) end(now instant, s *Slot, l Limit) instant {
	switch {
	case s.Answered > 0 && !s.Broken && b.pacer != nil:
		return s.Answered + l.span() - b.pacer.back(now, s, l.Per)
	case s.Answered > 0:
		return s.Answered + l.span()
	case s.Deadline > 0 && s.Deadline < now:
		return s.Deadline + l.span()
	default:
		return now + l.span()
	}
}

// take gives out a slot at now, and returns it.
func (b *book) take(now instant, of string, hold time.Duration) *Slot {
	b.lastID++
	s := Slot{ID: b.lastID, Class: of, Sent: now}
	if hold > 0 {
		s.Deadline = now + hold
	}
	b.slots = append(b.slots, s)
	return &b.slots[len(b.slots)-1]
}

// find returns the slot id, nil when it is not known any more.
func (b *book) find(id int64) *Slot {
	i, ok := slices.BinarySearchFunc(b.slots, id, func(s Slot, id int64) int { return cmp.Compare(s.ID, id) })
	if !ok {
		return nil
	}
	return &b.slots[i]
}

// done ends the slot s as t says, at the time answered.
func (b *book) done(s *Slot, answered instant, t call.Taken) {
	if !t.Sent {
		s.Unsent = true
		return
	}
	s.Answered, s.Broken = max(answered, s.Sent, 1), t.Broken
	b.brake.answered(s, t)
	if b.pacer != nil {
		b.pacer.answered(s, t)
	}
}

// prune forgets what no limit counts any more, and what was answered longest ago at least.
func (b *book) prune(now instant, longest time.Duration) {
	for _, l := range b.limits {
		longest = max(longest, l.span())
	}
	b.slots = slices.DeleteFunc(b.slots, func(s Slot) bool {
		switch {
		case s.Unsent:
			return true
		case s.Answered > 0:
			return s.Answered+longest <= now
		default:
			return s.Deadline > 0 && s.Deadline+longest <= now
		}
	})
}

// use reports on every limit; wall turns an instant into a time of day.
func (b *book) use(now instant, wall func(instant) time.Time) []Use {
	out := make([]Use, len(b.limits))
	for i, l := range b.limits {
		out[i] = Use{Limit: l, Used: len(b.ends(now, l)), FreeAt: wall(max(b.brake.Until, b.room(now, l).free(0)))}
	}
	return out
}
