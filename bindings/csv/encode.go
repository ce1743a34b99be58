package csv

import (
	"io"
	"unicode/utf8"

	"dandori/bindings/charset"
	"dandori/bindings/table"
	"dandori/runtime/say"
)

// Style says how rows are written.
type Style struct {
	Charset charset.Charset // "" is UTF-8
	BOM     bool            // UTF-8's mark first, for Excel
	Comma   byte            // 0 is the comma
	Defuse  bool            // texts that Excel would take for formulas begin with '
}

// flushSize is how much is gathered before it is handed on.
const flushSize = 32 << 10

// encoder writes rows. It is the table.Sink of the row under way.
type encoder struct {
	out     io.Writer
	style   Style
	columns []table.Column
	buf     []byte
	start   int // of the row under way in buf
	row     int // its number from 1; 0 is the heading
	col     int // of the next cell, from 0
	err     error
	scratch []byte
}

func newEncoder(out io.Writer, s Style, columns []table.Column) *encoder {
	if s.Comma == 0 {
		s.Comma = ','
	}
	return &encoder{out: out, style: s, columns: columns}
}

// heading writes the headers.
func (e *encoder) heading() error {
	if e.style.BOM {
		e.buf = append(e.buf, charset.BOM...)
		e.start = len(e.buf)
	}
	for _, c := range e.columns {
		e.Text([]byte(c.Header))
	}
	return e.end()
}

// pick writes one row. On an error nothing of it is written.
func (e *encoder) pick(p func(n int, sink table.Sink) error) error {
	if err := p(e.row, e); err != nil {
		e.drop()
		return err
	}
	return e.end()
}

// end ends the row under way.
func (e *encoder) end() error {
	if err := e.err; err != nil {
		e.drop()
		return err
	}
	if e.col == 1 && len(e.buf) == e.start {
		e.buf = append(e.buf, '"', '"') // an empty line would be no row
	}
	e.buf = append(e.buf, '\r', '\n')
	e.start, e.col, e.row = len(e.buf), 0, e.row+1
	if len(e.buf) < flushSize {
		return nil
	}
	return e.flush()
}

func (e *encoder) drop() { e.buf, e.col, e.err = e.buf[:e.start], 0, nil }

// flush hands on what is gathered.
func (e *encoder) flush() error {
	_, err := e.out.Write(e.buf[:e.start])
	e.buf, e.start = e.buf[:0], 0
	return err
}

func (e *encoder) next() {
	if e.col > 0 {
		e.buf = append(e.buf, e.style.Comma)
	}
	e.col++
}

// Blank writes an empty cell.
func (e *encoder) Blank() { e.next() }

// Bool writes true or false.
func (e *encoder) Bool(b bool) {
	e.next()
	if b {
		e.buf = append(e.buf, "true"...)
		return
	}
	e.buf = append(e.buf, "false"...)
}

// Number writes a number as JavaScript does.
func (e *encoder) Number(f float64) {
	e.next()
	e.buf = table.AppendNumber(e.buf, f)
}

// Text writes a text, in quotation marks where it must.
func (e *encoder) Text(text []byte) {
	e.next()
	if e.style.Defuse && formula(text) {
		e.scratch = append(append(e.scratch[:0], '\''), text...)
		text = e.scratch
	}
	quote, wide := e.look(text)
	if quote {
		e.buf = append(e.buf, '"')
	}
	switch {
	case wide && e.style.Charset == charset.CP932:
		e.cp932(text, quote)
	case quote:
		e.buf = appendDoubled(e.buf, text)
	default:
		e.buf = append(e.buf, text...)
	}
	if quote {
		e.buf = append(e.buf, '"')
	}
}

// look reports whether the text must be quoted, and whether it is more than ASCII.
func (e *encoder) look(text []byte) (quote, wide bool) {
	for _, c := range text {
		switch {
		case c == '"', c == '\n', c == '\r', c == e.style.Comma:
			quote = true
		case c >= utf8.RuneSelf:
			wide = true
		}
	}
	return quote, wide
}

func (e *encoder) cp932(text []byte, quote bool) {
	if quote {
		text = appendDoubled(nil, text)
	}
	out, bad := charset.EncodeCP932(e.buf, text)
	e.buf = out
	if bad < 0 || e.err != nil {
		return
	}
	r, _ := utf8.DecodeRune(text[bad:])
	where := say.T("row %d, column %q", e.row, e.columns[e.col-1].Header)
	if e.row == 0 {
		where = say.T("the heading of column %d", e.col)
	}
	e.err = charset.Lacks(where, r)
}

func appendDoubled(dst, text []byte) []byte {
	for _, c := range text {
		if c == '"' {
			dst = append(dst, '"')
		}
		dst = append(dst, c)
	}
	return dst
}

// formula reports whether Excel would take the text for a formula. Numbers
// with a sign are not meant.
func formula(text []byte) bool {
	if len(text) == 0 {
		return false
	}
	switch text[0] {
	case '=', '@', '\t', '\r', '\n':
		return true
	case '+', '-':
		return len(text) > 1 && !number(text[1:])
	}
	r, _ := utf8.DecodeRune(text)
	return r == '＝' || r == '＋' || r == '－' || r == '＠'
}

// number reports whether text is digits with at most one point.
func number(text []byte) bool {
	points := 0
	for _, c := range text {
		switch {
		case c == '.':
			points++
		case c < '0' || c > '9':
			return false
		}
	}
	return len(text) > points && points <= 1
}
