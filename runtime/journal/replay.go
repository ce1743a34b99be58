package journal

import (
	"time"

	"dandori/runtime/call"
)

// Version is the version of the journal's format and of what its entries mean.
const Version = 1

// Recorded is an ask that the journal holds.
type Recorded struct {
	Line int // of the journal, from 1
	Call call.Call
	At   time.Time // when it was asked first
}

// Replay is a log's entries, taken one by one by a run that goes through them
// again. What a Retry has voided is not among them.
//
// An outcome is due only when the run has asked all that it had asked when the
// outcome was entered: so the script's steps keep their order, however fast a
// recorded answer is there.
type Replay struct {
	Book     *Book
	asks     []Recorded
	outcomes []due // in the order in which they reached the script
	answered map[int]bool
	nows     []Entry
	randoms  []Entry
}

// due is an outcome, and how much had been asked when it was entered.
type due struct {
	Entry
	asked int
}

// NewReplay sorts entries by what takes them.
func NewReplay(entries []Entry) *Replay {
	r := &Replay{Book: newBook(), answered: map[int]bool{}}
	for _, l := range standing(entries) {
		r.Book.Enter(l.Entry)
		switch l.Kind {
		case Ask:
			r.asks = append(r.asks, Recorded{l.number, l.Call, l.At})
		case Outcome:
			r.outcomes = append(r.outcomes, due{l.Entry, len(r.asks)})
			r.answered[l.N] = true
		case Now:
			r.nows = append(r.nows, l.Entry)
		case Random:
			r.randoms = append(r.randoms, l.Entry)
		}
	}
	return r
}

// Asked returns ask n, from 1, if the journal holds it.
func (r *Replay) Asked(n int) (Recorded, bool) {
	if n > len(r.asks) {
		return Recorded{}, false
	}
	return r.asks[n-1], true
}

// Asks returns how many asks the journal holds.
func (r *Replay) Asks() int { return len(r.asks) }

// Answered reports whether the journal holds an outcome of ask n.
func (r *Replay) Answered(n int) bool { return r.answered[n] }

// Next returns the outcome that reaches the script next, if it is due when
// asked calls have been asked; Advance steps over it.
func (r *Replay) Next(asked int) (Entry, bool) {
	if r.Through() || r.outcomes[0].asked > asked {
		return Entry{}, false
	}
	return r.outcomes[0].Entry, true
}

// Advance steps over the outcome that Next returned.
func (r *Replay) Advance() {
	r.outcomes[0] = due{} // its body may be large
	r.outcomes = r.outcomes[1:]
}

// Through reports whether all recorded outcomes have been handed over.
func (r *Replay) Through() bool { return len(r.outcomes) == 0 }

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
