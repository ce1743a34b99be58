package api

import (
	"context"
	"net/url"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// tokenLife is how long page tokens are used: they die 6 hours after the first
// page was asked for (ページネーション); a little less, since the clocks differ.
const tokenLife = 6*time.Hour - 5*time.Minute

// rewind is how far before the last card a walk begins again when its token died.
const rewind = 5 * time.Minute

// maxEarly keeps a vendor that calls every token dead before its time from being
// asked for ever. The count begins again when a walk has come further than before.
const maxEarly = 20

// fetch returns the page at a cursor and where it goes on, nil at the end of the span.
func (w *Walk) fetch(ctx context.Context, at cursor) (page, *cursor, error) {
	if at.Token != "" && w.client.Now().Sub(at.Began) > tokenLife {
		return w.restart(ctx, at)
	}
	if at.Token == "" {
		at.Began = w.client.Now()
	}
	p, err := w.get(ctx, at)
	switch {
	case err != nil && at.Token != "" && expired(err):
		at.Early++
		return w.restart(ctx, at)
	case err != nil:
		return page{}, nil, err
	case !p.more:
		return p, nil, nil
	case p.token == at.Token:
		return page{}, nil, w.client.unreadable(w.op, say.Errorf("hasMore is true, but nextPageToken is the one that was sent"))
	}
	next := at
	next.Token, next.Last = p.token, later(at.Last, p.latest())
	if w.forward && next.Last.After(at.Last) {
		next.Early = 0
	}
	return p, &next, nil
}

// restart goes on from a little before the last card, or from the first page
// in orders that no card can be found in. What comes again is left out later.
func (w *Walk) restart(ctx context.Context, at cursor) (page, *cursor, error) {
	if at.Early >= maxEarly {
		return page{}, nil, call.New(call.ConnectionError, "Sansan called the page token of %s dead %d times.", w.op.Name, maxEarly).
			WithHint("Walk over a shorter period at a time.").Of(w.client.requestOf(w.op))
	}
	if w.forward && !at.Last.IsZero() {
		at.From = later(at.From, at.Last.Add(-rewind))
		w.client.Notice(say.T("The page token of %s has died (6 hours); going on with what was updated from %s.", w.op.Name, stamp(at.From)))
	} else {
		w.client.Notice(say.T("The page token of %s has died (6 hours); walking again from the first page and leaving out what was there already.", w.op.Name))
	}
	at.Token = ""
	return w.fetch(ctx, at)
}

// get asks for one page. A token stands for all parameters of the call that
// issued it, so it goes alone; the document also calls updatedFrom required, so
// a vendor that insists gets them all.
func (w *Walk) get(ctx context.Context, at cursor) (page, error) {
	if at.Token == "" {
		return w.ask(ctx, w.firstPage(at))
	}
	p, err := w.ask(ctx, url.Values{"nextPageToken": {at.Token}})
	if err != nil && isCode(err, "required") {
		query := w.firstPage(at)
		query.Set("nextPageToken", at.Token)
		return w.ask(ctx, query)
	}
	return p, err
}

func (w *Walk) ask(ctx context.Context, query url.Values) (page, error) {
	var p page
	err := w.client.send(ctx, ask{op: w.op, path: w.path, query: query}, func(a answer) (err error) {
		p, err = parsePage(a.body)
		return err
	})
	return p, err
}

// latest is the latest updatedTime of the page, zero when it has none. The
// order that was asked for is not relied on.
func (p page) latest() time.Time {
	_, last := p.between()
	return last
}

// between returns the earliest and the latest updatedTime of the page.
func (p page) between() (first, last time.Time) {
	for _, it := range p.items {
		t, err := time.Parse(time.RFC3339, it.updated)
		if err != nil {
			continue
		}
		if first.IsZero() || t.Before(first) {
			first = t
		}
		last = later(last, t)
	}
	return first, last
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
