package files

import (
	"os"
	"path/filepath"
	"testing"

	"dandori/bindings/bindingtest"
	"dandori/runtime/folder"
	"dandori/runtime/vm"
)

// script runs body over a folder with the given files; it returns the folder.
func script(t *testing.T, body string, given map[string]string) (bindingtest.Script, string) {
	t.Helper()
	dir := t.TempDir()
	for name, content := range given {
		path := filepath.Join(dir, name)
		os.MkdirAll(filepath.Dir(path), 0o755)
		os.WriteFile(path, []byte(content), 0o644)
	}
	f, err := folder.Open(folder.Config{Root: dir, Read: []string{"inbox", "out"}, Write: []string{"out"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return bindingtest.Script{Modules: []vm.Module{{Name: "dandori", Exports: []vm.Export{Export(f)}}}, Body: body}, dir
}

func TestFiles(t *testing.T) {
	given := map[string]string{
		"inbox/utf8.txt": "髙橋", "inbox/bom.txt": "\xef\xbb\xbf髙橋", "inbox/cp932.txt": "\xfb\xfc\x8b\xb4", "inbox/bytes": "\x00\xff",
		"out/a.txt": "a", "out/sub/b.txt": "b",
	}
	for body, want := range map[string]string{
		`return await Promise.all(["utf8", "bom", "cp932"].map((n) => files.readText("inbox/" + n + ".txt")))`:      `["髙橋","髙橋","髙橋"]`,
		`return await files.readText("inbox/cp932.txt", { encoding: "cp932" })`:                                     `"髙橋"`,
		`const b = await files.read("inbox/bytes"); return [b instanceof Uint8Array, ...b]`:                         `[true,0,255]`,
		`await files.writeText("out/n/x.txt", "髙"); return await files.readText("out/n/x.txt")`:                     `"髙"`,
		`await files.writeText("out/x.txt", "髙", { encoding: "cp932" }); return [...await files.read("out/x.txt")]`: `[251,252]`,
		`await files.writeText("out/x.txt", "a", { bom: true }); return [...await files.read("out/x.txt")]`:         `[239,187,191,97]`,
		`await files.write("out/x", new Uint8Array([1, 2])); return [...await files.read("out/x")]`:                 `[1,2]`,
		`return await files.list("out")`:          `["out/a.txt"]`,
		`return await files.list("out/**/*.txt")`: `["out/a.txt","out/sub/b.txt"]`,
		`return [await files.exists("out/a.txt"), await files.exists("out/none"), await files.exists("out")]`:                        `[true,false,true]`,
		`await files.move("out/a.txt", "out/done/a.txt"); return await files.list("out/**")`:                                         `["out/done/a.txt","out/sub/b.txt"]`,
		`return await files.digest("out/a.txt")`:                                                                                     `{"size":1,"sha256":"ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"}`,
		`return await files.digest("out/none").catch((e) => e.code)`:                                                                 `"ENOENT"`,
		`return [await files.remove("out/a.txt"), await files.remove("out/a.txt")]`:                                                  `[true,false]`,
		`return await files.readText("inbox/none").catch((e) => [e.name, e.code])`:                                                   `["Error","ENOENT"]`,
		`return await files.move("out/a.txt", "out/sub/b.txt").catch((e) => e.code)`:                                                 `"EEXIST"`,
		`const b = new Uint8Array([1]); const p = files.write("out/x", b); b[0] = 2; await p; return [...await files.read("out/x")]`: `[1]`,
	} {
		s, _ := script(t, body, given)
		bindingtest.Want(t, s, want)
	}
}

func TestOutOfReach(t *testing.T) {
	for _, body := range []string{
		`await files.readText(".env")`, `await files.read("../x")`, `await files.writeText("inbox/a", "")`, `await files.list("scripts/*")`,
		`await files.exists(".dandori")`, `await files.digest(".env")`, `await files.move("out/a", "inbox/a")`, `await files.remove("inbox/a")`, `await files.write("/tmp/x", new Uint8Array(1))`,
	} {
		s, dir := script(t, body, map[string]string{"out/a": "a", "inbox/a": "a", ".env": "K=1"})
		bindingtest.WantError(t, s, "PermissionError")
		if got, _ := os.ReadFile(filepath.Join(dir, "inbox/a")); string(got) != "a" {
			t.Errorf("%s changed inbox/a", body)
		}
	}
}

func TestWrongArguments(t *testing.T) {
	for body, parts := range map[string][]string{
		`files.readText()`: {"files.readText", "path"},
		`files.readText("a", { encoding: "latin1" })`:                    {"options.encoding"},
		`files.readText("a", { enc: 1 })`:                                {"enc"},
		`files.read(1)`:                                                  {"path"},
		`files.read("a", {})`:                                            {"at most 1"},
		`files.writeText("out/a")`:                                       {"text"},
		`files.writeText("out/a", 1)`:                                    {"text", "a string"},
		`files.writeText("out/a", "", { bom: 1 })`:                       {"options.bom"},
		`files.writeText("out/a", "", { bom: true, encoding: "cp932" })`: {"options.bom"},
		`files.write("out/a", "text")`:                                   {"bytes", "Uint8Array"},
		`files.write("out/a", [1])`:                                      {"bytes"},
		`files.list()`:                                                   {"globOrFolder"},
		`files.exists(null)`:                                             {"path"},
		`files.move("a")`:                                                {"to"},
		`files.remove({})`:                                               {"path"},
	} {
		s, _ := script(t, body, nil)
		bindingtest.WantError(t, s, "TypeError", parts...)
	}
	s, _ := script(t, `files.writeText("out/a", "x\n〜", { encoding: "cp932" })`, nil)
	bindingtest.WantError(t, s, "Error", "out/a, line 2", "U+301C")
}
