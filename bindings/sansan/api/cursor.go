package api

import (
	"encoding/json"
	"time"

	"dandori/runtime/say"
)

// cursor says where a walk goes on, by itself: another process can go on from
// it. Times are instants; the span is what the first page asked for, and zero
// for lists that have no period.
type cursor struct {
	Turn  int       `json:"turn,omitempty"`  // which of the walk's queries
	Token string    `json:"token,omitempty"` // of the next page; "" asks for the span's first page
	Began time.Time `json:"began,omitzero"`  // when the span's first page was asked for: its tokens die some hours later
	Last  time.Time `json:"last,omitzero"`   // the latest updatedTime that the span has shown
	From  time.Time `json:"from,omitzero"`   // the span
	To    time.Time `json:"to,omitzero"`     //
	End   time.Time `json:"end,omitzero"`    // of the whole period; after To come further spans
	Early int       `json:"early,omitempty"` // how often the vendor called a token dead before its time, with no card in between
}

// parseCursor reads what encode wrote.
func parseCursor(b []byte) (cursor, error) {
	var c cursor
	if err := json.Unmarshal(b, &c); err != nil {
		return cursor{}, say.Errorf("the walk's recorded position cannot be read: %v", err)
	}
	return c, nil
}

func (c cursor) encode() []byte {
	b, err := json.Marshal(c)
	if err != nil { // a year beyond 9999, which no answer of the vendor can hold
		return nil
	}
	return b
}

// overlap is how far spans of one period reach into each other, for the
// document does not say whether bounds are inclusive. Cards have whole seconds.
const overlap = time.Second

// rest is the position after the span of c: the walk's next query, or the rest
// of the period as one span. It reports false when there is nothing after c.
func (w *Walk) rest(c cursor) (cursor, bool) {
	if c.Turn+1 < len(w.queries) {
		return cursor{Turn: c.Turn + 1, Early: c.Early}, true
	}
	if !c.To.Before(c.End) {
		return cursor{}, false
	}
	return cursor{From: c.To.Add(-overlap), To: c.End, End: c.End, Early: c.Early}, true
}

// divided cuts the span of c, of which nothing has been handed out, into at
// most n spans of the same length, oldest first.
func (c cursor) divided(n int) []cursor {
	const shortest = 2 * overlap
	whole := c.To.Sub(c.From)
	n = max(1, min(n, int(whole/shortest)))
	parts := make([]cursor, n)
	for i := range parts {
		part := cursor{Turn: c.Turn, From: c.From, To: c.To, End: c.End, Early: c.Early}
		if i > 0 {
			part.From = parts[i-1].To.Add(-overlap)
		}
		if i < n-1 {
			part.To = c.From.Add(whole / time.Duration(n) * time.Duration(i+1)).Truncate(time.Second)
		}
		parts[i] = part
	}
	return parts
}
