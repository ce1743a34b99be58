package csv

import (
	"errors"
	"io"

	"dandori/bindings/charset"
	"dandori/runtime/call"
	"dandori/runtime/say"
)

const (
	blockSize = 256 << 10
	// maxRow bounds what an unclosed quotation mark can swallow.
	maxRow = 16 << 20
)

// scanner splits text into rows, in the bytes of the file: in cp932, too, no
// quotation mark, comma or line end is ever the second byte of a character.
type scanner struct {
	name    say.Text // of the text, for errors
	src     io.Reader
	comma   byte
	charset charset.Charset

	buf   []byte // what was read and not yet used up
	at    int    // where the next row begins in buf
	base  int64  // where buf begins in the file
	line  int    // of the next row, from 1
	eof   bool
	cells []cell
	// the last cell's text, where it is not as it stands in the file
	single []byte // quotation marks written once
	wide   []byte // UTF-8 of cp932
}

// cell is where the text of a cell lies in the scanner's buffer.
type cell struct {
	start, end int
	doubled    bool // it holds quotation marks, which are written twice
}

// errShort says that a row goes on beyond the buffer.
var errShort = errors.New("csv: the row goes on")

// offset is where the next row begins in the file.
func (s *scanner) offset() int64 { return s.base + int64(s.at) }

// row finds the cells of the next row that is not empty; io.EOF after the last
// one. line is the line on which it begins. The cells are good until the next call.
func (s *scanner) row() (line int, err error) {
	for {
		if err := s.skipEmpty(); err != nil {
			return 0, err
		}
		line = s.line
		next, err := s.split()
		if errors.Is(err, errShort) {
			err = s.fill()
			if err == nil {
				continue
			}
		}
		if err != nil {
			return 0, err
		}
		s.line += lines(s.buf[s.at:next])
		s.at = next
		return line, nil
	}
}

// skipEmpty steps over empty lines; io.EOF when nothing is left.
func (s *scanner) skipEmpty() error {
	for {
		for s.at < len(s.buf) && (s.buf[s.at] == '\n' || s.buf[s.at] == '\r') {
			if s.buf[s.at] == '\r' && s.at+1 == len(s.buf) && !s.eof {
				break // its LF may follow
			}
			n := lineEnd(s.buf, s.at)
			s.at, s.line = s.at+n, s.line+1
		}
		if s.at < len(s.buf) && !(s.buf[s.at] == '\r' && s.at+1 == len(s.buf) && !s.eof) {
			return nil
		}
		if s.eof {
			return io.EOF
		}
		if err := s.fill(); err != nil {
			return err
		}
	}
}

// fill reads on, keeping the row under way.
func (s *scanner) fill() error {
	if len(s.buf)-s.at > maxRow {
		return call.New(call.PlainError, "%s, line %d: the row that begins here has no end", s.name, s.line).
			WithHint("look for a quotation mark that is not closed")
	}
	rest := copy(s.buf, s.buf[s.at:])
	s.base += int64(s.at)
	s.at = 0
	size := max(blockSize, 2*rest)
	if cap(s.buf) < size {
		s.buf = append(make([]byte, 0, size), s.buf[:rest]...)
	}
	n, err := io.ReadFull(s.src, s.buf[rest:size])
	s.buf = s.buf[:rest+n]
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		s.eof, err = true, nil
	}
	return err
}

// split finds the cells of the row at s.at and returns where the next one begins.
func (s *scanner) split() (next int, err error) {
	s.cells = s.cells[:0]
	i := s.at
	for {
		if i < len(s.buf) && s.buf[i] == '"' {
			i, err = s.quoted(i)
		} else {
			i, err = s.plain(i)
		}
		if err != nil {
			return 0, err
		}
		if i >= len(s.buf) {
			return i, nil
		}
		if s.buf[i] == s.comma {
			i++
			continue
		}
		if s.buf[i] == '\r' && i+1 == len(s.buf) && !s.eof {
			return 0, errShort
		}
		return i + lineEnd(s.buf, i), nil
	}
}

// plain takes a cell without quotation marks around it and returns where it ends.
func (s *scanner) plain(start int) (end int, err error) {
	wide := s.charset == charset.CP932
	for i := start; i < len(s.buf); i++ {
		switch c := s.buf[i]; {
		case c == s.comma || c == '\n' || c == '\r':
			s.cells = append(s.cells, cell{start: start, end: i})
			return i, nil
		case wide && charset.IsLead(c):
			i++ // its second byte may look like a delimiter
		}
	}
	if !s.eof {
		return 0, errShort
	}
	s.cells = append(s.cells, cell{start: start, end: len(s.buf)})
	return len(s.buf), nil
}

// quoted takes a cell in quotation marks and returns the place behind it.
func (s *scanner) quoted(open int) (end int, err error) {
	c := cell{start: open + 1}
	wide := s.charset == charset.CP932
	for i := open + 1; i < len(s.buf); i++ {
		switch b := s.buf[i]; {
		case wide && charset.IsLead(b):
			i++
		case b != '"':
		case i+1 == len(s.buf) && !s.eof:
			return 0, errShort
		case i+1 < len(s.buf) && s.buf[i+1] == '"':
			c.doubled = true
			i++
		default:
			c.end = i
			s.cells = append(s.cells, c)
			return i + 1, s.closed(i + 1)
		}
	}
	if !s.eof {
		return 0, errShort
	}
	return 0, call.New(call.PlainError, "%s, line %d: a quotation mark opens cell %d and is never closed", s.name, s.line+lines(s.buf[s.at:open]), len(s.cells)+1).
		WithHint("close it; a quotation mark inside of a quoted cell is written twice (\"\")")
}

// closed checks that a quoted cell ends where its quotation mark closes.
func (s *scanner) closed(i int) error {
	if i == len(s.buf) || s.buf[i] == s.comma || s.buf[i] == '\n' || s.buf[i] == '\r' {
		return nil
	}
	return call.New(call.PlainError, "%s, line %d: text follows the closing quotation mark of cell %d", s.name, s.line+lines(s.buf[s.at:i]), len(s.cells)).
		WithHint("a quotation mark inside of a quoted cell is written twice (\"\")")
}

// lineEnd is the length of the line end at i: CR LF, LF or CR.
func lineEnd(b []byte, i int) int {
	if b[i] == '\r' && i+1 < len(b) && b[i+1] == '\n' {
		return 2
	}
	return 1
}

// lines counts line ends.
func lines(b []byte) (n int) {
	for i := 0; i < len(b); i++ {
		if b[i] == '\n' || b[i] == '\r' {
			i += lineEnd(b, i) - 1
			n++
		}
	}
	return n
}

// text returns the text of a cell as UTF-8; ok is false when it is not of the
// encoding. It is good until the next call.
func (s *scanner) text(c cell) (text []byte, ok bool) {
	raw := s.buf[c.start:c.end]
	if c.doubled {
		s.single = undouble(s.single[:0], raw, s.charset == charset.CP932)
		raw = s.single
	}
	if ascii(raw) {
		return raw, true
	}
	if s.charset == charset.CP932 {
		out, bad := charset.DecodeCP932(s.wide[:0], raw)
		s.wide = out
		return out, bad < 0
	}
	return raw, s.charset.Valid(raw)
}

func undouble(dst, raw []byte, wide bool) []byte {
	for i := 0; i < len(raw); i++ {
		dst = append(dst, raw[i])
		switch {
		case wide && charset.IsLead(raw[i]) && i+1 < len(raw):
			i++
			dst = append(dst, raw[i])
		case raw[i] == '"':
			i++
		}
	}
	return dst
}

func ascii(b []byte) bool {
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}
