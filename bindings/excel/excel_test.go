package excel

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"dandori/bindings/bindingtest"
	"dandori/bindings/input"
	"dandori/bindings/output"
	"dandori/bindings/table"
	"dandori/runtime/call"
	"dandori/runtime/folder"
	"dandori/runtime/say"
	"dandori/runtime/vm"
)

// project is a folder with excel over it.
type project struct {
	dir      string
	warnings []string
	modules  []vm.Module
}

func newProject(t testing.TB) *project {
	t.Helper()
	p := &project{dir: t.TempDir()}
	os.Mkdir(filepath.Join(p.dir, "inbox"), 0o755)
	f, err := folder.Open(folder.Config{Root: p.dir, Read: []string{"inbox", "out"}, Write: []string{"out"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	c := Config{Config: output.Config{Folder: f, Warn: func(text say.Text) { p.warnings = append(p.warnings, text.En) }}, Temp: t.TempDir()}
	p.modules = []vm.Module{{Name: "dandori", Exports: []vm.Export{Export(c)}}}
	return p
}

func (p *project) script(body string) bindingtest.Script {
	return bindingtest.Script{Modules: p.modules, Body: body}
}

// given puts a book into the inbox that make fills.
func (p *project) given(t testing.TB, make func(f *excelize.File)) {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	make(f)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(p.dir, "inbox/a.xlsx"), b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

func set(f *excelize.File, sheet, cell string, v any, format string) {
	f.SetCellValue(sheet, cell, v)
	if format == "" {
		return
	}
	style := &excelize.Style{CustomNumFmt: &format}
	var id int
	if _, err := fmt.Sscanf(format, "#%d", &id); err == nil {
		style = &excelize.Style{NumFmt: id}
	}
	n, err := f.NewStyle(style)
	if err != nil {
		panic(err)
	}
	f.SetCellStyle(sheet, cell, cell, n)
}

func TestCells(t *testing.T) {
	p := newProject(t)
	for i, c := range []struct {
		value  any
		format string
		want   string
	}{
		{"00123", "", `"00123"`}, {"髙橋\n\"x\"", "", `"髙橋\n\"x\""`}, {"123", "", `"123"`},
		{123, "", `123`}, {1.5, "", `1.5`}, {-0.25, "#10", `-0.25`}, {1234567, "#3", `1234567`}, {0.5, "0%", `0.5`}, {12345678901, "", `12345678901`},
		{123, "00000", `"00123"`}, {1234567, "000-0000", `"123-4567"`}, {1234567, `000\-0000`, `"123-4567"`}, {9012345678, "000-0000-0000", `"090-1234-5678"`},
		{7, `"No."000`, `7`}, {1.5, "00000", `1.5`}, {12345678, "00000", `"12345678"`}, {5, "0", `5`}, {5, "0.00", `5`}, {5, "0.00E+00", `5`},
		{123, "@", `"123"`}, {123, "#49", `"123"`},
		{45748, "#14", `"2025-04-01"`}, {45748, `yyyy"年"m"月"d"日"`, `"2025-04-01"`}, {45748, "yyyy/mm/dd;@", `"2025-04-01"`}, {45748, `[$-411]ggge"年"m"月"d"日"`, `"2025-04-01"`},
		{45748.395833333336, "#22", `"2025-04-01T09:30:00"`}, {45748.395833333336, "yyyy/m/d h:mm", `"2025-04-01T09:30:00"`},
		{0.395833333333333, "h:mm", `"09:30:00"`}, {0.395833333333333, "#20", `"09:30:00"`}, {1.0625, "[h]:mm", `"25:30:00"`}, {1.0625, "#46", `"25:30:00"`},
		{-1, "#14", `-1`}, {1, "mmm", `"1900-01-01"`}, {45748, "#31", `"2025-04-01"`},
		{true, "", `true`}, {false, "", `false`}, {1200, `#,##0"円"`, `1200`}, {1200, `[Red]0;-0`, `1200`}, {3, `"day" 0`, `3`},
	} {
		p.given(t, func(f *excelize.File) {
			set(f, "Sheet1", "A1", "h", "")
			set(f, "Sheet1", "A2", c.value, c.format)
		})
		t.Run(fmt.Sprint(i, " ", c.value, " ", c.format), func(t *testing.T) {
			bindingtest.Want(t, p.script(`return (await excel.read("inbox/a.xlsx").toArray())[0].h`), c.want)
		})
	}
}

func TestOddCells(t *testing.T) {
	p := newProject(t)
	p.given(t, func(f *excelize.File) {
		f.SetSheetRow("Sheet1", "A1", &[]any{"rich", "formula", "error", "blank"})
		f.SetCellRichText("Sheet1", "A2", []excelize.RichTextRun{{Text: "株式"}, {Text: "会社", Font: &excelize.Font{Bold: true}}})
		f.SetCellFormula("Sheet1", "B2", "1+1")
		f.SetCellFormula("Sheet1", "C2", "1/0")
		f.SetCellValue("Sheet1", "A3", "a_x000D_b_x005F_x000D_")
		f.SetCellValue("Sheet1", "D3", "")
	})
	bindingtest.Want(t, p.script(`return await excel.read("inbox/a.xlsx").toArray()`),
		`[{"rich":"株式会社","formula":"","error":"","blank":""},{"rich":"a\rb_x000D_","formula":"","error":"","blank":""}]`)
}

func TestParts(t *testing.T) {
	texts, err := sharedStrings([]byte(`<sst><si><r><t>東</t></r><r><rPr/><t>京</t></r><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si><si/><si><t>a_x000D_</t></si></sst>`))
	if err != nil || strings.Join(texts, "|") != "東京||a\r" {
		t.Errorf("the texts are %q, %v", texts, err)
	}
	s := newSheet(&book{strings: texts}, []byte(`<sheetData><row r="1"><c t="s"><v>1</v></c><c/></row><row r="3"><c r="B3" t="inlineStr"><is><t>x</t></is></c></row>
		<row><c t="e"><v>#N/A</v></c><c t="str"><f>A1</f><v>y</v></c><c t="d"><v>2025-04-01</v></c></row></sheetData>`))
	var got []string
	for s.next() == nil {
		got = append(got, fmt.Sprintf("%d%s", s.row, s.appendCells(nil, table.NewRows(nil))))
	}
	if strings.Join(got, " ") != `3["","x"] 4["#N/A","y","2025-04-01"]` {
		t.Errorf("the rows are %s", got)
	}
}

func TestHeadings(t *testing.T) {
	p := newProject(t)
	p.given(t, func(f *excelize.File) {
		f.SetCellValue("Sheet1", "B2", "社員一覧")
		f.SetSheetRow("Sheet1", "B4", &[]any{"code", 2025, nil, "name"})
		f.SetSheetRow("Sheet1", "B6", &[]any{"1", 10, nil, "a"})
		f.SetSheetRow("Sheet1", "B9", &[]any{"2"})
		f.NewSheet("二枚目")
		f.SetSheetRow("二枚目", "A1", &[]any{"x"})
	})
	bindingtest.Want(t, p.script(`return await excel.read("inbox/a.xlsx", { header: 4 }).toArray()`), `[{"2025":10,"code":"1","name":"a"},{"2025":"","code":"2","name":""}]`)
	bindingtest.Want(t, p.script(`return await excel.read("inbox/a.xlsx", { header: false }).toArray()`), `[["","社員一覧"],["","code",2025,"","name"],["","1",10,"","a"],["","2"]]`)
	bindingtest.Want(t, p.script(`return [await excel.read("inbox/a.xlsx", { sheet: "二枚目" }).toArray(), await excel.read("inbox/a.xlsx", { sheet: "二枚目", header: false }).toArray()]`), `[[],[["x"]]]`)
	for body, part := range map[string]string{
		`excel.read("inbox/a.xlsx")`:                   `sheet "Sheet1": the cell C4 has a value`,
		`excel.read("inbox/a.xlsx", { header: 3 })`:    "row 3",
		`excel.read("inbox/a.xlsx", { header: 30 })`:   "row 30",
		`excel.read("inbox/a.xlsx", { sheet: "二枚め" })`: `no sheet "二枚め"`,
		`excel.read("inbox/none.xlsx")`:                "inbox/none.xlsx does not exist",
	} {
		bindingtest.WantError(t, p.script("await "+body+".toArray()"), "Error", part)
	}
	p.given(t, func(f *excelize.File) { f.SetSheetRow("Sheet1", "A1", &[]any{"a", "a"}) })
	bindingtest.WantError(t, p.script(`await excel.read("inbox/a.xlsx").toArray()`), "Error", "row 1", "stands twice")
	p.given(t, func(*excelize.File) {})
	bindingtest.Want(t, p.script(`return await excel.read("inbox/a.xlsx").toArray()`), `[]`)
}

func TestFilesThatAreNoBooks(t *testing.T) {
	p := newProject(t)
	p.given(t, func(f *excelize.File) { f.SetCellValue("Sheet1", "A1", "a") })
	path := filepath.Join(p.dir, "inbox/a.xlsx")
	good, _ := os.ReadFile(path)
	locked := excelize.NewFile()
	lockedPath := filepath.Join(t.TempDir(), "locked.xlsx")
	if err := errors.Join(locked.SaveAs(lockedPath, excelize.Options{Password: "x"}), locked.Close()); err != nil {
		t.Fatal(err)
	}
	secret, _ := os.ReadFile(lockedPath)
	for _, c := range []struct {
		raw  []byte
		want string
	}{
		{nil, "inbox/a.xlsx"}, {[]byte("a,b\n"), "inbox/a.xlsx is no Excel file"}, {good[:len(good)/2], "inbox/a.xlsx cannot be read"},
		{append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 600)...), "or it has a password"}, {secret, "or it has a password"},
	} {
		os.WriteFile(path, c.raw, 0o644)
		bindingtest.WantError(t, p.script(`await excel.read("inbox/a.xlsx").toArray()`), "Error", c.want)
	}
}

func TestPagesGoOnFromTheirRow(t *testing.T) {
	p := newProject(t)
	const n = 2300
	bindingtest.Want(t, p.script(fmt.Sprintf(`
		const out = excel.writer("out/a.xlsx", { columns: ["code", "n", "b"] });
		for (let i = 0; i < %d; i++) await out.write({ code: String(i).padStart(5, "0"), n: i / 2, b: i %% 2 === 0 });
		await out.close();
		let i = 0;
		for (const row of await excel.read("out/a.xlsx").toArray()) {
			if (row.code !== String(i).padStart(5, "0") || row.n !== i / 2 || row.b !== (i %% 2 === 0)) throw new Error(JSON.stringify(row));
			i++;
		}
		return i`, n)), fmt.Sprint(n))
	f, err := folder.Open(folder.Config{Root: p.dir, Read: []string{"out"}})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var rows int
	var at []byte
	var seen []call.Answer
	for first := true; first || at != nil; first = false {
		pager := &pages{input: input.Config{Folder: f, Path: "out/a.xlsx"}} // as another process would
		for _, a := range seen {
			pager.Saw(a)
		}
		a, err := pager.Page(t.Context(), at)
		if err != nil {
			t.Fatal(err)
		}
		seen = append(seen, a)
		if first {
			os.Remove(filepath.Join(p.dir, "out/a.xlsx"))
		}
		pager.Close()
		if _, err := pager.Page(t.Context(), nil); err == nil {
			t.Error("a closed pager gave a page")
		}
		rows += bytes.Count(a.Body, []byte(`"code"`))
		at = a.Cursor
	}
	if rows != n {
		t.Errorf("%d rows, want %d", rows, n)
	}
}

func TestWriter(t *testing.T) {
	p := newProject(t)
	bindingtest.Want(t, p.script(`
		const out = excel.writer("out/a.xlsx", { sheets: [{ name: "社員", columns: [{ key: "code", header: "社員番号" }, "o.name"] }, { name: "自由" }] });
		await out.write({ code: "00123", o: { name: "髙橋" } });
		await out.write({ code: "=1+1", o: null });
		await out.sheet("自由").write({ n: 1.5, b: true, s: "x", none: null, nan: NaN, big: 12345678901234567890n });
		await out.sheet("自由").write({ n: 2 });
		await out.close();
		return [await excel.read("out/a.xlsx").toArray(), await excel.read("out/a.xlsx", { sheet: "自由" }).toArray()]`),
		`[[{"社員番号":"00123","o.name":"髙橋"},{"社員番号":"=1+1","o.name":""}],[{"n":1.5,"b":true,"s":"x","none":"","nan":"NaN","big":"12345678901234567890"},{"n":2,"b":"","s":"","none":"","nan":"","big":""}]]`)
	f, err := excelize.OpenFile(filepath.Join(p.dir, "out/a.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	id, _ := f.GetCellStyle("社員", "A2")
	if style, err := f.GetStyle(id); err != nil || style.NumFmt != 49 {
		t.Errorf("a code's cell has the style %+v, %v", style, err)
	}
}

func TestTextsComeBack(t *testing.T) {
	p := newProject(t)
	for _, text := range []string{`a_x0041_b`, `_x005F_`, `_x005F_x0041_`, `a\r\nb`, `a\tb`, `a\rb`, ` a `, `<a>&"'`, `😀髙`, `_x`, `_xZZZZ_`, `\n`} {
		bindingtest.Want(t, p.script(`const out = excel.writer("out/a.xlsx", { columns: ["t"] }); await out.write({ t: "`+strings.ReplaceAll(text, `"`, `\"`)+`" }); await out.close();
			const [row] = await excel.read("out/a.xlsx").toArray();
			if (row.t !== "`+strings.ReplaceAll(text, `"`, `\"`)+`") throw new Error(JSON.stringify(row.t))`), ``)
	}
}

func TestSameBytes(t *testing.T) {
	sums := map[string]bool{}
	for range 8 {
		p := newProject(t)
		bindingtest.Want(t, p.script(`const out = excel.writer("out/a.xlsx", { sheets: [{ name: "a" }, { name: "b" }] });
			for (let i = 0; i < 50; i++) { await out.write({ i, t: "0" + i }); await out.sheet("b").write({ i }) }
			await out.close()`), ``)
		raw, _ := os.ReadFile(filepath.Join(p.dir, "out/a.xlsx"))
		sums[fmt.Sprintf("%x", sha256.Sum256(raw))] = true
	}
	if len(sums) != 1 {
		t.Errorf("the same script wrote %d different files", len(sums))
	}
}

func TestLeftOpen(t *testing.T) {
	p := newProject(t)
	open := `const out = excel.writer("out/a.xlsx"); await out.write({ a: 1 });`
	bindingtest.WantError(t, p.script(open+`throw new Error("no")`), "Error", "no")
	if entries, _ := os.ReadDir(filepath.Join(p.dir, "out")); len(entries) > 0 {
		t.Errorf("left: %v", entries)
	}
	bindingtest.Want(t, p.script(open), ``)
	if len(p.warnings) != 1 || !strings.Contains(p.warnings[0], "out/a.xlsx was left open") {
		t.Errorf("warnings: %q", p.warnings)
	}
	bindingtest.Want(t, p.script(`return await excel.read("out/a.xlsx").toArray()`), `[{"a":1}]`)
	bindingtest.WantError(t, p.script(open+`await out.close(); await out.write({ a: 1 })`), "Error", "closed already")
}

func TestWhatDoesNotFit(t *testing.T) {
	p := newProject(t)
	open := `const out = excel.writer("out/a.xlsx", { columns: ["a", "b"] });`
	for body, parts := range map[string][]string{
		`await out.write({ a: "x".repeat(32768) })`:             {"Error", "row 1", `"a"`, "32767"},
		`await out.write({ b: "a\u0001" })`:                     {"Error", "row 1", `"b"`, "U+0001"},
		`await out.write({ a: 1 }); await out.write({ b: [] })`: {"TypeError", "row 2", `"b"`},
		`await out.write(1)`:                                    {"TypeError", "row 1"},
		`out.sheet("x")`:                                        {"Error", `no sheet "x"`},
		`out.sheet()`:                                           {"TypeError", "name"},
	} {
		bindingtest.WantError(t, p.script(open+body), parts[0], parts[1:]...)
	}
	bindingtest.Want(t, p.script(open+`await out.write({ a: "\u0001" }).catch(() => {}); await out.write({ a: "ok" }); await out.close();
		return await excel.read("out/a.xlsx").toArray()`), `[{"a":"ok","b":""}]`)
}

func TestWrongArguments(t *testing.T) {
	p := newProject(t)
	for body, parts := range map[string][]string{
		`excel.read()`:                                                           {"TypeError", "path"},
		`excel.read("a.xlsx", { sheet: 1 })`:                                     {"TypeError", "options.sheet"},
		`excel.read("a.xlsx", { header: "x" })`:                                  {"TypeError", "options.header"},
		`excel.read("a.xlsx", { header: 0 })`:                                    {"TypeError", "options.header"},
		`excel.read("a.xlsx", { heading: 1 })`:                                   {"TypeError", "header"},
		`excel.writer()`:                                                         {"TypeError", "path"},
		`excel.writer("out/a.xlsx", { columns: [] })`:                            {"TypeError", "options.columns"},
		`excel.writer("out/a.xlsx", { sheets: [] })`:                             {"TypeError", "options.sheets"},
		`excel.writer("out/a.xlsx", { sheets: ["a"] })`:                          {"TypeError", "options.sheets[0]"},
		`excel.writer("out/a.xlsx", { sheets: [{ name: 1 }] })`:                  {"TypeError", "options.sheets[0].name"},
		`excel.writer("out/a.xlsx", { sheets: [{ name: "a", cols: [] }] })`:      {"TypeError", "options.sheets[0]"},
		`excel.writer("out/a.xlsx", { sheets: [{ name: "a" }], sheet: "b" })`:    {"TypeError", "sheet"},
		`excel.writer("out/a.xlsx", { sheets: [{ name: "a" }, { name: "a" }] })`: {"Error", "two sheets"},
		`excel.writer("out/a.xlsx", { sheet: "a/b" })`:                           {"Error", `"a/b"`},
		`excel.writer("out/a.xlsx", { sheet: "" })`:                              {"Error", `""`},
		`await excel.writer("out/a.xlsx").write({})`:                             {"TypeError", "row 1"},
		`excel.writer("x.xlsx")`:                                                 {"PermissionError", "x.xlsx"},
	} {
		bindingtest.WantError(t, p.script(body), parts[0], parts[1:]...)
	}
	if len(p.warnings) > 0 {
		t.Errorf("warnings: %q", p.warnings)
	}
}
