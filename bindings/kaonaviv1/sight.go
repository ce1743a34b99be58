package kaonaviv1

import (
	"dandori/runtime/call"
	"dandori/runtime/vm"
)

// sight is what is known of the state of one target before a write to it. It is
// touched on the loop only, and goes the same way when a run is gone through again.
//
// While a write of this run may be under way (its task waits in line until its
// end is known) what is read is no state before another one: who saw "nothing
// there", then the first write, would take it for the second.
type sight struct {
	under  int    // writes that are not known to be over; one that failed never is
	writes int    // so far
	saw    []byte // the rows as the script read them last, since when it has written nothing; nil for none
}

// sight returns that of what s is about.
func (s subject) sight() *sight {
	target := s.noun + s.sheet
	if s.sights[target] == nil {
		s.sights[target] = &sight{}
	}
	return s.sights[target]
}

// begin is told of a write. It returns what was seen before it, whether the
// state before can be told at all, and what to call when the write is over.
func (s *sight) begin() (saw []byte, clear bool, over func()) {
	saw, clear = s.saw, s.under == 0
	s.saw = nil
	s.writes++
	s.under++
	ended := false
	return saw, clear, func() {
		if !ended {
			ended = true
			s.under--
		}
	}
}

// watch is p, whose page is remembered if nothing is written meanwhile.
func (s *sight) watch(p vm.Pager) vm.Pager {
	return &watched{Pager: p, sight: s, writes: s.writes, clear: s.under == 0}
}

type watched struct {
	vm.Pager
	sight  *sight
	writes int
	clear  bool
}

// Saw is told of the one page that the script was given, fetched or replayed.
func (w *watched) Saw(page call.Answer) {
	w.Pager.Saw(page)
	if w.clear && w.writes == w.sight.writes {
		w.sight.saw = page.Body
	}
}
