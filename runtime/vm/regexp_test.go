package vm

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"dandori/runtime/say"
)

// js evaluates an expression in a new VM and returns what it shows, or "Name: message" of what it threw.
func js(t testing.TB, expression string) string {
	t.Helper()
	v, err := New(Config{Host: liveHost{}}).js.RunString(showAll(expression))
	if err != nil {
		t.Fatal(err)
	}
	return v.String()
}

// showAll wraps an expression so that it gives JSON, the same in every engine.
func showAll(expression string) string {
	return `(() => { try { const v = (() => (` + expression + `))(); return JSON.stringify(v) ?? String(v) } catch (e) { return e.name } })()`
}

// node returns what Node makes of expressions, nil when there is no Node.
func node(t testing.TB, expressions []string) []string {
	t.Helper()
	path, err := exec.LookPath("node")
	if err != nil {
		return nil
	}
	input, _ := json.Marshal(expressions)
	cmd := exec.Command(path, "-e", `console.log(JSON.stringify(JSON.parse(require("fs").readFileSync(0, "utf8")).map((x) => (0, eval)(x))))`)
	cmd.Stdin = strings.NewReader(string(input))
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var answers []string
	if err := json.Unmarshal(out, &answers); err != nil {
		t.Fatal(err)
	}
	return answers
}

