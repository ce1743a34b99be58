package planfile

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"

	"github.com/xuri/excelize/v2"

	"dandori/bindings/charset"
	"dandori/runtime/call"
	"dandori/runtime/plan"
	"dandori/runtime/say"
)

// Write writes f in the language l.
func Write(w io.Writer, f File, format Format, l say.Lang) error {
	if format == CSV {
		return writeCSV(w, f, l)
	}
	return writeXLSX(w, f, l)
}

// writeCSV writes UTF-8 with a mark, without which Excel takes it for cp932.
func writeCSV(w io.Writer, f File, l say.Lang) error {
	var b bytes.Buffer
	b.WriteString(charset.BOM)
	out := csv.NewWriter(&b)
	out.UseCRLF = true
	line := func(cells ...string) {
		for i, c := range cells {
			cells[i] = guarded(c)
		}
		_ = out.Write(cells) // into memory
	}
	for _, c := range f.cover(CSV, l) {
		line(c[:]...)
	}
	for _, n := range f.notes(l) { // which nobody reads back
		_ = out.Write([]string{n[0], harmless(n[1])})
	}
	for _, c := range f.signature(l) {
		line(c[:]...)
	}
	line("")
	line(headings(l)...)
	for _, r := range f.Rows {
		line(cells(r, l)...)
	}
	out.Flush()
	_, err := w.Write(b.Bytes())
	return err
}

func headings(l say.Lang) (all []string) {
	for _, c := range columns() {
		all = append(all, c.heading.In(l))
	}
	return all
}

func cells(r plan.Row, l say.Lang) (all []string) {
	for _, c := range columns() {
		all = append(all, c.of(r, l))
	}
	return all
}

// writeXLSX writes a sheet about the plan and one with its rows. Every cell is text.
func writeXLSX(w io.Writer, f File, l say.Lang) error {
	if err := fits(f); err != nil {
		return err
	}
	book := excelize.NewFile()
	defer func() { _ = book.Close() }() // nothing is on disk any more
	s := &sheets{book: book, l: l}
	s.styles()
	s.cover(f)
	s.table(f.Rows)
	book.SetActiveSheet(0)
	if s.err != nil {
		return s.err
	}
	return book.Write(w)
}

// What a sheet of Excel holds.
const (
	mostRows  = 1_048_575 // below the headings
	mostChars = 32_767    // of a cell, in UTF-16 units
)

func fits(f File) error {
	if units(string(f.Params)) > mostChars {
		return call.New(call.PlainError, "the parameters of the run are longer than a cell of Excel may be").WithHint("write it as .csv")
	}
	rows := f.Rows
	if len(rows) > mostRows {
		return call.New(call.PlainError, "the plan has %d rows, and an Excel sheet holds %d", len(rows), mostRows).WithHint("write it as .csv")
	}
	for i, r := range rows {
		if max(units(r.Before), units(r.After)) > mostChars {
			return call.New(call.PlainError, "row %d of the plan has a value that is longer than a cell of Excel may be (%s, %s)", i+1, r.Key, r.Field).WithHint("write it as .csv")
		}
	}
	return nil
}

func units(s string) (n int) {
	for _, r := range s {
		if n++; r > 0xffff {
			n++
		}
	}
	return n
}

// sheets writes a book; the first error stays.
type sheets struct {
	book              *excelize.File
	l                 say.Lang
	text, bold, label int
	err               error
}

func (s *sheets) note(err error) { s.err = errors.Join(s.err, err) }

func (s *sheets) styles() {
	const text = 49 // the built-in format "@"
	top := &excelize.Alignment{Vertical: "top", WrapText: true}
	for _, one := range []struct {
		to    *int
		style excelize.Style
	}{
		{&s.text, excelize.Style{NumFmt: text, Alignment: top}},
		{&s.label, excelize.Style{NumFmt: text, Font: &excelize.Font{Bold: true}, Alignment: top}},
		{&s.bold, excelize.Style{NumFmt: text, Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"D9E1F2"}}}},
	} {
		id, err := s.book.NewStyle(&one.style)
		s.note(err)
		*one.to = id
	}
}

func (s *sheets) cover(f File) {
	name := say.T("Plan").In(s.l)
	s.note(s.book.SetSheetName("Sheet1", name))
	s.stream(name, func(out *excelize.StreamWriter) error {
		if err := errors.Join(out.SetColWidth(1, 1, 26), out.SetColWidth(2, 2, 80)); err != nil {
			return err
		}
		for i, c := range slices.Concat(f.cover(XLSX, s.l), f.notes(s.l), f.signature(s.l)) {
			cell, _ := excelize.CoordinatesToCellName(1, i+1) // always right
			if err := out.SetRow(cell, []any{excelize.Cell{StyleID: s.label, Value: c[0]}, excelize.Cell{StyleID: s.text, Value: c[1]}}); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *sheets) table(rows []plan.Row) {
	name := say.T("Changes").In(s.l)
	_, err := s.book.NewSheet(name)
	s.note(err)
	s.stream(name, func(out *excelize.StreamWriter) error {
		for i, c := range columns() {
			if err := out.SetColWidth(i+1, i+1, c.width); err != nil {
				return err
			}
		}
		err := errors.Join(
			out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}),
			s.row(out, 1, s.bold, headings(s.l)),
		)
		for i, r := range rows {
			if err != nil {
				return err
			}
			err = s.row(out, i+2, s.text, cells(r, s.l))
		}
		return err
	})
}

func (s *sheets) row(out *excelize.StreamWriter, at, style int, texts []string) error {
	values := make([]any, len(texts))
	for i, t := range texts {
		values[i] = excelize.Cell{StyleID: style, Value: t}
	}
	cell, err := excelize.CoordinatesToCellName(1, at)
	return errors.Join(err, out.SetRow(cell, values))
}

func (s *sheets) stream(sheet string, write func(*excelize.StreamWriter) error) {
	if s.err != nil {
		return
	}
	out, err := s.book.NewStreamWriter(sheet)
	if err == nil {
		err = errors.Join(write(out), out.Flush())
	}
	s.note(err)
}
