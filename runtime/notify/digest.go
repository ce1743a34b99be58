package notify

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"dandori/runtime/queue"
	"dandori/runtime/say"
)

// How many messages of their own a channel gets in a span, before the rest of
// that span is told in one. Vendors take about one a second (Slack: "1 per
// second", https://docs.slack.dev/apis/web-api/rate-limits, Google Chat likewise a space), people fewer.
const (
	alone = 10
	span  = time.Minute
	told  = 10 // lines of a digest
)

// window counts the messages to one channel.
type window struct {
	began time.Time
	count int
}

// plan divides what is due for one channel: what goes now, each notice a message or all
// in one, and until when the rest waits (zero: nothing does).
func (w *window) plan(now time.Time, due int) (digest bool, wait time.Time) {
	if now.Sub(w.began) >= span || now.Before(w.began) {
		*w = window{began: now}
	}
	switch {
	case w.count+due <= alone:
		w.count += due
		return false, time.Time{}
	case w.count == 0:
		w.count = alone // the span is used up
		return true, time.Time{}
	}
	return false, w.began.Add(span)
}

// digest is one message for many notices.
func (n *Notifier) digest(qs []queue.Notice) message {
	qs = slices.Clone(qs)
	slices.SortStableFunc(qs, func(a, b queue.Notice) int { return a.At.Compare(b.At) })
	m := message{
		Title:   n.say(say.T("[%[1]s] %[2]d notices", n.c.Project, len(qs))),
		Text:    n.counts(qs),
		Facts:   []fact{{n.say(say.T("When")), n.when(qs[0].At) + " – " + n.when(qs[len(qs)-1].At)}},
		Todo:    n.say(say.T("type dandori runs list")),
		Project: n.c.Project, Notices: qs,
	}
	for _, q := range qs[:min(told, len(qs))] {
		m.Facts = append(m.Facts, fact{cut(q.Workflow, 60), cut(n.line(q), 160)})
	}
	if more := len(qs) - told; more > 0 {
		m.Facts = append(m.Facts, fact{"…", n.say(say.T("and %d more notices", more))})
	}
	return m
}

// line tells a notice in one.
func (n *Notifier) line(q queue.Notice) string {
	text, _, _ := strings.Cut(n.say(q.Text), "\n")
	if q.Run == "" {
		return cut(text, 100)
	}
	return cut(text, 100) + " (" + q.Run + ")"
}

// counts says how many there are of each occasion, the most frequent first.
func (n *Notifier) counts(qs []queue.Notice) string {
	count := map[queue.Occasion]int{}
	var occasions []queue.Occasion
	for _, q := range qs {
		if count[q.Occasion]++; count[q.Occasion] == 1 {
			occasions = append(occasions, q.Occasion)
		}
	}
	slices.SortStableFunc(occasions, func(a, b queue.Occasion) int { return count[b] - count[a] })
	parts := make([]string, len(occasions))
	for i, o := range occasions {
		parts[i] = fmt.Sprintf("%s: %d", n.say(short(o)), count[o])
	}
	return strings.Join(parts, n.say(say.T(", ")))
}

// short names an occasion in a word or two.
func short(o queue.Occasion) say.Text {
	switch o {
	case queue.OnSucceeded:
		return say.T("succeeded")
	case queue.OnFailed:
		return say.T("failed")
	case queue.OnInDoubt:
		return say.T("in doubt")
	case queue.OnApproval:
		return say.T("waiting for an approval")
	case queue.OnPaused:
		return say.T("paused")
	case queue.OnCancelled:
		return say.T("cancelled")
	case queue.OnSkipped:
		return say.T("not run at its time")
	}
	return say.Raw(string(o))
}
