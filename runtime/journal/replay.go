package journal

import (
	"bytes"

	"dandori/runtime/call"
)

// Replay is a log's entries, taken one by one by a run that goes through them again.
type Replay struct {
	asks     []call.Call
	outcomes []Entry // in the order in which they reached the script
	answered map[int]bool
	nows     []Entry
	randoms  []Entry
}

// NewReplay sorts entries by what takes them.
func NewReplay(entries []Entry) *Replay {
	r := &Replay{answered: map[int]bool{}}
	for _, e := range entries {
		switch e.Kind {
		case Ask:
			r.asks = append(r.asks, e.Call)
		case Outcome:
			r.outcomes = append(r.outcomes, e)
			r.answered[e.N] = true
		case Now:
			r.nows = append(r.nows, e)
		case Random:
			r.randoms = append(r.randoms, e)
		}
	}
	return r
}

// Asked returns ask n, from 1, if the journal holds it.
func (r *Replay) Asked(n int) (call.Call, bool) {
	if n > len(r.asks) {
		return call.Call{}, false
	}
	return r.asks[n-1], true
}

// Answered reports whether the journal holds an outcome of ask n.
func (r *Replay) Answered(n int) bool { return r.answered[n] }

// Next returns the outcome that reaches the script next; Advance steps over it.
func (r *Replay) Next() (Entry, bool) {
	if len(r.outcomes) == 0 {
		return Entry{}, false
	}
	return r.outcomes[0], true
}

// Advance steps over the outcome that Next returned.
func (r *Replay) Advance() { r.outcomes = r.outcomes[1:] }

// Now returns the next recorded reading of the clock.
func (r *Replay) Now() (Entry, bool) { return take(&r.nows) }

// Random returns the next recorded randomness.
func (r *Replay) Random() (Entry, bool) { return take(&r.randoms) }

func take(list *[]Entry) (Entry, bool) {
	if len(*list) == 0 {
		return Entry{}, false
	}
	e := (*list)[0]
	*list = (*list)[1:]
	return e, true
}

// Same reports whether two asks are one and the same.
func Same(a, b call.Call) bool {
	return a.Kind == b.Kind && a.Target == b.Target && a.Effect == b.Effect && bytes.Equal(a.Args, b.Args)
}
