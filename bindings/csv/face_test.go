package csv

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dandori/bindings/bindingtest"
	"dandori/bindings/charset"
	"dandori/bindings/output"
	"dandori/runtime/folder"
	"dandori/runtime/say"
	"dandori/runtime/vm"
)

// project is a folder with files in it, and csv over it.
type project struct {
	dir      string
	warnings []string
	modules  []vm.Module
}

func newProject(t testing.TB, files map[string]string) *project {
	t.Helper()
	p := &project{dir: t.TempDir()}
	for name, content := range files {
		path := filepath.Join(p.dir, name)
		os.MkdirAll(filepath.Dir(path), 0o755)
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	f, err := folder.Open(folder.Config{Root: p.dir, Read: []string{"inbox", "out"}, Write: []string{"out"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	c := output.Config{Folder: f, Warn: func(text say.Text) { p.warnings = append(p.warnings, text.En) }}
	p.modules = []vm.Module{{Name: "dandori", Exports: []vm.Export{Export(c)}}}
	return p
}

func (p *project) script(body string) bindingtest.Script {
	return bindingtest.Script{Modules: p.modules, Body: body}
}

// out returns a file that was written, "-" when there is none.
func (p *project) out(name string) string {
	data, err := os.ReadFile(filepath.Join(p.dir, name))
	if err != nil {
		return "-"
	}
	return string(data)
}

// left returns what lies in out, temporary files too.
func (p *project) left() string {
	entries, _ := os.ReadDir(filepath.Join(p.dir, "out"))
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

func TestReadAndWrite(t *testing.T) {
	wide, _ := charset.EncodeCP932(nil, []byte("社員番号,氏名\r\n00123,髙橋\r\n00124,\"伊藤, 﨑\"\r\n"))
	p := newProject(t, map[string]string{"inbox/a.csv": string(wide)})
	bindingtest.Want(t, p.script(`
		const out = csv.writer("out/b.csv", { columns: [{ key: "社員番号", header: "code" }, "氏名", "none"] });
		for (const row of await csv.read("inbox/a.csv").filter((r) => r.氏名).toArray()) await out.write(row);
		const rows = out.rows;
		await out.close();
		return rows`), `2`)
	if got := p.out("out/b.csv"); got != "code,氏名,none\r\n00123,髙橋,\r\n00124,\"伊藤, 﨑\",\r\n" {
		t.Errorf("the file holds %q", got)
	}
	bindingtest.Want(t, p.script(`return await csv.read("out/b.csv", { header: false }).take(1).toArray()`), `[["code","氏名","none"]]`)
}

func TestStyles(t *testing.T) {
	p := newProject(t, nil)
	for options, want := range map[string]string{
		``:                                    "a,b\r\n=1+1,髙\r\n",
		`, bom: true`:                         "\xef\xbb\xbfa,b\r\n=1+1,髙\r\n",
		`, delimiter: ";"`:                    "a;b\r\n=1+1;髙\r\n",
		`, encoding: "cp932"`:                 "a,b\r\n=1+1,\xfb\xfc\r\n",
		`, defuse: true`:                      "a,b\r\n'=1+1,髙\r\n",
		`, delimiter: "\t", encoding: "utf8"`: "a\tb\r\n=1+1\t髙\r\n",
	} {
		bindingtest.Want(t, p.script(`
			const out = csv.writer("out/a.csv", { columns: ["a", "b"]`+options+` });
			await out.write({ a: "=1+1", b: "髙" });
			return await out.close() ?? "closed"`), `"closed"`)
		if got := p.out("out/a.csv"); got != want {
			t.Errorf("%s writes %q, want %q", options, got, want)
		}
	}
}

func TestStringifyAndParse(t *testing.T) {
	p := newProject(t, nil)
	bindingtest.Want(t, p.script(`return csv.stringify([{ a: 1, b: true }, { a: -0.5, b: null }, { a: "x,\"y\"\n" }, {}], { columns: ["a", "b"] })`),
		`"a,b\r\n1,true\r\n-0.5,\r\n\"x,\"\"y\"\"\n\",\r\n,\r\n"`)
	bindingtest.Want(t, p.script(`return csv.stringify([{}, { a: "" }], { columns: ["a"] })`), `"a\r\n\"\"\r\n\"\"\r\n"`)
	bindingtest.Want(t, p.script(`return csv.parse("\ufeffa;b\n1;\"2\n3\"\n", { delimiter: ";" })`), `[{"a":"1","b":"2\n3"}]`)
	bindingtest.Want(t, p.script(`return csv.parse("a,b\n1,2", { header: false })`), `[["a","b"],["1","2"]]`)
	bindingtest.Want(t, p.script(`const rows = [{ a: "x\r\ny", b: "  \"" }, { a: "髙", b: "" }];
		return JSON.stringify(csv.parse(csv.stringify(rows, { columns: ["a", "b"] }))) === JSON.stringify(rows)`), `true`)
	bindingtest.WantError(t, p.script(`csv.parse("a,b\n1\n")`), "Error", "the text, line 2")
}

func TestDefuse(t *testing.T) {
	for text, want := range map[string]bool{
		"=1": true, "@x": true, "+81-3": true, "-x": true, "\tx": true, "＝1": true, "－1": true,
		"": false, "-": false, "-5": false, "+1.5": false, "a=1": false, "1-2": false, "-1.2.3": true,
	} {
		if got := formula([]byte(text)); got != want {
			t.Errorf("%q is a formula: %v", text, got)
		}
	}
}

func TestCharactersThatCP932LacksAreNamed(t *testing.T) {
	p := newProject(t, nil)
	begin := `const out = csv.writer("out/a.csv", { encoding: "cp932", columns: [{ key: "a", header: "氏名" }] });`
	bindingtest.WantError(t, p.script(begin+`await out.write({ a: "ア" }); await out.write({ a: "😀" }); `), "Error", "row 2", "氏名", "U+1F600")
	if p.left() != "" {
		t.Errorf("left: %s", p.left())
	}
	bindingtest.Want(t, p.script(begin+`
		await out.write({ a: "ア" });
		await out.write({ a: "〜" }).catch(() => out.write({ a: "～" }));
		await out.close()`), ``)
	if got := p.out("out/a.csv"); got != "\x8e\x81\x96\xbc\r\n\x83\x41\r\n\x81\x60\r\n" {
		t.Errorf("after a row that was refused the file holds %q", got)
	}
	bindingtest.WantError(t, p.script(`csv.writer("out/b.csv", { encoding: "cp932", columns: ["a", "한"] })`), "Error", "heading of column 2")
	bindingtest.Want(t, p.script(`try { csv.writer("out/b.csv", { encoding: "cp932", columns: ["한"] }) } catch {}`), ``)
	if p.left() != "a.csv" || len(p.warnings) > 0 {
		t.Errorf("left: %s, %q", p.left(), p.warnings)
	}
}

func TestLeftOpen(t *testing.T) {
	p := newProject(t, map[string]string{"out/old.csv": "old"})
	open := `const out = csv.writer("out/old.csv", { columns: ["a"] }); await out.write({ a: 1 });`
	bindingtest.WantError(t, p.script(open+`throw new Error("no")`), "Error", "no")
	if got := p.out("out/old.csv"); got != "old" || p.left() != "old.csv" {
		t.Errorf("after a failure the file holds %q; left: %s", got, p.left())
	}
	bindingtest.Want(t, p.script(open), ``)
	if got := p.out("out/old.csv"); got != "a\r\n1\r\n" || len(p.warnings) != 1 || !strings.Contains(p.warnings[0], "out/old.csv was left open") {
		t.Errorf("after a success the file holds %q; warnings: %q", got, p.warnings)
	}
}

func TestAfterClose(t *testing.T) {
	p := newProject(t, nil)
	open := `const out = csv.writer("out/a.csv", { columns: ["a"] }); await out.close();`
	bindingtest.WantError(t, p.script(open+`await out.write({})`), "Error", "closed already")
	bindingtest.WantError(t, p.script(open+`await out.close()`), "Error", "closed already")
	bindingtest.WantError(t, p.script(`csv.writer("out/a.csv", { columns: ["a"] }); csv.writer("out/a.csv", { columns: ["a"] })`), "Error", "being written already")
}

func TestRowsThatAreNone(t *testing.T) {
	p := newProject(t, nil)
	open := `const out = csv.writer("out/a.csv", { columns: ["a"] });`
	bindingtest.WantError(t, p.script(open+`await out.write({ a: 1 }); await out.write({ a: { b: 1 } })`), "TypeError", "csv.writer", "row 2", `"a"`)
	bindingtest.WantError(t, p.script(open+`await out.write()`), "TypeError", "undefined")
	bindingtest.WantError(t, p.script(open+`out.write(3)`), "TypeError", "not 3")
}

func TestWrongArguments(t *testing.T) {
	p := newProject(t, map[string]string{"inbox/a.csv": "a\n1\n"})
	for body, parts := range map[string][]string{
		`csv.read()`:                 {"csv.read", "path"},
		`csv.read(1)`:                {"path", "a string"},
		`csv.read("inbox/a.csv", 1)`: {"options"},
		`csv.read("inbox/a.csv", { encodin: "utf8" })`:                              {"encodin", "encoding"},
		`csv.read("inbox/a.csv", { encoding: "sjis" })`:                             {"options.encoding", "cp932"},
		`csv.read("inbox/a.csv", { header: 1 })`:                                    {"options.header"},
		`csv.read("inbox/a.csv", { delimiter: ",," })`:                              {"options.delimiter"},
		`csv.read("inbox/a.csv", { delimiter: "、" })`:                               {"options.delimiter"},
		`csv.read("inbox/a.csv", {}, 1)`:                                            {"at most 2"},
		`csv.parse(1)`:                                                              {"text"},
		`csv.parse("a", { encoding: "utf8" })`:                                      {"encoding"},
		`csv.writer("out/a.csv")`:                                                   {"options.columns", "required"},
		`csv.writer("out/a.csv", { columns: "a" })`:                                 {"options.columns"},
		`csv.writer("out/a.csv", { columns: ["a"], bom: true, encoding: "cp932" })`: {"options.bom"},
		`csv.writer("out/a.csv", { columns: ["a"], defuse: "yes" })`:                {"options.defuse"},
		`csv.stringify({}, { columns: ["a"] })`:                                     {"rows"},
		`csv.stringify([{}], {})`:                                                   {"options.columns"},
		`csv.stringify([1], { columns: ["a"] })`:                                    {"row 1"},
	} {
		bindingtest.WantError(t, p.script(body), "TypeError", parts...)
	}
}

func TestFilesThatCannotBeUsed(t *testing.T) {
	p := newProject(t, map[string]string{"inbox/a.csv": "a,b\n1\n", "x.csv": "a\n"})
	bindingtest.WantError(t, p.script(`await csv.read("inbox/none.csv").toArray()`), "Error", "inbox/none.csv does not exist")
	bindingtest.WantError(t, p.script(`await csv.read("inbox/a.csv").toArray()`), "Error", "inbox/a.csv, line 2")
	bindingtest.WantError(t, p.script(`await csv.read("../x.csv").toArray()`), "PermissionError", "../x.csv")
	bindingtest.WantError(t, p.script(`csv.writer("inbox/b.csv", { columns: ["a"] })`), "PermissionError", "inbox/b.csv")
}
