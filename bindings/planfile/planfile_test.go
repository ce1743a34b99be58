package planfile

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"dandori/bindings/charset"
	"dandori/runtime/plan"
	"dandori/runtime/say"
)

// example is a plan with all that spreadsheets make trouble of.
func example() File {
	f := File{
		Name: "sync-organization", Run: "20261122-110000-abcdef", Made: time.Date(2026, 11, 22, 11, 0, 0, 0, time.UTC), By: "田中",
		Params: json.RawMessage(`{"from":"2025-01-01","n":3}`), Sandbox: []string{"kaonavi", "sansan"},
		Notes: []Note{{say.Raw("注意"), say.Raw("=1+1")}},
	}
	for i, value := range []string{
		"M", "00123", "123", "-1", "=HYPERLINK(\"http://x\")", "+81-3", "@x", "1-2", "2025-04-01", "R7.4.1", "TRUE", "#N/A", "'quoted", "''", "1E5", "1234567890123456789", "100円", "１２３",
		"a\nb", "a,b\"c", "髙橋", "", "A / B", `{"a":1}`, "a.b@example.com", "_x0041_", "0.10", "dry-run:1",
	} {
		f.Rows = append(f.Rows, plan.Row{
			Write: 1 + i/10, Connection: "kaonavi", Operation: "members.update", Target: "資格 (1001)", Action: plan.Update, Key: fmt.Sprintf("%05d", i), Name: value, Field: "fields.制服サイズ", Before: value, After: value + "x",
		})
	}
	f.Rows = append(f.Rows,
		plan.Row{Write: 9, Connection: "kaonavi", Operation: "members.delete", Action: plan.Remove, Key: "E0001"},
		plan.Row{Write: 10, Connection: "sansan", Operation: "organization.import", Action: plan.Add, Key: "user 7", Field: "email", After: "a@b.example"},
	)
	return f
}

func written(t *testing.T, f File, format Format, l say.Lang) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, f, format, l); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// wantSame compares what the file says and what counts of its rows.
func wantSame(t *testing.T, raw []byte, f File) File {
	t.Helper()
	back, err := Read("plan", raw)
	if err != nil {
		t.Fatal(err)
	}
	if d := plan.NewSigned(back.Rows).Rows(); !reflect.DeepEqual(d, f.Rows) {
		for i := range d {
			if d[i] != f.Rows[i] {
				t.Errorf("%+v, want %+v", d[i], f.Rows[i])
			}
		}
		t.Fatalf("%d rows, want %d", len(back.Rows), len(f.Rows))
	}
	if back.Name != f.Name || back.Run != f.Run || back.By != f.By || string(back.Params) != string(f.Params) || !reflect.DeepEqual(back.Sandbox, f.Sandbox) {
		t.Errorf("%+v", back)
	}
	return back
}

func TestAPlanComesBack(t *testing.T) {
	f := example()
	for _, format := range []Format{CSV, XLSX} {
		for _, l := range []say.Lang{say.English, say.Japanese} {
			wantSame(t, written(t, f, format, l), f)
		}
	}
}

// What a spreadsheet could take for something else is guarded, the rest is as people expect it.
func TestGuarded(t *testing.T) {
	for text, want := range map[string]bool{
		"M": false, "123": false, "0": false, "E1001": false, "members.update": false, "records[1].fields.資格": false, "a1@example.com": false, `{"a":1}`: false, "制服サイズ": false, "": false, "a0001": false, "kaonavi-v1": false, "user t1": false, "S001": false, "ed3f9ebf-0120-4e3a": false,
		"00123": true, "-1": true, "=1": true, "＝1": true, "@a": true, "+a": true, "1-2": true, "MAR1": true, "R7.4.1": true, "true": true, "#N/A": true, "'a": true, " a": true, "12345678901": true, "1E5": true, "１２": true, "4月1日": true, "R7年4月": true, "Sep-1": true, "令和7年": true, "=１": true, "\t=1": true,
	} {
		cell := guarded(text)
		if (cell != text) != want || unguarded(cell) != text {
			t.Errorf("%q is written as %q", text, cell)
		}
	}
}

// What Excel does to a CSV file that was opened and saved.
func TestWhatExcelDoesToACSV(t *testing.T) {
	f := example()
	text := strings.TrimPrefix(string(written(t, f, CSV, say.Japanese)), charset.BOM)
	if !strings.HasPrefix(text, "dandori") || strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\r") {
		t.Errorf("%.60q", text)
	}
	narrow, err := charset.Encode(say.Raw("x"), []byte(text), charset.CP932)
	if err != nil {
		t.Fatal(err)
	}
	if back := wantSame(t, narrow, f); !back.Narrow {
		t.Error("it does not know that it was saved as cp932")
	}
	lines, err := allLines(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var padded bytes.Buffer
	out := csv.NewWriter(&padded)
	for _, l := range append(lines, nil) { // every line has as many cells
		_ = out.Write(append(l, make([]string, 10-len(l))...))
	}
	out.Flush()
	wantSame(t, padded.Bytes(), f)
	wantSame(t, []byte(strings.ReplaceAll(text, "\r\n", "\n")), f)
}

