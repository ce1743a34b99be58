package vm

import (
	"strings"
	"testing"
	"time"

	"github.com/dop251/goja"
)

// check gives scripts one function for each way of reading an argument.
func check(r *Runtime) {
	ways := map[string]func(a *Args) any{
		"string": func(a *Args) any { return a.String(0, "name") },
		"id":     func(a *Args) any { return a.ID(0, "id") },
		"ids":    func(a *Args) any { return strings.Join(a.IDs(0, "ids"), ",") },
		"bytes":  func(a *Args) any { return string(a.Bytes(0, "data")) },
		"rows": func(a *Args) any {
			s := ""
			for _, row := range a.Rows(0, "rows") {
				s += string(row)
			}
			return s
		},
		"json":    func(a *Args) any { return string(a.JSON(0, "value")) },
		"none":    func(a *Args) any { a.Max(0); return "ok" },
		"options": func(a *Args) any { return options(a.Options(0, "options")) },
	}
	for name, f := range ways {
		_ = r.js.Set(name, r.Func("t."+name, func(a *Args) goja.Value { return r.js.ToValue(f(a)) }))
	}
}

func options(f *Fields) string {
	out := ""
	if s, ok := f.String("s"); ok {
		out += s
	}
	if n, ok := f.Int("n", 1, 300); ok {
		out += strings.Repeat("x", int(n))
	}
	if e, ok := f.Enum("e", "me", "all"); ok {
		out += e
	}
	if es, ok := f.Enums("es", "a", "b"); ok {
		out += strings.Join(es, "+")
	}
	if b, ok := f.Bool("b"); ok && b {
		out += "yes"
	}
	if d, ok := f.Duration("d"); ok {
		out += d.String()
	}
	if t, ok := f.Time("t"); ok {
		out += t.Format(time.RFC3339)
	}
	if ids, ok := f.IDs("ids"); ok {
		out += strings.Join(ids, "|")
	}
	f.Done()
	return out
}

func TestArguments(t *testing.T) {
	for body, want := range map[string]string{
		`string("x")`: `"x"`, `id(12)`: `"12"`, `id("00012")`: `"00012"`, `ids(["a", 1])`: `"a,1"`,
		`bytes(new Uint8Array([65, 66]))`: `"AB"`, `bytes(new Uint8Array([65, 66]).buffer)`: `"AB"`,
		`rows([{a: 1}, {b: null}])`: `"{\"a\":1}{\"b\":null}"`, `json([1, {x: new Date(0)}])`: `"[1,{\"x\":\"1970-01-01T00:00:00.000Z\"}]"`,
		`json(new (class P { a = 1 })())`: `"{\"a\":1}"`, `json(new Proxy({a: 1}, {}))`: `"{\"a\":1}"`, `json(Object.create(null))`: `"{}"`,
		`none()`: `"ok"`, `options()`: `""`, `options({s: undefined})`: `""`,
		`(Object.prototype.n = 5, options({}))`: `""`, `options(Object.create({ n: 5 }))`: `""`,
		`options({e: "me", es: ["a", "b"], b: true, n: 2})`: `"xxmea+byes"`, `options({es: "a", d: "1d2h"})`: `"a26h0m0s"`,
		`options({t: "2025-04-01T09:00:00+09:00", ids: 5})`: `"2025-04-01T09:00:00+09:005"`,
	} {
		if got, f := run(t, "return "+body, check); f != nil || got != want {
			t.Errorf("%s: got %s, %v; want %s", body, got, f, want)
		}
	}
}

