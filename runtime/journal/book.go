package journal

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"

	"dandori/runtime/call"
)

// Doubt is a request of which it is not known whether it was done.
type Doubt struct {
	N      int // the call's number
	Call   call.Call
	Intent call.Intent // of the last try
	Note   []byte      // what the call knew before it sent; nil for nothing
}

// Book is what is known of the requests that change something, of all calls
// without an outcome. It is not safe for concurrent use.
type Book struct {
	calls    map[int]call.Call
	notes    map[int][]byte
	resolved map[int]json.RawMessage // a person's answer, by the call
	sent     map[int]map[int]*sent
	last     map[string]name // the last request that left, by connection
}

// name is a request's name in the journal, n.k.
type name struct{ n, k int }

// sent is a request that left, once or more often.
type sent struct {
	tries   []try
	settled bool // a person said that it happened
}

type try struct {
	intent call.Intent
	result *call.Result // nil: nothing is known
}

func newBook() *Book {
	return &Book{
		calls: map[int]call.Call{}, notes: map[int][]byte{}, resolved: map[int]json.RawMessage{},
		sent: map[int]map[int]*sent{}, last: map[string]name{},
	}
}

// Enter takes e into account, which stands in the journal or is about to.
func (b *Book) Enter(e Entry) {
	switch e.Kind {
	case Ask:
		b.calls[e.N] = e.Call
	case Outcome:
		b.close(e.N)
	case Intent:
		b.intend(e.N, *e.Intent)
	case Result:
		b.settle(b.sent[e.N][e.Result.K], e.Result)
	case Note:
		b.notes[e.N] = e.Bytes
	case Resolve:
		b.resolve(e.N, *e.Resolution)
	}
}

func (b *Book) intend(n int, i call.Intent) {
	if b.sent[n] == nil {
		b.sent[n] = map[int]*sent{}
	}
	r := b.sent[n][i.K]
	if r == nil {
		r = &sent{}
		b.sent[n][i.K] = r
	}
	r.tries = append(r.tries, try{intent: i})
	b.last[i.Request.Connection] = name{n, i.K}
}

func (b *Book) settle(r *sent, result *call.Result) {
	if r == nil { // its call has an outcome already
		return
	}
	for i := len(r.tries) - 1; i >= 0; i-- {
		if r.tries[i].intent.Try == result.Try {
			r.tries[i].result = result
			return
		}
	}
}

func (b *Book) resolve(n int, word Resolution) {
	r := b.sent[n][word.K]
	switch {
	case word.Happened:
		b.resolved[n] = word.Answer
		if r != nil {
			r.settled = true
		}
	case r != nil:
		delete(b.sent[n], word.K)
	}
}

// close forgets the requests of a call that has an outcome.
func (b *Book) close(n int) {
	delete(b.calls, n)
	delete(b.notes, n)
	delete(b.resolved, n)
	delete(b.sent, n)
}

// Resolved returns what a person said that the call n has brought back.
func (b *Book) Resolved(n int) (answer json.RawMessage, ok bool) {
	answer, ok = b.resolved[n]
	return answer, ok
}

// Prior returns what is known of the request k of the call n, which is about to
// be made as r; nil for nothing, and when it was certainly not done.
func (b *Book) Prior(n, k int, r call.Request) *call.Prior {
	known := b.sent[n][k]
	if known == nil {
		return nil
	}
	done, doubt, first := known.fate()
	switch {
	case done != nil && same(known.tries[0].intent.Request, r):
		return &call.Prior{Answer: done}
	case done != nil: // of another request than the one that stands there now
		doubt = &known.tries[len(known.tries)-1].intent
		return &call.Prior{Doubt: doubt, First: doubt.At}
	case doubt != nil:
		return &call.Prior{Doubt: doubt, First: first, Last: b.Last(n, k, doubt.Request.Connection) && same(doubt.Request, r)}
	}
	return nil
}

func same(a, b call.Request) bool {
	return a.Connection == b.Connection && a.Operation.Name == b.Operation.Name
}

// fate returns the answer of a request that was done, or else the last of its
// tries of which nothing is known, with the time of the first such.
func (r *sent) fate() (done *call.Result, doubt *call.Intent, first time.Time) {
	for i := range r.tries {
		t := &r.tries[i]
		switch {
		case t.result != nil && t.result.Fate == call.Done:
			return t.result, nil, time.Time{}
		case t.result == nil, t.result.Fate == call.Unknown:
			if doubt == nil {
				first = t.intent.At
			}
			doubt = &t.intent
		}
	}
	if r.settled {
		return nil, nil, time.Time{}
	}
	return nil, doubt, first
}

// Last reports whether no request to the same connection left after the
// request k of the call n did.
func (b *Book) Last(n, k int, connection string) bool { return b.last[connection] == name{n, k} }

// Doubts returns the requests in doubt of the call n, of all calls for 0, in
// the order in which they left.
func (b *Book) Doubts(n int) []Doubt {
	var found []Doubt
	for of, requests := range b.sent {
		for _, r := range requests {
			if _, doubt, _ := r.fate(); doubt != nil && (n == 0 || n == of) {
				found = append(found, Doubt{of, b.calls[of], *doubt, b.notes[of]})
			}
		}
	}
	slices.SortFunc(found, func(x, y Doubt) int {
		return cmp.Or(x.Intent.At.Compare(y.Intent.At), cmp.Compare(x.N, y.N), cmp.Compare(x.Intent.K, y.Intent.K))
	})
	return found
}

// Doubts returns the requests in doubt of a journal, in the order in which they left.
func Doubts(entries []Entry) []Doubt { return NewReplay(entries).Book.Doubts(0) }
