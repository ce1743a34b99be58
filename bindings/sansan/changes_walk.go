package sansan

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"sync"
	"time"

	"dandori/bindings/sansan/api"
	"dandori/runtime/call"
)

// changesWalk is the vm.Pager over the changes since the last run that
// succeeded: a walk over a period, without the pairs that earlier runs have given.
//
// How far it came is kept only when the script has asked for what comes after
// the last card: the last page is therefore followed by an empty one, and it is
// that one's answer which changes the state, when the run has succeeded.
type changesWalk struct {
	changes

	mu     sync.Mutex
	walk   *api.Walk
	most   *int // items wanted at most; nil: all
	began  *began
	before map[pair]bool // given by earlier runs
	given  map[pair]bool // by this one, as far back as the overlap reaches
	until  time.Time     // the latest of them
	roomy  int           // how many pairs given may hold before the old ones are thrown away
}

// fewPairs is how many pairs are held without looking whether they are still needed.
const fewPairs = 10000

// began is what a walk began with. It stands behind the cursor of the first
// page, so that another process goes on with the same.
type began struct {
	From, To time.Time
	Known    json.RawMessage // the state then, a mark; nil for none
}

// changesAt is the cursor of a page.
type changesAt struct {
	Next json.RawMessage `json:"next,omitempty"` // of the walk over the period; nil: all cards were given
}

// Limit tells the walk that no more than n items will be wanted.
func (w *changesWalk) Limit(n int) { w.most = &n }

// Page returns the page at the cursor.
func (w *changesWalk) Page(ctx context.Context, at []byte) (call.Answer, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var from changesAt
	if at != nil {
		head, _, _ := bytes.Cut(at, []byte("\n"))
		if err := json.Unmarshal(head, &from); err != nil {
			return call.Answer{}, err
		}
		if from.Next == nil {
			return w.end()
		}
	}
	if err := w.begin(ctx); err != nil {
		return call.Answer{}, err
	}
	return w.page(ctx, from.Next, at == nil)
}

// begin looks how far earlier runs came, once a walk.
func (w *changesWalk) begin(ctx context.Context) error {
	if w.began == nil {
		known, err := w.known(ctx)
		if err != nil {
			return err
		}
		m, err := parseMark(known)
		if err != nil {
			return err
		}
		from := m.from(w.overlap)
		w.began = &began{From: from, To: latest(w.face.Client.Now().Truncate(time.Second), from.Add(time.Second)), Known: known}
	}
	return w.ready()
}

// ready makes what the walk needs of what it began with.
func (w *changesWalk) ready() error {
	if w.walk != nil {
		return nil
	}
	m, err := parseMark(w.began.Known)
	if err != nil {
		return err
	}
	if w.given == nil {
		w.given, w.roomy = map[pair]bool{}, fewPairs
	}
	w.before = m.pairs()
	p := w.period
	p.From, p.To = w.began.From, w.began.To
	w.walk = w.face.Client.ListCards(p)
	if w.most != nil {
		w.walk.Limit(*w.most)
	}
	return nil
}

// page walks on until there is a card to give, or the end.
func (w *changesWalk) page(ctx context.Context, next []byte, first bool) (call.Answer, error) {
	for {
		a, err := w.walk.Page(ctx, next)
		if err != nil {
			return call.Answer{}, err
		}
		body, n, err := w.fresh(a.Body)
		if err != nil {
			return call.Answer{}, err
		}
		switch {
		case n > 0:
			cursor, err := w.cursor(a.Cursor, first)
			return call.Answer{Body: body, Cursor: cursor}, err
		case a.Cursor == nil:
			return w.end()
		}
		next = a.Cursor
	}
}

// cursor is that of a page behind which the walk goes on at next.
func (w *changesWalk) cursor(next []byte, first bool) ([]byte, error) {
	head, err := json.Marshal(changesAt{next})
	if err != nil || !first {
		return head, err
	}
	tail, err := json.Marshal(w.began)
	return append(append(head, '\n'), tail...), err
}

// fresh is the page without the pairs that earlier runs have given, and how
// many are left; the vendor's own bytes when that is all.
func (w *changesWalk) fresh(page []byte) (body []byte, n int, err error) {
	all, err := api.Pairs(page)
	count := len(all)
	if err != nil || len(w.before) == 0 {
		return page, count, err
	}
	all = slices.DeleteFunc(all, func(card api.Pair) bool {
		p, ok := pairOf(card)
		return ok && w.before[p]
	})
	if len(all) == count {
		return page, count, nil
	}
	return api.Page(all), len(all), nil
}

// end is the empty page after the last card.
func (w *changesWalk) end() (call.Answer, error) {
	a := call.Answer{Body: []byte("[]")}
	if w.face.DryRun {
		return a, nil
	}
	m, err := parseMark(w.began.Known)
	if err != nil {
		return call.Answer{}, err
	}
	value, err := json.Marshal(m.with(w.given, w.overlap))
	a.Keep = []call.Keep{{Key: w.key, Value: value, AtEnd: true}}
	return a, err
}

// Saw notes what the script was given, fetched or replayed.
func (w *changesWalk) Saw(a call.Answer) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.began == nil { // the first page, replayed
		_, tail, _ := bytes.Cut(a.Cursor, []byte("\n"))
		b := &began{}
		if json.Unmarshal(tail, b) != nil {
			return // the only page, and an empty one: nothing goes on from it
		}
		w.began = b
	}
	if w.ready() != nil {
		return // Page finds the same
	}
	w.walk.Saw(a)
	all, _ := api.Pairs(a.Body) // a page that was scanned already
	for _, card := range all {
		if p, ok := pairOf(card); ok {
			w.given[p], w.until = true, latest(w.until, p.updated())
		}
	}
	w.forget()
}

// forget throws away the pairs that lie too far back to matter.
func (w *changesWalk) forget() {
	if len(w.given) <= w.roomy {
		return
	}
	since := w.until.Add(-w.overlap)
	maps.DeleteFunc(w.given, func(p pair, _ bool) bool { return p.updated().Before(since) })
	w.roomy = max(fewPairs, 2*len(w.given))
}

// Close stops what is fetched ahead.
func (w *changesWalk) Close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.walk != nil {
		w.walk.Close()
	}
}
