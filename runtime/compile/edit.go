package compile

import (
	"bytes"
	"cmp"
	"slices"
)

// edit replaces code[start:end] by text.
type edit struct {
	start, end int
	text       string
}

// apply makes the edits, which must not overlap, and moves the map along. A
// segment inside of what is replaced then begins where the replacement does.
func apply(code []byte, m *chart, edits []edit) ([]byte, *chart) {
	slices.SortStableFunc(edits, func(a, b edit) int { return cmp.Compare(a.start, b.start) })
	out := make([]byte, 0, len(code)+4096)
	moved := &chart{sources: m.sources, segments: make([]segment, 0, len(m.segments))}
	next, done := 0, 0
	carry := func(until int) {
		for ; next < len(m.segments) && m.segments[next].offset < until; next++ {
			s := m.segments[next]
			s.offset = len(out) + max(s.offset-done, 0)
			moved.segments = append(moved.segments, s)
		}
		out = append(out, code[done:until]...)
		done = until
	}
	for _, e := range edits {
		carry(e.start)
		for ; next < len(m.segments) && m.segments[next].offset < e.end; next++ {
			s := m.segments[next]
			s.offset = len(out)
			moved.segments = append(moved.segments, s)
		}
		out = append(out, e.text...)
		done = e.end
	}
	carry(len(code))
	return out, moved
}

// occurrences returns where text stands in code.
func occurrences(code []byte, text string) []int {
	var out []int
	for from := 0; ; {
		i := bytes.Index(code[from:], []byte(text))
		if i < 0 {
			return out
		}
		out = append(out, from+i)
		from += i + len(text)
	}
}
