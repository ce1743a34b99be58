package excel

import (
	"bytes"
	"errors"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// Table is a sheet that dandori itself writes: a bold heading, and rows of
// strings and ints.
type Table struct {
	Name    string
	Headers []string
	Rows    [][]any
}

// widest is where a column of a Table stops growing, in characters.
const widest = 60

// Write returns a book of one table.
func Write(t Table) ([]byte, error) {
	book := excelize.NewFile()
	err := fill(book, t)
	var out bytes.Buffer
	if err == nil {
		var raw *bytes.Buffer
		if raw, err = book.WriteToBuffer(); err == nil {
			err = sorted(&out, raw.Bytes())
		}
	}
	return out.Bytes(), errors.Join(err, book.Close())
}

func fill(book *excelize.File, t Table) error {
	bold, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	text, err := book.NewStyle(&excelize.Style{NumFmt: 49, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	if err != nil {
		return err
	}
	if err := book.SetSheetName("Sheet1", t.Name); err != nil {
		return err
	}
	stream, err := book.NewStreamWriter(t.Name)
	if err != nil {
		return err
	}
	for i, width := range widths(t) {
		if err := stream.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	rows := append([][]any{styled(bold, t.Headers)}, t.Rows...)
	for i, row := range rows {
		cells := make([]any, len(row))
		for n, v := range row {
			cells[n] = v
			if s, ok := v.(string); ok {
				cells[n] = excelize.Cell{StyleID: text, Value: s}
			}
		}
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return err
		}
		if err := stream.SetRow(at, cells); err != nil {
			return err
		}
	}
	return stream.Flush()
}

func styled(style int, texts []string) []any {
	out := make([]any, len(texts))
	for i, s := range texts {
		out[i] = excelize.Cell{StyleID: style, Value: s}
	}
	return out
}

// widths has every column as wide as its longest text; a Japanese character takes two places.
func widths(t Table) []float64 {
	out := make([]float64, len(t.Headers))
	see := func(i int, s string) {
		n := float64(utf8.RuneCountInString(s)+(len(s)-utf8.RuneCountInString(s))/2) + 2
		if i < len(out) && n > out[i] {
			out[i] = min(n, widest)
		}
	}
	for i, s := range t.Headers {
		see(i, s)
	}
	for _, row := range t.Rows {
		for i, v := range row {
			if s, ok := v.(string); ok {
				see(i, s)
			}
		}
	}
	return out
}