// A reviewer's columns, another order of columns and rows, and the other sheet first.
func TestWhatPeopleDoToASheet(t *testing.T) {
	f := example()
	book, err := excelize.OpenReader(bytes.NewReader(written(t, f, XLSX, say.Japanese)))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	sheet := "変更内容"
	for _, err := range []error{
		book.InsertCols(sheet, "A", 1), book.SetCellStr(sheet, "A1", "確認"), book.SetCellStr(sheet, "A2", "OK"), book.SetColVisible(sheet, "D", false),
		book.SetCellInt(sheet, "B2", 1), book.SetCellStr("計画", "B14", "部長"),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	wantSame(t, b.Bytes(), f)
}

// A CSV that somebody opened and saved as a workbook keeps its apostrophes.
func TestACSVSavedAsAWorkbook(t *testing.T) {
	f := example()
	f.Rows = slices.DeleteFunc(f.Rows, func(r plan.Row) bool { return strings.HasPrefix(r.Before, "_x") }) // which excelize does not write as Excel does
	book := excelize.NewFile()
	defer book.Close()
	r := strings.NewReader(strings.TrimPrefix(string(written(t, f, CSV, say.English)), charset.BOM))
	lines, err := allLines(r)
	if err != nil {
		t.Fatal(err)
	}
	for i, l := range lines {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := book.SetSheetRow("Sheet1", cell, &l); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	wantSame(t, b.Bytes(), f)
}

// The names are not what is done: a file that lacks their column is read as well.
func TestAPlanWithoutNames(t *testing.T) {
	f := example()
	lines, err := allLines(strings.NewReader(strings.TrimPrefix(string(written(t, f, CSV, say.Japanese)), charset.BOM)))
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(lines, func(l []string) bool { return slices.Contains(l, "名前") })
	if at < 0 || slices.Index(lines[at], "名前") != slices.Index(lines[at], "キー")+1 {
		t.Fatal("no name beside the key")
	}
	name := slices.Index(lines[at], "名前")
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	for i, l := range lines {
		if i >= at {
			l = slices.Delete(l, name, name+1)
		}
		_ = out.Write(l)
	}
	out.Flush()
	for i := range f.Rows {
		f.Rows[i].Name = ""
	}
	wantSame(t, b.Bytes(), f)
}

func TestTheSheetIsText(t *testing.T) {
	book, err := excelize.OpenReader(bytes.NewReader(written(t, example(), XLSX, say.Japanese)))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	sheet := "変更内容"
	panes, err := book.GetPanes(sheet)
	if width, _ := book.GetColWidth(sheet, "I"); err != nil || !panes.Freeze || panes.YSplit != 1 || width < 20 {
		t.Errorf("%+v, %v, %v", panes, width, err)
	}
	for _, cell := range []string{"A2", "I3", "I6"} {
		id, _ := book.GetCellStyle(sheet, cell)
		style, err := book.GetStyle(id)
		kind, _ := book.GetCellType(sheet, cell)
		if err != nil || style.NumFmt != 49 || kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString {
			t.Errorf("%s: %v, %v, %v", cell, style, kind, err)
		}
	}
	if got, _ := book.GetCellValue("計画", "A11"); got != "承認日" {
		t.Errorf("%q", got)
	}
}

func TestWhatIsNoPlanIsRefused(t *testing.T) {
	good := string(written(t, example(), CSV, say.English))
	for name, c := range map[string]struct{ from, to, says string }{
		"not a plan":    {"Plan of dandori", "Other", "is no plan"},
		"another form":  {"Plan of dandori,csv", "Plan of dandori,pdf", `line 1: Plan of dandori is not`},
		"no headings":   {"Connection,", "Verbindung,", "no line with the headings"},
		"a fact gone":   {"Parameters", "Params", `"Parameters"`},
		"fact twice":    {"Made by", "Dry run", "line 5: Dry run is not"},
		"bad params":    {`"{""from""`, `"{from""`, "Parameters is not"},
		"bad number":    {"\r\n1,kaonavi", "\r\nx,kaonavi", "No. is not as dandori wrote it"},
		"bad action":    {",remove,", ",vanish,", "Action is not"},
		"no connection": {"9,kaonavi", "9,", "without a connection"},
		"quotes":        {`"a,b""`, `"a,b"x"`, "cannot be read"},
	} {
		text := strings.Replace(good, c.from, c.to, 1)
		if text == good {
			t.Errorf("%s: nothing was replaced", name)
		}
		if _, err := Read("p.csv", []byte(text)); err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "p.csv") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, raw := range []string{"", "\n", "PK\x03\x04junk", "\xff\xfe", good[:strings.Index(good, ",Before")]} {
		if _, err := Read("p", []byte(raw)); err == nil {
			t.Errorf("%.20q was taken", raw)
		}
	}
}

func TestWhatDoesNotFitASheet(t *testing.T) {
	f := example()
	f.Rows[0].After = strings.Repeat("𠮷", 16_384)
	if err := Write(&bytes.Buffer{}, f, XLSX, say.English); err == nil || !strings.Contains(err.Error(), "longer than a cell") {
		t.Error(err)
	}
	wantSame(t, written(t, f, CSV, say.English), f)
	f.Params = json.RawMessage(`{"a":"` + strings.Repeat("x", 32_767) + `"}`)
	if err := Write(&bytes.Buffer{}, f, XLSX, say.English); err == nil || !strings.Contains(err.Error(), "parameters") {
		t.Error(err)
	}
	wantSame(t, written(t, f, CSV, say.English), f)
	f.Params, f.Rows[0].After = nil, strings.Repeat("あ", 32_767)
	wantSame(t, written(t, f, XLSX, say.English), f)
}

func FuzzRead(f *testing.F) {
	var b bytes.Buffer
	for _, format := range []Format{CSV, XLSX} {
		b.Reset()
		if err := Write(&b, example(), format, say.Japanese); err != nil {
			f.Fatal(err)
		}
		f.Add(bytes.Clone(b.Bytes()))
	}
	f.Add([]byte("dandori の計画,csv\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		file, err := Read("p", raw)
		if err != nil {
			return
		}
		var out bytes.Buffer
		if err := Write(&out, file, CSV, say.Japanese); err != nil {
			t.Fatal(err)
		}
		back, err := Read("p", out.Bytes())
		if err != nil || len(back.Rows) != len(file.Rows) {
			t.Fatalf("%v: %d rows, not %d", err, len(back.Rows), len(file.Rows))
		}
	})
}

func FuzzCells(f *testing.F) {
	f.Add("00123", "=1", "a\r\nb")
	f.Fuzz(func(t *testing.T, key, before, after string) {
		row := plan.Row{Write: 1, Connection: "c", Operation: "o.p", Action: plan.Update, Key: key, Field: "f", Before: before, After: after}
		in := File{Name: "x", Params: json.RawMessage("{}"), Rows: []plan.Row{row}}
		var out bytes.Buffer
		if err := Write(&out, in, CSV, say.English); err != nil {
			t.Fatal(err)
		}
		for _, s := range []string{key, before, after} {
			if strings.Contains(s, "\r") || !utf8.ValidString(s) { // of JSON, which has none; \r is as \n
				return
			}
		}
		back, err := Read("p", out.Bytes())
		if err != nil || len(back.Rows) != 1 {
			t.Fatalf("%v: %v", back, err)
		}
		got := back.Rows[0]
		if got.Key != strings.TrimSpace(key) || got.Before != strings.TrimSpace(before) || got.After != strings.TrimSpace(after) {
			t.Fatalf("%+v, not %+v", got, row)
		}
	})
}

func BenchmarkFiftyThousandRows(b *testing.B) {
	f := example()
	for len(f.Rows) < 50_000 {
		r := f.Rows[len(f.Rows)%20]
		r.Write, r.Key = len(f.Rows)/500+20, fmt.Sprint("E", len(f.Rows))
		f.Rows = append(f.Rows, r)
	}
	for _, format := range []Format{CSV, XLSX} {
		var out bytes.Buffer
		b.Run("write"+string(format), func(b *testing.B) {
			for b.Loop() {
				out.Reset()
				if err := Write(&out, f, format, say.Japanese); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(out.Len()), "bytes")
		})
		b.Run("read"+string(format), func(b *testing.B) {
			for b.Loop() {
				if _, err := Read("p", out.Bytes()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("compare", func(b *testing.B) {
		for b.Loop() {
			if gone, _ := plan.NewSigned(f.Rows).Drift(nil); len(gone) != len(f.Rows) {
				b.Fatal("lost")
			}
		}
	})
}

func allLines(r io.Reader) ([][]string, error) {
	in := csv.NewReader(r)
	in.FieldsPerRecord = -1
	return in.ReadAll()
}
