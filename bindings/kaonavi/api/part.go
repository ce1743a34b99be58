package api

import (
	"bytes"
	"encoding/json"
	"iter"
	"slices"

	"dandori/runtime/call"
)

// Part is one request's share of a draft.
type Part struct {
	draft       *Draft
	first, last int // rows: from first up to, without, last
	Number      int // from 1
	Of          int // how many parts the draft has
}

// Parts returns the requests that the draft costs, in order. Adds, PATCHes and
// deletes are split under the sizes that the vendor takes, never inside one
// row, which is all that goes to one member. A replacement is one request or
// an error: its second part would remove the first. Bodies are made when they are asked for.
//
// An empty draft has no parts, unless it is a replacement, which then removes everything.
func (d *Draft) Parts() (iter.Seq[Part], error) {
	cuts, err := d.cuts()
	if err != nil {
		return nil, err
	}
	return func(yield func(Part) bool) {
		first := 0
		for i, last := range cuts {
			if !yield(Part{draft: d, first: first, last: last, Number: i + 1, Of: len(cuts)}) {
				return
			}
			first = last
		}
	}, nil
}

// Count is how many requests the draft costs, 0 when it cannot be sent.
func (d *Draft) Count() int {
	cuts, err := d.cuts()
	if err != nil {
		return 0
	}
	return len(cuts)
}

// cuts returns behind which rows the draft is cut, the last cut at its end.
func (d *Draft) cuts() ([]int, error) {
	if d.err != nil {
		return nil, d.err
	}
	var cuts []int
	var load load
	for i, r := range d.rows {
		if err := d.fits(i); err != nil {
			return nil, err
		}
		if more := load.with(r); load.rows > 0 && d.op.splits() && d.exceeds(more) {
			cuts, load = append(cuts, i), loadOf(r)
		} else {
			load = more
		}
	}
	if d.op.replaces() && d.frame()+load.bytes > d.sizes.Body {
		return nil, call.New(call.PlainError, "%s would be %d bytes, and Kaonavi takes %d in one request; a replacement cannot be split, for its second part would remove the first", d.op.Name, d.frame()+load.bytes, d.sizes.Body).
			WithHint("use update for what changed, which is sent in parts").Of(d.request)
	}
	if load.rows > 0 || d.op.replaces() {
		cuts = append(cuts, len(d.rows))
	}
	return cuts, nil
}

// fits checks that a row may be in a request by itself.
func (d *Draft) fits(i int) error {
	r := d.rows[i]
	alone := loadOf(r)
	switch {
	case d.frame()+alone.bytes > d.sizes.Body && d.op.splits():
		return call.New(call.PlainError, "row %d of %s (%s) is %d bytes alone, and Kaonavi takes %d in one request", i, d.op.Name, r.key, alone.bytes, d.sizes.Body).
			Of(d.request)
	case d.op.Kind == Files && r.files > d.sizes.Files:
		return call.New(call.PlainError, "row %d of %s (%s) has %d files, and Kaonavi takes %d in one request", i, d.op.Name, r.key, r.files, d.sizes.Files).
			WithHint("write them in two calls").Of(d.request)
	}
	return nil
}

// load is what a request carries so far.
type load struct{ rows, bytes, files int }

func loadOf(r row) load { return load{}.with(r) }

func (l load) with(r row) load {
	return load{l.rows + 1, l.bytes + len(r.raw) + 1, l.files + r.files}
}

// exceeds reports whether a request of that load is more than one should be.
func (d *Draft) exceeds(l load) bool {
	return d.frame()+l.bytes > d.sizes.Part || d.sizes.Rows > 0 && l.rows > d.sizes.Rows ||
		d.op.Kind == Files && l.files > d.sizes.Files || d.op.Kind == Faces && l.files > d.sizes.Faces
}

// frame is how many bytes stand around the rows.
func (d *Draft) frame() int { return len(Part{draft: d}.Body()) }

// all is the whole draft as if it were one part.
func (d *Draft) all() Part { return Part{draft: d, last: len(d.rows)} }

// Body is what is sent.
func (p Part) Body() []byte {
	var b bytes.Buffer
	b.WriteString("{")
	if p.draft.trim != nil {
		trim, _ := json.Marshal(*p.draft.trim) // a boolean
		b.WriteString(`"enable_trimming":` + string(trim) + ",")
	}
	b.WriteString(`"` + p.draft.op.list() + `":[`)
	for i, r := range p.rows() {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(r.raw)
	}
	b.WriteString("]}")
	return b.Bytes()
}

func (p Part) rows() []row { return p.draft.rows[p.first:p.last] }

// Rows are the places of the part's rows in the draft: from first up to, without, last.
func (p Part) Rows() (first, last int) { return p.first, p.last }

// Keys are the codes of the part's rows: whom it is about.
func (p Part) Keys() []string {
	var keys []string
	for _, r := range p.rows() {
		keys = append(keys, r.key)
	}
	return slices.Clip(keys)
}

func (p Part) named() map[string]bool {
	named := make(map[string]bool, p.last-p.first)
	for _, r := range p.rows() {
		named[r.key] = true
	}
	return named
}
