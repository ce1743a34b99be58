package quota

import (
	"slices"
	"time"

	"dandori/runtime/call"
)

// slot is one request that counts, or may count, against limits.
type slot struct {
	ID       int64     `json:"id"`
	Of       string    `json:"of,omitempty"`
	Sent     time.Time `json:"sent"`
	Answered time.Time `json:"answered,omitzero"` // zero while it is on the wire
	Deadline time.Time `json:"deadline,omitzero"` // when it counts as answered though its holder is silent; zero: never
	Broken   bool      `json:"broken,omitempty"`  // no complete answer came
}

// book is the state of one set of limits. It waits for nobody and knows no
// clock: Limits and File do both around it.
type book struct {
	limits []Limit
	pacer  *pacer // nil: safe
	slots  []slot // in the order in which they were given out
	brake  brake
	lastID int64
}

// mostSpacing keeps the first requests of a window from leaving as one burst,
// which Sansan may refuse even below its limit (sansan.md, parallel calls).
const mostSpacing = 25 * time.Millisecond

// at returns when a request of class of may be sent, not before now.
func (b *book) at(now time.Time, of string) time.Time {
	at := latest(now, b.brake.Until)
	if len(b.slots) > 0 && len(b.limits) > 0 {
		at = latest(at, b.slots[len(b.slots)-1].Sent.Add(b.spacing()))
	}
	for _, l := range b.limits {
		if l.counts(of) {
			at = latest(at, b.free(now, l))
		}
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

// free returns when l has room for one more.
func (b *book) free(now time.Time, l Limit) time.Time {
	n := b.brake.slowed(now, l.Requests)
	ends := b.ends(now, l)
	if len(ends) < n {
		return now
	}
	slices.SortFunc(ends, time.Time.Compare)
	return ends[len(ends)-n]
}

// ends returns when each slot that l counts stops counting, for those that still do.
func (b *book) ends(now time.Time, l Limit) []time.Time {
	var ends []time.Time
	for i := range b.slots {
		if !l.counts(b.slots[i].Of) {
			continue
		}
		if end := b.end(now, &b.slots[i], l); end.After(now) {
			ends = append(ends, end)
		}
	}
	return ends
}

// end returns when s stops counting against l. On the wire it will count for
// at least a span from now.
func (b *book) end(now time.Time, s *slot, l Limit) time.Time {
	switch {
	case !s.Answered.IsZero() && !s.Broken && b.pacer != nil:
		return s.Answered.Add(l.span() - b.pacer.back(now, s.Sent, l.Per))
	case !s.Answered.IsZero():
		return s.Answered.Add(l.span())
	case !s.Deadline.IsZero() && s.Deadline.Before(now):
		return s.Deadline.Add(l.span())
	default:
		return now.Add(l.span())
	}
}

// take gives out a slot at now.
func (b *book) take(now time.Time, of string, hold time.Duration) int64 {
	b.prune(now)
	b.lastID++
	s := slot{ID: b.lastID, Of: of, Sent: now}
	if hold > 0 {
		s.Deadline = now.Add(hold)
	}
	b.slots = append(b.slots, s)
	return s.ID
}

// done ends the slot id as t says; now stands in for an answer without a time.
func (b *book) done(now time.Time, id int64, t call.Taken) {
	i := slices.IndexFunc(b.slots, func(s slot) bool { return s.ID == id })
	if i < 0 {
		return
	}
	s := &b.slots[i]
	if !t.Sent {
		b.slots = slices.Delete(b.slots, i, i+1)
		return
	}
	s.Answered, s.Broken = t.Answered, t.Broken
	if s.Answered.IsZero() {
		s.Answered = now
	}
	b.brake.answered(*s, t)
	if b.pacer != nil {
		b.pacer.answered(*s, t)
	}
}

// prune forgets what no limit counts any more.
func (b *book) prune(now time.Time) {
	b.slots = slices.DeleteFunc(b.slots, func(s slot) bool {
		held := s.Answered.IsZero() && (s.Deadline.IsZero() || now.Before(s.Deadline))
		return !held && !slices.ContainsFunc(b.limits, func(l Limit) bool {
			return l.counts(s.Of) && b.end(now, &s, l).After(now)
		})
	})
}

// use reports on every limit.
func (b *book) use(now time.Time) []Use {
	out := make([]Use, len(b.limits))
	for i, l := range b.limits {
		out[i] = Use{Limit: l, Used: len(b.ends(now, l)), FreeAt: latest(b.brake.Until, b.free(now, l))}
	}
	return out
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