func TestWrongArguments(t *testing.T) {
	for body, want := range map[string]string{
		`string(1)`:                      "t.string: name must be a string, not 1",
		`string()`:                       "t.string: name must be a string, not undefined",
		`string(new String("x"))`:        "t.string: name must be a string, not String",
		`id(1.5)`:                        "t.id: id must be an id (a string or an integer), not 1.5",
		`id("")`:                         `t.id: id must be an id (a string or an integer), not ""`,
		`id(-1)`:                         "t.id: id must be an id (a string or an integer), not -1",
		`json([1, undefined])`:           "t.json: value[1] must be a value that JSON can hold, not undefined",
		`id(null)`:                       "t.id: id must be an id (a string or an integer), not null",
		`id({})`:                         "t.id: id must be an id (a string or an integer), not an object",
		`id(Promise.resolve(1))`:         "t.id: id must be an id (a string or an integer), not a promise (is an await missing?)",
		`ids("a")`:                       `t.ids: ids must be an array of ids, not "a"`,
		`ids(["a", true])`:               "t.ids: ids[1] must be an id (a string or an integer), not true",
		`bytes("AB")`:                    `t.bytes: data must be a Uint8Array, not "AB"`,
		`rows({})`:                       "t.rows: rows must be an array of objects, not an object",
		`rows([{}, 3])`:                  "t.rows: rows[1] must be an object, not 3",
		`rows([{a: {b: () => 1}}])`:      "t.rows: rows[0].a.b must be a value that JSON can hold, not a function",
		`rows([{a: NaN}])`:               "t.rows: rows[0].a must be a value that JSON can hold, not NaN",
		`rows([{a: 1n}])`:                "t.rows: rows[0].a must be a value that JSON can hold, not 1n",
		`rows([[1]])`:                    "t.rows: rows[0] must be an object, not an array",
		`const o = {}; o.o = o; json(o)`: "is nested too deeply or holds itself",
		`rows(new Array(4294967295))`:    "an array with the length 4294967295 has no element 0",
		`json()`:                         "t.json: value must be a value that JSON can hold, not undefined",
		`none(1)`:                        "t.none takes at most 0 arguments, not 1",
		`options(3)`:                     "t.options: options must be an object, not 3",
		`options([])`:                    "t.options: options must be an object, not an array",
		`options({n: 0})`:                "t.options: options.n must be an integer from 1 to 300, not 0",
		`options({n: "5"})`:              `t.options: options.n must be an integer from 1 to 300, not "5"`,
		`options({n: {}})`:               "t.options: options.n must be an integer from 1 to 300, not an object",
		`options({e: "you"})`:            `t.options: options.e must be one of "me", "all", not "you"`,
		`options({es: ["a", "c"]})`:      `t.options: options.es must be one of "a", "b", not "c"`,
		`options({b: "true"})`:           `t.options: options.b must be true or false, not "true"`,
		`options({d: "-1s"})`:            `t.options: options.d must be a duration ("90s", "1h30m", "2d"), not "-1s"`,
		`options({d: 5})`:                `t.options: options.d must be a duration ("90s", "1h30m", "2d"), not 5`,
		`options({t: "4/1"})`:            `t.options: options.t must be a time (2025-04-01T09:00:00+09:00) or a date (2025-04-01), not "4/1"`,
		`options({ranges: 1})`:           `t.options: options has no "ranges"`,
		`options({ess: 1})`:              `t.options: options has no "ess" (did you mean "es"?)`,
	} {
		_, f := run(t, body, check)
		if f == nil || f.Name != "TypeError" || !strings.Contains(f.Message, want) {
			t.Errorf("%s:\n got %+v\nwant %s", body, f, want)
		}
	}
}

func TestParseDuration(t *testing.T) {
	for in, want := range map[string]time.Duration{"90s": 90 * time.Second, "1h30m": 90 * time.Minute, "2d": 48 * time.Hour, "1d12h": 36 * time.Hour, "0s": 0} {
		if got, err := ParseDuration(in); err != nil || got != want {
			t.Errorf("%s: %v, %v", in, got, err)
		}
	}
	for _, in := range []string{"", "d", "1", "-1d", "1.5d", "1h2d", "99999999999d", "1d-5h", "x"} {
		if got, err := ParseDuration(in); err == nil {
			t.Errorf("%s: %v", in, got)
		}
	}
}
