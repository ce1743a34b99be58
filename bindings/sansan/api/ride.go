package api

import (
	"context"
	"slices"
	"sync"
)

const (
	partPages  = 6  // how many pages a part of a period should have: dense parts are divided until they do
	aheadPages = 12 // how many pages of a part wait for the script at most
)

// ride fetches the pages of a walk ahead of the script, from one cursor on.
// With one part it is one page ahead. With several it walks the oldest parts at
// once, each into a queue of its own, and hands their pages out in order;
// both the number of parts under way and their queues are bounded.
type ride struct {
	walk   *Walk
	ctx    context.Context
	cancel context.CancelFunc

	mu    sync.Mutex
	parts []*part // oldest first; the first is the one being handed out
	items int     // fetched so far
	ahead int     // pages fetched that nobody has asked for; below 0 when somebody waits
	asked chan struct{}
}

// part is one span of a period.
type part struct {
	start cursor
	pages chan leg // closed after the last page; nil before the part has begun
	done  bool     // everything is fetched
}

// leg is a page under way to the script, or why there is none.
type leg struct {
	page page
	next *cursor // within the part; nil at its end
	err  error
}

// newRide begins at a cursor. ctx lends its values only: a page is fetched
// ahead for whoever asks next, and stop ends it.
func newRide(ctx context.Context, w *Walk, start cursor) *ride {
	r := &ride{walk: w, asked: make(chan struct{}, 1)}
	r.ctx, r.cancel = context.WithCancel(context.WithoutCancel(ctx))
	rest, more := start, true
	if start.Token != "" || w.parallel == 1 {
		r.parts = append(r.parts, &part{start: start})
		rest, more = w.rest(start)
	}
	for more {
		r.parts = append(r.parts, partsOf(rest.divided(w.parallel))...)
		rest, more = w.rest(rest)
	}
	r.fill()
	return r
}

func partsOf(spans []cursor) []*part {
	parts := make([]*part, len(spans))
	for i, span := range spans {
		parts[i] = &part{start: span}
	}
	return parts
}

func (r *ride) stop() { r.cancel() }

// fill begins parts, oldest first, while few enough are under way. The oldest
// always is: the script waits for it.
func (r *ride) fill() {
	r.mu.Lock()
	defer r.mu.Unlock()
	fetching, open := 0, 0
	for _, p := range r.parts {
		if p.pages != nil {
			open++
			if !p.done {
				fetching++
			}
		}
	}
	for i, p := range r.parts {
		if p.pages != nil {
			continue
		}
		if i > 0 && (fetching >= r.walk.parallel || open >= 2*r.walk.parallel) {
			return
		}
		p.pages = make(chan leg, r.queue())
		fetching, open = fetching+1, open+1
		go r.run(p, p.pages)
	}
}

// queue is how many pages of a part may wait. With one part it is none: its
// next page is fetched as soon as one is handed out, which is one ahead.
func (r *ride) queue() int {
	if r.walk.parallel == 1 {
		return 0
	}
	return aheadPages
}

// run fetches the pages of p.
func (r *ride) run(p *part, pages chan<- leg) {
	defer close(pages)
	at := &p.start
	for at != nil && r.awaitNeed() {
		got, next, err := r.walk.fetch(r.ctx, *at)
		if err == nil && at.Token == "" && next != nil && r.divide(p, got) {
			at = &p.start
			continue
		}
		r.count(len(got.items))
		if next == nil {
			r.finish(p)
		}
		select {
		case pages <- leg{got, next, err}:
		case <-r.ctx.Done():
		}
		at = next
	}
}

// awaitNeed waits until another page is wanted: at once while the items so far
// are not all that ever will be, else when somebody asks for it. It reports false when the ride has ended.
func (r *ride) awaitNeed() bool {
	for r.ctx.Err() == nil {
		r.mu.Lock()
		needed := r.items < r.walk.most || r.ahead < 0
		r.mu.Unlock()
		if needed {
			return true
		}
		select {
		case <-r.asked:
		case <-r.ctx.Done():
		}
	}
	return false
}

// count notes a page of n items.
func (r *ride) count(n int) {
	r.mu.Lock()
	r.items, r.ahead = r.items+n, r.ahead+1
	r.mu.Unlock()
}

// ask notes that somebody waits for a page.
func (r *ride) ask() {
	r.mu.Lock()
	r.ahead--
	r.mu.Unlock()
	select {
	case r.asked <- struct{}{}:
	default:
	}
}

// finish notes that p needs no more requests, so that another may begin.
func (r *ride) finish(p *part) {
	r.mu.Lock()
	p.done = true
	r.mu.Unlock()
	r.fill()
}

// divide splits a part whose first page shows that it holds many, and reports
// whether it did; p is then the oldest piece. The page is thrown away: the
// pieces are asked for as periods of their own, so nothing rests on the order
// of cards within a page. How many pieces is a guess that can only cost requests.
func (r *ride) divide(p *part, first page) bool {
	if r.walk.parallel == 1 {
		return false
	}
	low, high := first.between()
	ahead := p.start.To.Sub(high)
	pages := int(ahead / max(overlap, high.Sub(low)))
	if high.IsZero() || pages <= partPages {
		return false
	}
	spans := p.start.divided(min(pages/partPages+1, 4*r.walk.parallel))
	if len(spans) == 1 {
		return false
	}
	r.mu.Lock()
	p.start = spans[0]
	i := slices.Index(r.parts, p)
	r.parts = slices.Insert(r.parts, i+1, partsOf(spans[1:])...)
	r.mu.Unlock()
	r.fill()
	return true
}

// page returns the next page in order, and where the walk goes on after it, nil at the end.
func (r *ride) page(ctx context.Context) (page, *cursor, error) {
	r.ask()
	for {
		r.mu.Lock()
		p := r.parts[0]
		r.mu.Unlock()
		select {
		case got, open := <-p.pages:
			if err := context.Cause(r.ctx); err != nil {
				return page{}, nil, err
			}
			if !open {
				r.leave()
				continue
			}
			return got.page, r.after(p, got), got.err
		case <-ctx.Done():
			return page{}, nil, context.Cause(ctx)
		}
	}
}

// leave goes on to the next part.
func (r *ride) leave() {
	r.mu.Lock()
	r.parts = r.parts[1:]
	r.mu.Unlock()
	r.fill()
}

// after is where the walk goes on after a leg of p: in p, or with the rest of the period.
func (r *ride) after(p *part, got leg) *cursor {
	if got.next != nil || got.err != nil {
		return got.next
	}
	r.mu.Lock()
	start := p.start
	r.mu.Unlock()
	if rest, ok := r.walk.rest(start); ok {
		return &rest
	}
	return nil
}
