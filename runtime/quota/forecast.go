package quota

import (
	"context"
	"slices"
	"time"

	"dandori/runtime/clock"
)

// Forecast returns when the last of so many more requests, named by their
// classes, can be sent, one after the other in this order, with the limits as
// they stand and everybody who waits now going first. Others that come later,
// and the requests' own time, are not in it.
func (l *Ledger) Forecast(ctx context.Context, classes []string) (time.Time, error) {
	var at instant
	now := clock.Now()
	boot := l.now()
	err := l.mirror.change(ctx, l, func(d *desk) error {
		var all []string
		for _, w := range d.page.Line.Waiters {
			all = append(all, w.Class)
		}
		at = d.after(d.now, append(all, classes...))
		return nil
	})
	return now.Add(at - boot), err
}

// course is how one limit fills while requests go out that are answered at once.
type course struct {
	limit Limit
	n     int       // requests that may count at once
	ends  []instant // when what counts stops counting, in order
}

// after returns when the last of these requests can be sent.
func (b *book) after(now instant, classes []string) instant {
	start := b.rooms(now, "")
	at := start.from
	var courses []course
	for _, l := range b.limits {
		r := b.room(now, l)
		courses = append(courses, course{limit: l, n: r.n, ends: slices.Clone(r.ends)})
	}
	for i, class := range classes {
		if i > 0 {
			at += start.spacing
		}
		for _, c := range courses {
			if full := len(c.ends) - c.n; full >= 0 && c.limit.counts(class) {
				at = max(at, c.ends[full])
			}
		}
		for i := range courses {
			if c := &courses[i]; c.limit.counts(class) {
				c.ends = append(c.ends, at+c.limit.span())
			}
		}
	}
	return at
}
