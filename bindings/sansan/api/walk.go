package api

import (
	"bytes"
	"context"
	"math"
	"net/url"
	"sync"
	"time"

	"dandori/runtime/call"
)

// Walk walks over the pages of one listing. Nothing is asked for before the
// first page is; then the next page is fetched while the script works on this
// one. Items come as the vendor sent them, in the vendor's order, and no id twice.
//
// Page is called by one goroutine at a time; Saw and Close may be called beside it.
type Walk struct {
	client   *Client
	op       call.Operation
	path     []string
	queries  []url.Values // of first pages, walked one after the other; a page token stands for all of one
	parallel int          // parts of the period walked at once
	dated    bool         // the query takes a period
	forward  bool         // oldest update first: a walk can go on from a card
	from, to time.Time    // the period; to is zero for now
	most     int          // items that will be wanted at most

	mu   sync.Mutex
	seen *register
	ride *ride  // what is fetched ahead, nil before the first page
	next string // the cursor that ride goes on from
	out  handed // what Page gave last
}

// handed is a page as it was handed out: most often Saw is told of it next.
type handed struct {
	body []byte
	ids  []string
}

// is reports whether body is the very page.
func (h handed) is(body []byte) bool {
	return len(body) > 0 && len(body) == len(h.body) && &body[0] == &h.body[0]
}

// walk is a walk over a list without a period.
func (c *Client) walk(op call.Operation, path []string, queries ...url.Values) *Walk {
	return &Walk{client: c, op: op, path: path, queries: queries, parallel: 1, most: math.MaxInt, seen: newRegister()}
}

func (c *Client) walkPeriod(p Period) *Walk {
	w := c.walk(listCards, []string{"bizCards"}, p.query())
	w.dated, w.from, w.to = true, p.From, p.To
	w.forward = p.Forward()
	if w.forward && p.Parallel > 1 {
		w.parallel = p.Parallel
	}
	return w
}

// Limit says that no more than n items will be wanted: no page beyond the nth
// item is fetched ahead, and none at all for 0, when their number is limited but
// not known. It must be called before the first page is asked for.
func (w *Walk) Limit(n int) {
	w.most = n
	w.parallel = 1
}

// Page returns the page at the cursor, nil for the first: a JSON array of the
// items that were not handed out before. Its own cursor is nil at the end.
func (w *Walk) Page(ctx context.Context, at []byte) (call.Answer, error) {
	r, err := w.rideFrom(ctx, at)
	if err != nil {
		return call.Answer{}, err
	}
	for {
		p, next, err := r.page(ctx)
		if err != nil {
			w.Close() // the next call begins anew where this one began
			return call.Answer{}, err
		}
		answer := call.Answer{Body: w.unseen(p)}
		if next != nil {
			answer.Cursor = next.encode()
		}
		w.mu.Lock()
		w.next = string(answer.Cursor)
		w.mu.Unlock()
		if next == nil || len(answer.Body) > len("[]") {
			return answer, nil
		}
	}
}

// rideFrom returns the ride that stands at the cursor, a new one if need be.
func (w *Walk) rideFrom(ctx context.Context, at []byte) (*ride, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ride != nil && at != nil && w.next == string(at) {
		return w.ride, nil
	}
	start, err := w.start(at)
	if err != nil {
		return nil, err
	}
	if w.ride != nil {
		w.ride.stop()
	}
	w.ride = newRide(ctx, w, start)
	return w.ride, nil
}

func (w *Walk) start(at []byte) (cursor, error) {
	if at != nil {
		return parseCursor(at)
	}
	if !w.dated {
		return cursor{}, nil
	}
	to := w.to
	if to.IsZero() {
		to = w.client.Now()
	}
	to = to.Truncate(time.Second)
	return cursor{From: w.from, To: to, End: to}, nil
}

// Saw is told of each page that is handed to the script, fetched or replayed,
// so that its items do not come again.
func (w *Walk) Saw(a call.Answer) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.out.is(a.Body) {
		for _, id := range w.out.ids {
			w.seen.add(id)
		}
		return
	}
	s := &scanner{b: a.Body}
	s.space()
	_ = s.elements(func() error { // what is no array held no items
		it, err := readItem(s)
		w.seen.add(it.id)
		return err
	})
}

// Close stops what is fetched ahead. A walk that is closed can be gone on with.
func (w *Walk) Close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ride != nil {
		w.ride.stop()
		w.ride, w.next = nil, ""
	}
}

// unseen is the JSON array of p's items that were not handed out before: the
// vendor's own bytes when that is all of them, as it nearly always is.
func (w *Walk) unseen(p page) []byte {
	w.mu.Lock()
	defer w.mu.Unlock()
	here := make(map[string]bool, len(p.items))
	kept := make([][]byte, 0, len(p.items))
	w.out = handed{}
	for _, it := range p.items {
		if it.id != "" && (here[it.id] || w.seen.has(it.id)) {
			continue
		}
		here[it.id] = true
		kept = append(kept, it.raw)
		w.out.ids = append(w.out.ids, it.id)
	}
	w.out.body = p.data
	if len(kept) < len(p.items) {
		w.out.body = append(append([]byte("["), bytes.Join(kept, []byte(","))...), ']')
	}
	return w.out.body
}

// firstPage is the query of a first page: with the span's bounds where there are any.
func (w *Walk) firstPage(at cursor) url.Values {
	q := url.Values{}
	for name, values := range w.queries[at.Turn] {
		q[name] = values
	}
	if w.dated {
		q.Set("updatedFrom", stamp(at.From))
		q.Set("updatedTo", stamp(at.To))
	}
	return q
}

// expired reports whether err is the vendor's word that a page token is dead.
func expired(err error) bool { return isCode(err, "expired_token") }