// regexpCases are expressions and what they give; "" where Node is asked only.
func regexpCases() [][2]string {
	return [][2]string{
		{`new RegExp("^\\p{Script=Katakana}+$", "u").test("カタカナ")`, `true`},
		{`new RegExp("^\\p{Script=Katakana}+$", "u").test("カード")`, `false`},
		{`new RegExp("^\\p{scx=Kana}+$", "u").test("カード")`, `true`},
		{`new RegExp("^[\\p{scx=Hira}\\p{sc=Han}]+$", "u").test("𠮷野屋さん")`, `true`},
		{`new RegExp("^\\P{Lu}$", "iu").test("A")`, `true`},
		{`new RegExp("^[^\\p{Lu}]$", "iu").test("a")`, `false`},
		{`"伊藤 花子".match(new RegExp("\\p{Script=Han}+", "gu"))`, `["伊藤","花子"]`},
		{`"伊藤 花子".replace(new RegExp("\\p{Script=Han}", "gu"), (c) => c + "!")`, `"伊!藤! 花!子!"`},
		{`"ア1イ2".split(new RegExp("\\p{Nd}", "u"))`, `["ア","イ",""]`},
		{`"ア1イ2".split(new RegExp("(\\p{Nd})", "u"), 2)`, `["ア","1"]`},
		{`[..."ア1イ2".matchAll(new RegExp("\\p{Nd}", "gu"))].map((m) => m.index)`, `[1,3]`},
		{`"aあ".search(new RegExp("\\p{sc=Hira}", "u"))`, `1`},
		{`"aあb".replaceAll(new RegExp("(?<h>\\p{sc=Hira})", "gu"), "<$<h>>")`, `"a<あ>b"`},
		{`(() => { const r = new RegExp("\\p{L}", "gu"), a = []; let m; while ((m = r.exec("aあ𠮷"))) a.push(m[0], r.lastIndex); return a })()`, `["a",1,"あ",2,"𠮷",4]`},
		{`(() => { const r = new RegExp("\\p{L}", "yu"); r.lastIndex = 1; return [r.test("1あ"), r.lastIndex, r.test("1あ")] })()`, `[true,2,false]`},
		{`new RegExp("(?<year>\\d+)年", "u").exec("20年").groups.year`, `"20"`},
		{`new RegExp("[\\p{L}/]/\n", "vg").toString()`, ``},
		{`[new RegExp("[/]/\\/", "u").source, new RegExp("", "u").source, String(new RegExp("", "u"))]`, ``},
		{`[new RegExp("\\p{L}", "yumsig").flags, new RegExp("\\p{L}", "u").source, String(new RegExp("\\p{L}", "giu"))]`, `["gimsuy","\\p{L}","/\\p{L}/giu"]`},
		{`(() => { const r = new RegExp("\\p{L}", "gimsuy"); return [r.global, r.ignoreCase, r.multiline, r.dotAll, r.unicode, r.sticky, r.lastIndex, r.unicodeSets] })()`, ``},
		{`Object.getOwnPropertyNames(new RegExp("\\p{L}", "u")).concat(Object.getOwnPropertySymbols(new RegExp("a", "u")).map(String))`, `["lastIndex"]`},
		{`[RegExp.name, RegExp.length, typeof RegExp, RegExp.prototype.constructor === RegExp, RegExp[Symbol.species] === RegExp, /a/.constructor === RegExp, globalThis.RegExp === RegExp]`, `["RegExp",2,"function",true,true,true,true]`},
		{`[/a/ instanceof RegExp, new RegExp("\\p{L}", "u") instanceof RegExp, Object.getPrototypeOf(new RegExp("a", "u")) === RegExp.prototype, Object.prototype.toString.call(new RegExp("a", "u"))]`, `[true,true,true,"[object RegExp]"]`},
		{`Object.getOwnPropertyNames(Object.getOwnPropertyDescriptor(RegExp.prototype, "flags")).concat(Object.keys(RegExp.prototype), Object.keys(RegExp))`, ``},
		{`["source", "flags", "unicodeSets"].map((k) => { const d = Object.getOwnPropertyDescriptor(RegExp.prototype, k); return [d.get.name, d.get.length, d.set, d.enumerable, d.configurable] })`, ``},
		{`["toString", "compile"].map((k) => [RegExp.prototype[k].name, RegExp.prototype[k].length])`, ``},
		{`[RegExp.prototype.source, RegExp.prototype.flags, RegExp.prototype.toString()]`, ``},
		{`RegExp.prototype.toString.call({ source: "a", flags: "b" })`, `"/a/b"`},
		{`Object.getOwnPropertyDescriptor(RegExp.prototype, "source").get.call({})`, `TypeError`},
		{`(() => { const r = new RegExp("\\p{L}", "u"); return [RegExp(r) === r, RegExp(r, "u") === r, new RegExp(r) === r, new RegExp(r).source, new RegExp(r, "gu").flags, RegExp("\\p{L}", "u").test("あ")] })()`, `[true,false,false,"\\p{L}","gu",true]`},
		{`new RegExp(new RegExp("\\p{L}", "u"), "").test("p{L}")`, `true`},
		{`new RegExp({ [Symbol.match]: true, source: "\\p{L}", flags: "u", toString() { return "x" } }).test("あ")`, `true`},
		{`[new RegExp().source, new RegExp(undefined, undefined).flags, String(new RegExp(null)), String(new RegExp(1, "u")), new RegExp("a", undefined).flags]`, ``},
		{`(() => { class R extends RegExp { constructor(...a) { super(...a); this.mine = 1 } exec(s) { R.n = (R.n ?? 0) + 1; return super.exec(s) } } const r = new R("\\p{sc=Hira}", "gu"); return [r instanceof R, r instanceof RegExp, r.mine, "aあいb".replace(r, "-"), R.n > 0, r.source, r.flags, R[Symbol.species] === R, new R(r).constructor === R, "1あ2".split(r)] })()`, ``},
		{`Object.getPrototypeOf(Reflect.construct(RegExp, ["\\p{L}", "u"], Array)) === Array.prototype`, `true`},
		{`(() => { const r = new RegExp("a"); r.compile("\\p{L}", "gu"); const a = [r.test("あ"), r.source, r.flags]; r.compile("b"); return [...a, r.test("b"), r.source, r.flags] })()`, `[true,"\\p{L}","gu",true,"b",""]`},
		{`/a/.compile(/b/, "g")`, `TypeError`},
		{`structuredClone(new RegExp("\\p{L}", "gu")).source`, `"\\p{L}"`},
		{`new RegExp("\\p{L}", "u").exec.call(new RegExp("\\p{Lu}", "u"), "aA").index`, `1`},
		{`(() => { const a = new RegExp("\\p{L}", "gu"), b = new RegExp("\\p{L}", "gu"); a.lastIndex = 5; a.x = 1; return [b.lastIndex, b.x === undefined, a !== b] })()`, `[0,true,true]`},
		{`new RegExp("\\p{Nope}", "u")`, `SyntaxError`},
		{`new RegExp("[b-a]", "u")`, `SyntaxError`},
		{`new RegExp("a", "uu")`, `SyntaxError`},
		{`new RegExp("a", "uv")`, `SyntaxError`},
		{`new RegExp("a", Symbol())`, `TypeError`},
		{`new RegExp({ toString() { throw new RangeError() } }, "u")`, `RangeError`},
		{`new RegExp("[\\p{L}--[a-z]]", "v").test("a")`, `false`},
		{`["a", "B", "あ"].map((c) => new RegExp("^[\\p{L}--[a-z]]$", "iv").test(c))`, ``},
		{`"xabcdx".match(new RegExp("[\\q{abc|ab|d|}]", "gv"))`, ``},
		{`(() => { const r = new RegExp("[\\p{L}]", "v"); return [r.flags, r.unicodeSets, String(r)] })()`, `["v",true,"/[\\p{L}]/v"]`},
		{`"😀".replace(new RegExp("(?:)", "gv"), "-")`, `"-😀-"`},
		{`["\ud83d", "\ude00", "😀"].map((c) => [new RegExp("^\\p{Cs}$", "u").test(c), new RegExp("^[^x]$", "u").test(c), new RegExp("\ud83d", "u").test(c)])`, ``},
		{`new RegExp("^.*$", "gmu")[Symbol.match]("a\r\nb\u2028c")`, ``},
		{`new RegExp("\\bあ", "u").test("aあ")`, `true`},
		{`["[^]", "[]", "[^a]", "\\W", "."].map((p) => new RegExp("^" + p + "$", "u").test("𠮷"))`, `[true,false,true,true,true]`},
		{`"aXbxc".split(new RegExp("x", "iu"))`, ``},
		{`"a\\p{L}".match("\\p{L}")[0] === undefined`, ``},
	}
}

func TestRegExp(t *testing.T) {
	cases := regexpCases()
	var expressions []string
	for _, c := range cases {
		expressions = append(expressions, showAll(c[0]))
	}
	answers := node(t, expressions)
	for i, c := range cases {
		got := js(t, c[0])
		if c[1] != "" && got != c[1] {
			t.Errorf("%s\n gave %s\n want %s", c[0], got, c[1])
		}
		if answers != nil && got != answers[i] {
			t.Errorf("%s\n gave %s\n node %s", c[0], got, answers[i])
		}
	}
}

func TestRegExpErrorsAreInTheRunsLanguage(t *testing.T) {
	const want = `正規表現 /\p{Nope}/u に誤りがあります: "Nope" という Unicode プロパティはありません`
	r := New(Config{Host: liveHost{}, Lang: say.Japanese})
	v, err := r.js.RunString(`try { new RegExp("\\p{Nope}", "u") } catch (e) { e instanceof SyntaxError ? e.message : e }`)
	if err != nil || v.String() != want {
		t.Errorf("got %v %v", v, err)
	}
}
