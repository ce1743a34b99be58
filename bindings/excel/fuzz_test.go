package excel

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/xuri/excelize/v2"

	"dandori/bindings/table"
)

// FuzzSheet: whatever a sheet's part holds, its rows are JSON or an error.
func FuzzSheet(f *testing.F) {
	for _, s := range []string{
		`<worksheet><sheetData><row r="2"><c r="B2" t="s"><v>0</v></c><c t="b"><v>1</v></c></row></sheetData></worksheet>`,
		`<row><c t="inlineStr"><is><r><t>a</t></r><rPh sb="0" eb="1"><t>b</t></rPh></is></c><c s="1"><v>45748</v></c></row>`,
		`<row><c><f>1+1</f><v>1e400</v></c></row>`, `<row><c r="XFD1"><v>nan</v></c></row>`, `<row><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>`,
	} {
		f.Add([]byte(s))
	}
	file := excelize.NewFile()
	f.Fuzz(func(t *testing.T, raw []byte) {
		b := &book{file: file, strings: []string{"a"}, formats: map[int]format{1: {kind: dateOnly}, 2: {kind: code, zeros: "000"}, 3: {kind: elapsed}, 4: {kind: timeOnly}}}
		s := newSheet(b, raw)
		rows := table.NewRows(nil)
		for range 100 {
			if s.next() != nil {
				return
			}
			for _, c := range s.cells {
				if !json.Valid(c.json) {
					t.Fatalf("%s is no JSON", c.json)
				}
			}
			if out := s.appendCells(nil, rows); !json.Valid(out) {
				t.Fatalf("%s is no JSON", out)
			}
		}
	})
}

// FuzzFormat: any format makes JSON of any number.
func FuzzFormat(f *testing.F) {
	for _, s := range []string{"00000", "yyyy/mm/dd", `[h]:mm`, `"x"000`, `_(* #,##0_)`, "@", `\0`, `[$-411]ge.m.d`, "0;0", `"`} {
		f.Add(s, 45748.5, true)
		f.Add(s, -1.0, false)
	}
	f.Fuzz(func(t *testing.T, source string, n float64, from1904 bool) {
		if math.IsNaN(n) || math.IsInf(n, 0) {
			return
		}
		if out := parseFormat(source).appendNumber(nil, n, from1904); !json.Valid(out) {
			t.Errorf("%q makes %s of %v", source, out, n)
		}
	})
}
