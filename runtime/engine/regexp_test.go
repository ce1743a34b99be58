package engine

import (
	"os"
	"path/filepath"
	"testing"

	"dandori/runtime/compile"
)

// TestRegularExpressions runs, through the compiler and the VM, what the engine
// alone gets wrong in silence: lines of Windows texts, kana and kanji.
func TestRegularExpressions(t *testing.T) {
	const script = `const results = {
  lines: "a\r\nb\r\n".match(/^.+$/gm),
  ends: "1,あ\r\n2,い".replace(/$/gm, ";"),
  made: "x\ry".split(new RegExp("^", "m")).length,
  kana: /^[\p{Script=Katakana}ー]+$/u.test("カタカナー") && !/^\p{Script=Katakana}+$/u.test("かな"),
  kanji: "漢字かな".replace(/\p{Script=Han}/gu, "*"),
  shown: String(/^い$/im) + /\p{L}/u.source,
};
export default () => results;
`
	const want = `{"lines":["a","b"],"ends":"1,あ;\r;\n2,い;","made":2,"kana":true,"kanji":"**かな","shown":"/^い$/im\\p{L}"}`
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.ts"), []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := compile.Compile(compile.Config{Root: dir, Entry: "a.ts"})
	if err != nil {
		t.Fatal(err)
	}
	if got := Run(t.Context(), Config{Program: p}); string(got.Value) != want || len(p.Warnings) > 0 {
		t.Fatalf("got  %s %+v %v\nwant %s", got.Value, got.Failure, p.Warnings, want)
	}
}
