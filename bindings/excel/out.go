package excel

import (
	"math"
	"unicode/utf16"
	"unicode/utf8"

	"dandori/bindings/output"
	"dandori/bindings/table"
	"dandori/runtime/call"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
	"github.com/xuri/excelize/v2"
)

// What fits into a sheet and a cell (Excel's specifications and limits).
const (
	maxRows = 1 << 20
	maxText = 32767 // UTF-16 units
)

// out is a sheet under way. It is the table.Sink of the row under way.
type out struct {
	writer  *writer
	name    string
	stream  *excelize.StreamWriter
	columns []table.Column
	picker  *table.Picker
	rows    int // written, with the heading
	cells   []any
	err     error
}

// heading writes the headers as the first row.
func (s *out) heading(columns []table.Column) error {
	s.columns, s.picker = columns, table.NewPicker(s.writer.m.r, "excel.writer", columns)
	for _, c := range columns {
		s.Text([]byte(c.Header))
	}
	return s.end()
}

// write is write(row).
func (s *out) write(a *vm.Args) goja.Value {
	err := s.writer.file.Closed()
	if err == nil {
		err = s.add(a.Value(0))
	}
	if err != nil {
		return output.Rejected(s.writer.m.r, err)
	}
	return s.writer.m.r.Resolved()
}

func (s *out) add(row goja.Value) error {
	if s.picker == nil {
		if err := s.firstRow(row); err != nil {
			return err
		}
	}
	if err := s.picker.Pick(s.rows, row, s); err != nil {
		s.cells, s.err = s.cells[:0], nil
		return err
	}
	return s.end()
}

// firstRow takes the columns from the keys of the first row.
func (s *out) firstRow(row goja.Value) error {
	o, ok := table.Object(row)
	if !ok || len(o.Keys()) == 0 {
		return call.New(call.TypeError, "%s: row %d must be an object, not %s", "excel.writer", 1, table.Kind(row)).
			WithHint("say which columns to write: { columns: [\"code\", \"name\"] }")
	}
	return s.heading(table.Columns(o.Keys()))
}

// end ends the row under way.
func (s *out) end() error {
	cells, err := s.cells, s.err
	s.cells, s.err = s.cells[:0], nil
	if err != nil {
		return err
	}
	if s.rows == maxRows {
		return call.New(call.PlainError, "excel.writer: sheet %q is full: it has %d rows", s.name, maxRows).
			WithHint("write a CSV file (csv.writer), or several sheets")
	}
	at, err := excelize.CoordinatesToCellName(1, s.rows+1)
	if err == nil {
		err = s.stream.SetRow(at, cells)
	}
	if err == nil {
		s.rows++
	}
	return err
}

// Text adds a text. One that Excel would take for a number or a date when
// somebody edits the cell gets the format for text.
func (s *out) Text(text []byte) {
	s.check(text)
	if len(text) > 0 && looksTyped(text) {
		s.cells = append(s.cells, excelize.Cell{StyleID: s.writer.text, Value: string(text)})
		return
	}
	s.cells = append(s.cells, string(text))
}

func looksTyped(text []byte) bool {
	switch c := text[0]; {
	case c >= '0' && c <= '9', c == '+', c == '-', c == '.', c == '=', c == '@', c == '(', c == '\'':
		return true
	}
	r, _ := utf8.DecodeRune(text)
	return r >= '０' && r <= '９'
}

// check refuses what Excel would cut off or could not open.
func (s *out) check(text []byte) {
	if s.err != nil {
		return
	}
	column := s.columns[min(len(s.cells), len(s.columns)-1)].Header
	if len(text) > maxText && len(utf16.Encode([]rune(string(text)))) > maxText {
		s.err = call.New(call.PlainError, "excel.writer: row %d, column %q: the text is longer than a cell holds (%d characters)", s.rows, column, maxText).
			WithHint("write a CSV file (csv.writer), or shorten the text")
		return
	}
	for _, c := range text {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' {
			s.err = call.New(call.PlainError, "excel.writer: row %d, column %q: a cell cannot hold the control character U+%04X", s.rows, column, c).
				WithHint("remove it first: text.replace(/[\\u0000-\\u001f]/g, \"\")")
			return
		}
	}
}

// Number adds a number; what is none is written as JavaScript names it.
func (s *out) Number(f float64) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		s.cells = append(s.cells, string(table.AppendNumber(nil, f)))
		return
	}
	s.cells = append(s.cells, f)
}

// Bool adds TRUE or FALSE.
func (s *out) Bool(b bool) { s.cells = append(s.cells, b) }

// Blank adds an empty cell.
func (s *out) Blank() { s.cells = append(s.cells, nil) }
