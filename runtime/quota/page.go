package quota

import (
	"crypto/rand"
	"encoding/json"
	"slices"
	"time"
)

// page is what a bucket's processes know together, beside its slots.
type page struct {
	Life    string        `json:"life"`    // another one says that the bucket was begun anew
	Changed int64         `json:"changed"` // of the slot that changed last
	LastID  int64         `json:"lastId"`  // of the slot that was given out last
	Longest time.Duration `json:"longest"` // that a slot counts after its answer, for anybody who uses the bucket
	Brake   brake         `json:"brake,omitzero"`
	Line    line          `json:"line,omitzero"`
}

const (
	longestSound  = 24 * time.Hour // no stop after a 429, and no request, takes longer
	longestWindow = 400 * longestSound
)

// newPage returns the page of a bucket that nobody has used.
func newPage() *page { return &page{Life: rand.Text()} }

// parsePage reads what encode wrote; ok is false for anything that this package cannot have written.
func parsePage(data []byte) (p *page, ok bool) {
	p = &page{}
	if json.Unmarshal(data, p) != nil || !p.sound() {
		return nil, false
	}
	return p, true
}

func (p *page) sound() bool {
	k := p.Brake
	switch {
	case p.Life == "" || !number(p.Changed) || !number(p.LastID) || p.Longest < 0 || p.Longest > longestWindow:
		return false
	case !number(int64(k.InARow)) || k.Lowered < 0 || k.Lowered > mostLowered || k.Last < 0 || k.Until < 0 || k.Until-k.Last > longestSound:
		return false
	case !number(p.Line.LastID) || p.Line.Passed < 0 || p.Line.Passed > fewest:
		return false
	}
	last := int64(0)
	return !slices.ContainsFunc(p.Line.Waiters, func(w waiter) bool {
		bad := w.ID <= last || w.ID > p.Line.LastID || w.Since < 0 || w.Due < 0
		last = w.ID
		return bad
	})
}

// number reports whether n can have been reached by counting.
func number(n int64) bool { return n >= 0 && n < 1<<60 }

func (p *page) encode() ([]byte, error) { return json.Marshal(p) }

// settle brings what was written before the machine was started over to this
// start's clock. Only what is stamped later than now is known to be as old as that.
//
// There need be no mark of which start a stamp belongs to. In truth whatever
// was written before the start happened before it, so before 0 on this clock,
// and to take it for anything later only makes it count longer. One that is
// stamped after now counts as answered when the machine started; one that is
// stamped before now, though it too is from before, counts as answered at its
// stamp, which is later than the truth as well; and both are forgotten a
// window after at most. No stamp of this start is later than now, for they are
// all taken and compared within the shelf's lock or before it.
//
// This holds for one machine. A store that was copied to another one has the
// stamps of a clock that the new machine knows nothing of: see Shared.Moved.
func (p *page) settle(now instant) (moved bool) {
	if k := &p.Brake; k.Last > now {
		k.Until, k.Last, moved = max(1, k.Until-k.Last), 1, true
	}
	return p.Line.sweep(now) || moved
}

// settleSlot does the same for a slot.
func settleSlot(now instant, s *Slot) {
	switch {
	case s.Sent > now || s.Answered > now:
		s.Sent, s.Answered, s.Deadline = 0, 1, 0
	case s.Answered < 0 || s.Sent < 0:
		s.Sent, s.Answered = max(0, s.Sent), max(0, s.Answered)
	}
	s.Deadline = min(s.Deadline, now+longestSound)
}
