package kaonavi

import (
	"dandori/runtime/call"
	"dandori/runtime/vm"
)

// sight is what is known of the state of all sheets, or of another noun, before
// a write to it. It is touched on the loop only, and goes the same way when a
// run is gone through again. Sheets have one, for a sheet may be called by its
// id and by its name.
//
// While a write of this run may be under way what is read is no state before
// another one: who saw "nothing there", then the first write, would take it for the second.
type sight struct {
	under  int               // writes that are not known to be over
	writes int               // so far
	saw    map[string][]byte // the rows as the script read them last, since when it has written nothing
}

// sight returns that of what s is about.
func (s subject) sight() *sight {
	if s.sights[s.noun] == nil {
		s.sights[s.noun] = &sight{saw: map[string][]byte{}}
	}
	return s.sights[s.noun]
}

// key tells the lists of one noun apart.
func (s subject) key() string { return s.sheet + "\x00" + s.field }

// begin is told of a write. It returns what was seen before it, whether the
// state before can be told at all, and what to call when the write is over.
func (s *sight) begin(key string) (saw []byte, clear bool, over func()) {
	saw, clear = s.saw[key], s.under == 0
	s.forget()
	s.writes++
	s.under++
	return saw, clear, func() { s.under-- }
}

func (s *sight) forget() { s.saw = map[string][]byte{} }

// watch is p, whose page is remembered if it is the whole and nothing is written meanwhile.
func (s *sight) watch(key string, p vm.Pager, whole bool) vm.Pager {
	return &watched{Pager: p, sight: s, key: key, writes: s.writes, clear: whole && s.under == 0}
}

type watched struct {
	vm.Pager
	sight  *sight
	key    string
	writes int
	clear  bool
}

// Saw is told of the one page that the script was given, fetched or replayed.
func (w *watched) Saw(page call.Answer) {
	w.Pager.Saw(page)
	if w.clear && w.writes == w.sight.writes {
		w.sight.saw[w.key] = page.Body
	}
}
