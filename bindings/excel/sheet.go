package excel

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"dandori/bindings/table"
)

// sheet walks the rows of one sheet.
type sheet struct {
	book  *book
	dec   *xml.Decoder
	row   int    // of the cells that next returned, from 1
	cells []cell // that are not empty, from left to right
}

// cell is one cell: its column from 1 and its value as JSON, never "".
type cell struct {
	column int
	json   []byte
}

func newSheet(b *book, raw []byte) *sheet {
	return &sheet{book: b, dec: xml.NewDecoder(bytes.NewReader(raw))}
}

// next finds the next row that has a value in it; io.EOF after the last one.
func (s *sheet) next() error {
	for {
		token, err := s.dec.Token()
		if err != nil {
			return err
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "row" {
			continue
		}
		s.row++
		if n, err := strconv.Atoi(attribute(start, "r")); err == nil {
			s.row = n
		}
		if err := s.readRow(); err != nil || len(s.cells) > 0 {
			return err
		}
	}
}

func (s *sheet) readRow() error {
	s.cells = s.cells[:0]
	column, last := 0, 0
	for {
		token, err := s.dec.Token()
		if errors.Is(err, io.EOF) {
			return io.ErrUnexpectedEOF
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.EndElement:
			return nil
		case xml.StartElement:
			column++
			if ref := attribute(t, "r"); ref != "" {
				if column, _, err = excelize.CellNameToCoordinates(ref); err != nil {
					return err
				}
			}
			if column <= last {
				return fmt.Errorf("the cells of row %d are not in order", s.row)
			}
			last = column
			value, err := s.readCell(t)
			if err != nil {
				return err
			}
			if string(value) != `""` && value != nil {
				s.cells = append(s.cells, cell{column: column, json: value})
			}
		}
	}
}

// readCell reads up to the end of the cell and returns its value as JSON, nil for none.
func (s *sheet) readCell(start xml.StartElement) ([]byte, error) {
	text, has := "", false
	for {
		token, err := s.dec.Token()
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.EndElement:
			if !has {
				return nil, nil
			}
			return s.value(attribute(start, "t"), attribute(start, "s"), text)
		case xml.StartElement:
			switch t.Name.Local {
			case "v", "is":
				has = true
				text, err = richTextOrValue(s.dec, t.Name.Local)
			default:
				err = s.dec.Skip()
			}
			if err != nil {
				return nil, err
			}
		}
	}
}

func richTextOrValue(d *xml.Decoder, element string) (string, error) {
	if element == "is" {
		return richText(d)
	}
	var out []byte
	for {
		token, err := d.Token()
		if err != nil {
			return "", err
		}
		switch t := token.(type) {
		case xml.CharData:
			out = append(out, t...)
		case xml.EndElement:
			return string(out), nil
		}
	}
}

// value makes JSON of what a cell holds, by its type (ECMA-376 part 1, §18.18.11).
func (s *sheet) value(kind, style, text string) ([]byte, error) {
	switch kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil || i < 0 || i >= len(s.book.strings) {
			return nil, fmt.Errorf("row %d points to a text that is not there", s.row)
		}
		return quote(nil, s.book.strings[i]), nil
	case "str":
		return quote(nil, unescape(text)), nil
	case "inlineStr", "e", "d":
		return quote(nil, text), nil
	case "b":
		return strconv.AppendBool(nil, text == "1" || text == "true"), nil
	}
	if text == "" {
		return nil, nil
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
		return nil, fmt.Errorf("row %d holds the number %q", s.row, text)
	}
	id, _ := strconv.Atoi(style)
	return s.book.format(id).appendNumber(nil, n, s.book.from1904), nil
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// escaped is how Excel writes characters that XML cannot hold, _x000D_.
var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

func unescape(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	return escaped.ReplaceAllStringFunc(text, func(e string) string {
		n, _ := strconv.ParseUint(e[2:6], 16, 32)
		return string(rune(n))
	})
}

// cellName is a place as people write it: F7.
func cellName(column, row int) string {
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		return strconv.Itoa(row) + ":" + strconv.Itoa(column)
	}
	return name
}

// appendCells appends the row as an array from column A to its last cell.
func (s *sheet) appendCells(dst []byte, rows *table.Rows) []byte {
	at, width := 0, s.cells[len(s.cells)-1].column
	for i := range width {
		dst = rows.AppendKey(dst, i)
		if s.cells[at].column == i+1 {
			dst = append(dst, s.cells[at].json...)
			at++
			continue
		}
		dst = append(dst, '"', '"')
	}
	return rows.AppendEnd(dst, width)
}
