package table

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"dandori/bindings/bindingtest"
	"dandori/runtime/say"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

func TestNumbersAreWrittenAsJavaScriptDoes(t *testing.T) {
	js := goja.New()
	for _, f := range []float64{0, math.Copysign(0, -1), 1, -1, 1.5, 0.1, 1e21, 1e20, 123456789012345680000, 1e-6, 1e-7, 1.5e-10, -2.5e100, 5e-324, math.MaxFloat64, math.NaN(), math.Inf(1), math.Inf(-1), 1 << 53} {
		if got, want := string(AppendNumber(nil, f)), js.ToValue(f).String(); got != want {
			t.Errorf("%v is written %s, JavaScript writes %s", f, got, want)
		}
	}
}

func TestStringsAreJSON(t *testing.T) {
	for _, s := range []string{"", "plain", "a\"b\\c", "line\r\nline\t\x00\x1f", "髙﨑😀", "\u2028"} {
		var back string
		if err := json.Unmarshal(AppendString(nil, []byte(s)), &back); err != nil || back != s {
			t.Errorf("%q comes back as %q, %v", s, back, err)
		}
	}
}

func TestHeadings(t *testing.T) {
	for want, names := range map[string][]string{
		"":                                     {"a", "b"},
		"column 2 is blank":                    {"a", "　", "b"},
		`"a" stands twice, in columns 1 and 3`: {"a", "b", "a"},
	} {
		err := CheckHeadings(say.Raw("x"), names)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", names, err, want)
		}
	}
}

func TestRows(t *testing.T) {
	objects, arrays := NewRows([]string{"a", `b"`}), NewRows(nil)
	line := func(r *Rows, n int) string {
		var out []byte
		for i := range n {
			out = append(r.AppendKey(out, i), '1')
		}
		return string(r.AppendEnd(out, n))
	}
	if got := line(objects, 2); got != `{"a":1,"b\"":1}` {
		t.Error(got)
	}
	if got := line(arrays, 2) + line(arrays, 0); got != `[1,1][]` {
		t.Error(got)
	}
}

// notes is a Sink that says what it got.
type notes struct{ cells []string }

func (n *notes) Text(b []byte)    { n.cells = append(n.cells, "text:"+string(b)) }
func (n *notes) Number(f float64) { n.cells = append(n.cells, "number:"+string(AppendNumber(nil, f))) }
func (n *notes) Bool(b bool) {
	n.cells = append(n.cells, map[bool]string{true: "true", false: "false"}[b])
}
func (n *notes) Blank() { n.cells = append(n.cells, "blank") }

// module gives scripts pick(row, columns), which returns what the sink got,
// and record(json), which makes a row as a listing does.
func module() []vm.Module {
	pick := vm.Export{Name: "pick", Value: func(r *vm.Runtime) goja.Value {
		return r.Func("pick", func(a *vm.Args) goja.Value {
			columns := ReadColumns(r, "pick", "columns", a.Value(1))
			var n notes
			if err := NewPicker(r, "pick", columns).Pick(7, a.Value(0), &n); err != nil {
				panic(r.Error(err))
			}
			return r.JS().ToValue(strings.Join(n.cells, " "))
		})
	}}
	return []vm.Module{{Name: "test", Exports: []vm.Export{pick, records("records", rows)}}}
}

const rows = `[{"s":"a\"\u4f0a\\","n":1.50,"z":-0,"big":12345678901234567890,"safe":9007199254740991,"over":9007199254740993,"exp":1e3,
	"t":true,"f":false,"nil":null,"o":{"name":"x","deep":{"n":2}},"No.":"dot","a.b":"own","a":{"b":"path"},"list":[1]}]`

func TestPick(t *testing.T) {
	columns := `["s","n","z","big","safe","over","exp","t","f","nil","none","o.name","o.deep.n","o.none","s.length","No.","a.b"]`
	want := `"text:a\"伊\\ number:1.5 number:0 text:12345678901234567890 number:9007199254740991 text:9007199254740993 number:1000 true false blank blank text:x number:2 blank blank text:dot text:own"`
	for name, row := range map[string]string{
		"a record":         `row`,
		"a touched record": `(row.extra = 1, row)`,
		"a read record":    `(row.o, row)`,
		"a spread record":  `({ ...row })`,
		"a frozen record":  `Object.freeze(row)`,
		"an instance":      `Object.assign(new (class Card {})(), row)`,
	} {
		t.Run(name, func(t *testing.T) {
			bindingtest.Want(t, bindingtest.Script{Modules: module(), Body: `const [row] = await records.toArray(); return pick(` + row + `, ` + columns + `)`}, want)
		})
	}
	bindingtest.Want(t, bindingtest.Script{Modules: module(), Body: `return pick({ b: 10n, u: undefined, get g() { return "got" } }, ["b", { key: "u", header: "U" }, "g"])`}, `"text:10 blank text:got"`)
}

func TestPickRefuses(t *testing.T) {
	for body, part := range map[string]string{
		`pick((await records.toArray())[0], ["s", "o"])`: `row 7, column "o"`,
		`pick((await records.toArray())[0], ["list"])`:   `row 7, column "list"`,
		`pick({ o: {} }, ["o"])`:                         "not an object",
		`pick({ o: [] }, ["o"])`:                         "not an array",
		`pick({ o: new Date(0) }, ["o"])`:                "not Date",
		`pick({ o: new Uint8Array(2) }, ["o"])`:          `column "o"`,
		`pick({ o: () => 1 }, ["o"])`:                    "a function",
		`pick({ o: Symbol("x") }, ["o"])`:                "symbol",
		`pick({ o: Promise.resolve(1) }, ["o"])`:         "await",
		`pick([1], ["o"])`:                               "row 7 must be an object, not an array",
		`pick("text", ["o"])`:                            `must be an object, not "text"`,
		`pick(undefined, ["o"])`:                         "not undefined",
		`pick(null, ["o"])`:                              "not null",
		`pick(new Map(), ["o"])`:                         "not Map",
		`pick({}, [])`:                                   "one at least",
		`pick({}, "id")`:                                 `not "id"`,
		`pick({}, [""])`:                                 "columns[0]",
		`pick({}, ["a", 3])`:                             "columns[1]",
		`pick({}, [{ header: "x" }])`:                    "columns[0].key",
		`pick({}, [{ key: "x", header: 1 }])`:            "columns[0].header",
		`pick({}, [{ key: "x", heading: "y" }])`:         "columns[0].heading",
	} {
		bindingtest.WantError(t, bindingtest.Script{Modules: module(), Body: "return " + body}, "TypeError", part)
	}
	bindingtest.WantError(t, bindingtest.Script{Modules: module(), Body: `return pick({}, ["a", { key: "b", header: "a" }])`}, "Error", "stands twice")
}

// FuzzUnescape compares with encoding/json.
func FuzzUnescape(f *testing.F) {
	for _, s := range []string{`a\"b`, `\u4f0a`, `\ud83d\ude00`, `\ud83d`, `\ud83d\u0041`, `\ude00\ud83d`, `\n\r\t\b\f\/\\`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, inside string) {
		var want string
		raw := `"` + inside + `"`
		if !utf8.ValidString(raw) || json.Unmarshal([]byte(raw), &want) != nil {
			return
		}
		if got := string(appendUnescaped(nil, []byte(inside))); got != want {
			t.Errorf("%s is %q, want %q", raw, got, want)
		}
	})
}
