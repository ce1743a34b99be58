package csv

import (
	"errors"
	"io"
	"strings"

	"dandori/bindings/charset"
	"dandori/bindings/table"
	"dandori/runtime/call"
	"dandori/runtime/say"
)

// Options say how text is to be read.
type Options struct {
	Charset charset.Charset // "" finds out
	Comma   byte            // 0 is the comma
	Arrays  bool            // rows are arrays: the first line is no heading
}

// A page holds so many rows, or so many bytes of them, whichever comes first.
const (
	pageRows  = 1000
	pageBytes = 256 << 10
)

// place is where a reader goes on: all that another process must know.
type place struct {
	Charset  charset.Charset `json:"charset"`
	Offset   int64           `json:"offset"` // of the next row in the file
	Line     int             `json:"line"`
	Headings []string        `json:"headings,omitempty"`
	Width    int             `json:"width"` // cells of a row; 0 before the first
}

// reader makes pages of rows.
type reader struct {
	scan    scanner
	options Options
	place   place
	rows    *table.Rows
}

// newReader begins at the start of src, whose encoding is known.
func newReader(name say.Text, src io.Reader, o Options, at place) *reader {
	if o.Comma == 0 {
		o.Comma = ','
	}
	return &reader{
		scan:    scanner{name: name, src: src, comma: o.Comma, charset: at.Charset, base: at.Offset, line: at.Line},
		options: o, place: at, rows: table.NewRows(at.Headings),
	}
}

// begin detects the encoding of a text from its start and returns where its first row is.
func begin(name say.Text, src io.Reader, o Options) (place, error) {
	at := place{Charset: o.Charset, Line: 1}
	if o.Charset == charset.CP932 {
		return at, nil
	}
	found, skip, err := charset.Detect(name, src)
	if o.Charset == charset.UTF8 {
		at.Offset = int64(skip)
		return at, nil
	}
	at.Charset, at.Offset = found, int64(skip)
	return at, err
}

// page returns the next rows as a JSON array; more is false after the last one.
func (r *reader) page() (body []byte, more bool, err error) {
	if err := r.heading(); err != nil {
		return nil, false, err
	}
	body = append(make([]byte, 0, pageBytes+pageBytes/4), '[')
	for n := 0; n < pageRows && len(body) < pageBytes; n++ {
		line, err := r.scan.row()
		if errors.Is(err, io.EOF) {
			return append(body, ']'), false, nil
		}
		if err != nil {
			return nil, false, err
		}
		if n > 0 {
			body = append(body, ',')
		}
		if body, err = r.row(body, line); err != nil {
			return nil, false, err
		}
	}
	err = r.scan.skipEmpty()
	r.place.Offset, r.place.Line = r.scan.offset(), r.scan.line
	if errors.Is(err, io.EOF) {
		return append(body, ']'), false, nil
	}
	return append(body, ']'), true, err
}

// heading takes the first line as the keys of the rows.
func (r *reader) heading() error {
	if r.options.Arrays || r.place.Width > 0 {
		return nil
	}
	line, err := r.scan.row()
	if errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil {
		return err
	}
	names := make([]string, len(r.scan.cells))
	for i, c := range r.scan.cells {
		text, err := r.text(c, line)
		if err != nil {
			return err
		}
		names[i] = string(text)
	}
	if len(names) == 1 && r.options.Comma == ',' && strings.Contains(names[0], "\t") {
		return call.New(call.PlainError, "%s: the headings are separated by tabs, not by commas", r.at(line)).
			WithHint("read it so: { delimiter: \"\\t\" }; or save it again as \"CSV UTF-8\"")
	}
	r.place.Headings, r.place.Width, r.rows = names, len(names), table.NewRows(names)
	return table.CheckHeadings(r.at(line), names)
}

func (r *reader) row(body []byte, line int) ([]byte, error) {
	cells := r.scan.cells
	if r.place.Width == 0 {
		r.place.Width = len(cells)
	}
	if len(cells) != r.place.Width {
		return nil, table.Ragged(r.at(line), len(cells), r.place.Width)
	}
	for i, c := range cells {
		text, err := r.text(c, line)
		if err != nil {
			return nil, err
		}
		body = table.AppendString(r.rows.AppendKey(body, i), text)
	}
	return r.rows.AppendEnd(body, len(cells)), nil
}

func (r *reader) text(c cell, line int) (text []byte, err error) {
	text, ok := r.scan.text(c)
	if !ok {
		return nil, charset.NotText(r.scan.name, line, r.scan.charset)
	}
	return text, nil
}

func (r *reader) at(line int) say.Text { return say.T("%s, line %d", r.scan.name, line) }
