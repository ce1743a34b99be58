package table

import (
	"strings"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// CheckHeadings refuses headings that cannot be the keys of rows: blank ones
// and doubled ones. where names the line or sheet that they stand in.
func CheckHeadings(where say.Text, names []string) error {
	seen := make(map[string]int, len(names))
	for i, name := range names {
		if strings.TrimSpace(name) == "" {
			return call.New(call.PlainError, "%s: the heading of column %d is blank", where, i+1).
				WithHint("give every column a heading, and take away what stands above the headings (a title, a date); or read the rows as arrays: { header: false }")
		}
		if first, doubled := seen[name]; doubled {
			return call.New(call.PlainError, "%s: the heading %q stands twice, in columns %d and %d", where, name, first+1, i+1).
				WithHint("rename one of the columns, or read the rows as arrays: { header: false }")
		}
		seen[name] = i
	}
	return nil
}

// Ragged is the error for a row that does not have as many cells as the others.
func Ragged(where say.Text, have, want int) error {
	if want == 1 {
		return call.New(call.PlainError, "%s: this row has %d cells, the heading has %d", where, have, want).
			WithHint("if a title or a date stands above the headings, take it away: the first line must be the headings")
	}
	return call.New(call.PlainError, "%s: this row has %d cells, the heading has %d", where, have, want).
		WithHint("look for a comma or a quotation mark in the text of a cell that is not quoted, and for cells that are missing")
}

// Rows makes JSON objects, or arrays, of rows of cells.
type Rows struct {
	keys [][]byte // `{"id":`, `,"name":`; nil for arrays
}

// NewRows returns Rows with the headings as keys; nil headings make arrays.
func NewRows(headings []string) *Rows {
	r := &Rows{}
	for i, h := range headings {
		key := []byte{'{'}
		if i > 0 {
			key = []byte{','}
		}
		r.keys = append(r.keys, append(AppendString(key, []byte(h)), ':'))
	}
	return r
}

// AppendKey appends what stands before the cell of column i.
func (r *Rows) AppendKey(dst []byte, i int) []byte {
	switch {
	case r.keys != nil:
		return append(dst, r.keys[i]...)
	case i == 0:
		return append(dst, '[')
	}
	return append(dst, ',')
}

// AppendEnd appends what stands after the last cell of a row of n.
func (r *Rows) AppendEnd(dst []byte, n int) []byte {
	switch {
	case r.keys != nil:
		return append(dst, '}')
	case n == 0:
		return append(dst, '[', ']')
	}
	return append(dst, ']')
}
