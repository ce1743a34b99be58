package quota

import (
	"cmp"
	"slices"
	"time"
)

// waiter is one request that waits for a slot of a bucket.
type waiter struct {
	ID          int64   `json:"id"` // in the order in which they asked
	Run         string  `json:"run,omitempty"`
	Interactive bool    `json:"interactive,omitempty"`
	Class       string  `json:"class,omitempty"`
	Worker      string  `json:"worker"`
	Since       instant `json:"since"`          // when it asked, or when its run got its last slot
	Due         instant `json:"due"`            // when it looks whether its turn has come
	Away        bool    `json:"away,omitempty"` // its run has left memory, and asks again when it is due
}

// line is who waits, in every process, and decides whose turn is next.
//
// Interactive runs go before others, but of ten slots in a row that they get
// while others wait, one is for those. Among equals each run has a turn before
// any has its second, and turns come in the order of Since: so the run that
// got a slot least lately goes first, and no newcomer goes before who has
// waited longer than it.
//
// Nobody wakes anybody in another process. Each waiter computes the time of
// its own place in the line and looks then. A waiter is in the way of others
// only while its time has come and for a grace after that: before, it does not
// want the slot that is free now (it is one that came back unused, or its own
// class has no room), and after it is taken to be dead, or late.
type line struct {
	Waiters []waiter `json:"waiters,omitempty"`
	LastID  int64    `json:"lastId,omitempty"`
	Passed  int      `json:"passed,omitempty"` // slots in a row that passed waiters that are not interactive
}

const (
	fewest    = 10              // of so many slots one is for those that are not interactive
	forgotten = time.Minute     // a waiter that did not look so long after its time is not in the line any more
	longGrace = 2 * time.Second // for a live one that is late; less in short windows
)

// order returns the waiters in the order of their turns.
func (l *line) order() []waiter {
	var first, others []waiter
	for _, turn := range l.turns() {
		if turn.Interactive {
			first = append(first, turn)
		} else {
			others = append(others, turn)
		}
	}
	out := make([]waiter, 0, len(l.Waiters))
	for passed := l.Passed; len(first)+len(others) > 0; {
		if len(first) == 0 || len(others) > 0 && passed >= fewest-1 {
			out, others, passed = append(out, others[0]), others[1:], 0
			continue
		}
		out, first, passed = append(out, first[0]), first[1:], passed+1
	}
	return out
}

// turns returns the waiters as if none were interactive.
func (l *line) turns() []waiter {
	type seat struct {
		waiter
		round int
	}
	seats := make([]seat, len(l.Waiters))
	rounds := map[string]int{}
	for i, w := range l.Waiters { // they are in the order of their IDs
		seats[i] = seat{w, rounds[w.Run]}
		rounds[w.Run]++
	}
	slices.SortFunc(seats, func(a, b seat) int {
		return cmp.Or(cmp.Compare(a.round, b.round), cmp.Compare(a.Since, b.Since), cmp.Compare(a.ID, b.ID))
	})
	out := make([]waiter, len(seats))
	for i, s := range seats {
		out[i] = s.waiter
	}
	return out
}

// ahead returns who goes before the waiter id, in their order.
func (l *line) ahead(id int64) []waiter {
	all := l.order()
	i := slices.IndexFunc(all, func(w waiter) bool { return w.ID == id })
	return all[:max(0, i)]
}

// find returns the waiter id, nil when it is not in the line.
func (l *line) find(id int64) *waiter {
	i := slices.IndexFunc(l.Waiters, func(w waiter) bool { return w.ID == id })
	if i < 0 {
		return nil
	}
	return &l.Waiters[i]
}

// join lets w wait: in the place that its run kept while it was away, or as a newcomer.
func (l *line) join(w waiter) waiter {
	for i := range l.Waiters {
		kept := &l.Waiters[i]
		if kept.Away && kept.Run == w.Run && kept.Class == w.Class {
			w.ID, w.Since = kept.ID, kept.Since
			*kept = w
			return w
		}
	}
	l.LastID++
	w.ID = l.LastID
	l.Waiters = append(l.Waiters, w)
	return w
}

// leave takes the waiter id out of the line.
func (l *line) leave(id int64) {
	l.Waiters = slices.DeleteFunc(l.Waiters, func(w waiter) bool { return w.ID == id })
}

// served says that w got a slot at now: its run's other requests wait since now.
func (l *line) served(now instant, w waiter) {
	l.leave(w.ID)
	others := false
	for i := range l.Waiters {
		if l.Waiters[i].Run == w.Run {
			l.Waiters[i].Since = max(l.Waiters[i].Since, now)
		}
		others = others || !l.Waiters[i].Interactive
	}
	if w.Interactive && others {
		l.Passed = min(l.Passed+1, fewest)
	} else {
		l.Passed = 0
	}
}

// sweep forgets waiters whose time passed long ago or that stood in line before the machine was
// started, and reports whether there were any.
func (l *line) sweep(now instant) bool {
	before := len(l.Waiters)
	l.Waiters = slices.DeleteFunc(l.Waiters, func(w waiter) bool { return w.Due+forgotten < now || w.Since > now })
	return len(l.Waiters) < before
}
