package diff

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"dandori/bindings/bindingtest"
	"dandori/runtime/vm"
)

func script(body string) bindingtest.Script {
	return bindingtest.Script{Modules: []vm.Module{{Name: "dandori", Exports: []vm.Export{Export()}}}, Body: body}
}

func TestDiff(t *testing.T) {
	bindingtest.Want(t, script(`
		const before = [{ code: "1", name: "a", x: 1 }, { code: 2, name: "b" }, { code: "03", name: "c" }, { code: "4", name: "d", on: "2025-04-01" }];
		const after = [{ code: "5", name: "e" }, { code: 1, name: "A", x: "1" }, { code: "2", name: "b", y: "" }, { code: "4", name: "d", on: "2025/4/1" }];
		const d = diff(before, after, { key: "code" });
		return [d, d.create[0] === after[0], d.delete[0] === before[2], d.update[0].before === before[0]];`),
		`[{"create":[{"code":"5","name":"e"}],`+
			`"update":[{"key":1,"before":{"code":"1","name":"a","x":1},"after":{"code":1,"name":"A","x":"1"},"changes":{"name":{"before":"a","after":"A"}}}],`+
			`"delete":[{"code":"03","name":"c"}],`+
			`"same":[{"code":"2","name":"b","y":""},{"code":"4","name":"d","on":"2025/4/1"}]},true,true,true]`)
}

func TestFieldsAndKeys(t *testing.T) {
	for body, want := range map[string]string{
		`diff([{ a: 1, b: 1, c: 1 }], [{ a: 1, b: 2, c: 2 }], { key: "a", fields: ["c"] }).update[0].changes`:      `{"c":{"before":1,"after":2}}`,
		`diff([{ a: 1, b: 1 }], [{ a: 1 }], { key: "a" }).same.length`:                                             `1`,
		`diff([{ a: 1, b: 1 }], [{ a: 1 }], { key: "a", fields: ["b"] }).update[0].changes`:                        `{"b":{"before":1}}`,
		`diff([{ a: 1, b: "x" }], [{ a: 1, b: "x", c: 1 }, { a: 1, b: "y" }], { key: ["a", "b"] }).update[0].key`:  `[1,"x"]`,
		`diff([{ k: { id: 1 }, v: 1 }], [{ k: { id: "1" }, v: 2 }], { key: "k.id", fields: ["v"] }).update[0].key`: `"1"`,
		`diff([], [], { key: "a" })`: `{"create":[],"update":[],"delete":[],"same":[]}`,
		`diff([{ a: 1, ["__proto__"]: 2 }], [{ a: 1, ["__proto__"]: 3 }], { key: "a" }).update[0].changes.__proto__.after`: `3`,
		`diff([{ a: 1, l: [1, { x: 1, y: 2 }] }], [{ a: 1, l: [1, { y: 2, x: 1 }] }], { key: "a" }).same.length`:           `1`,
		`diff([{ a: 1, l: [1, 2] }], [{ a: 1, l: [2, 1] }], { key: "a" }).update.length`:                                   `1`,
	} {
		bindingtest.Want(t, script("return "+body), want)
	}
}

func TestWhatIsEqual(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{`1`, `"1"`, true}, {`1`, `"01"`, false}, {`1.5`, `"1.5"`, true}, {`1`, `"1.0"`, false}, {`-0`, `"0"`, true}, {`1n`, `1`, true},
		{`true`, `"true"`, true}, {`true`, `1`, false}, {`true`, `"TRUE"`, false},
		{`null`, `""`, true}, {`null`, `undefined`, true}, {`0`, `""`, false}, {`false`, `null`, false}, {`" "`, `""`, false},
		{`"a"`, `"A"`, false}, {`"ａ"`, `"a"`, false},
		{`"2025-04-01"`, `"2025/4/1"`, true}, {`"2025-04-01"`, `"2025年4月1日"`, true}, {`"2025-04-01"`, `"2025.04.01"`, true},
		{`"2025-04-01"`, `"2025/04/01 0:00"`, true}, {`"2025-04-01"`, `"20250401"`, false}, {`"2025-04-01"`, `"2025-04-02"`, false},
		{`"2025-02-30"`, `"2025/2/30"`, false}, {`"2025-04-01"`, `"2025/04-01"`, false},
		{`"2025-04-01T09:00:00+09:00"`, `"2025-04-01T00:00:00Z"`, true}, {`"2025-04-01T09:00:00+0900"`, `new Date("2025-04-01T00:00:00Z")`, true},
		{`"2025-04-01 09:00"`, `"2025/4/1 9:00:00.000"`, true}, {`"2025-04-01 09:00"`, `"2025-04-01T09:00:00Z"`, false},
		{`"2025-04-01"`, `"2025-04-01T00:00:00Z"`, false}, {`"1-2"`, `"1/2"`, false}, {`["2025-04-01"]`, `["2025/4/1"]`, false},
	} {
		want := fmt.Sprint(map[bool]int{true: 1}[c.same])
		bindingtest.Want(t, script(fmt.Sprintf(`return diff([{ k: 1, v: %s }], [{ k: 1, v: %s }], { key: "k" }).same.length`, c.a, c.b)), want)
		bindingtest.Want(t, script(fmt.Sprintf(`return diff([{ k: 1, v: %s }], [{ k: 1, v: %s }], { key: "k", fields: "v" }).same.length`, c.b, c.a)), want)
	}
}

func TestWrongData(t *testing.T) {
	for body, part := range map[string]string{
		`diff([{ a: 1 }, { a: "1" }], [], { key: "a" })`:                      `rows 1 and 2 of before have the same key "1"`,
		`diff([], [{ a: "x", b: 1 }, { a: "x", b: 1 }], { key: ["a", "b"] })`: `of after have the same key "x, 1"`,
		`diff([{ a: 1 }, { b: 1 }], [], { key: "a" })`:                        `row 2 of before has no "a"`,
		`diff([], [{ a: "" }], { key: "a" })`:                                 `row 1 of after has no "a"`,
	} {
		bindingtest.WantError(t, script(body), "Error", part)
	}
}

func TestWrongArguments(t *testing.T) {
	for body, part := range map[string]string{
		`diff()`:                                   "before",
		`diff([])`:                                 "after",
		`diff([], {}, { key: "a" })`:               "after",
		`diff([], [1], { key: "a" })`:              "after[0]",
		`diff([[]], [], { key: "a" })`:             "before[0]",
		`diff([], [])`:                             "options.key",
		`diff([], [], { key: "" })`:                "options.key",
		`diff([], [], { key: [] })`:                "options.key",
		`diff([], [], { key: ["a", 1] })`:          "options.key[1]",
		`diff([], [], { key: "a", fields: 1 })`:    "options.fields",
		`diff([], [], { key: "a", field: ["b"] })`: "fields",
		`diff([{ a: 1, f() {} }], [{ a: 1, f() {} }], { key: "a" })`: "a function",
		`diff(Promise.resolve([]), [], { key: "a" })`:                "await",
	} {
		bindingtest.WantError(t, script(body), "TypeError", part)
	}
}

type mapRow map[string]string

func (m mapRow) Fields() []string {
	var out []string
	for f := range m {
		out = append(out, f)
	}
	slices.Sort(out)
	return out
}
func (m mapRow) Canonical(f string) string { return m[f] }

// TestApplied does to before what Diff says and compares with after.
func TestApplied(t *testing.T) {
	seed := rand.Uint64()
	rng := rand.New(rand.NewPCG(seed, 0))
	side := func() []Row {
		var out []Row
		for _, k := range rng.Perm(8)[:rng.IntN(9)] {
			out = append(out, mapRow{"k": fmt.Sprint("t", k), "v": fmt.Sprint(rng.IntN(2)), "w": fmt.Sprint(rng.IntN(2))})
		}
		return out
	}
	for range 2000 {
		before, after := side(), side()
		result, err := Diff(before, after, Options{Key: []string{"k"}})
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		state := map[string]string{}
		show := func(r Row) string { return r.Canonical("v") + r.Canonical("w") }
		for _, r := range before {
			state[r.Canonical("k")] = show(r)
		}
		for _, at := range result.Delete {
			delete(state, before[at].Canonical("k"))
		}
		for _, at := range result.Create {
			state[after[at].Canonical("k")] = show(after[at])
		}
		for _, u := range result.Update {
			if len(u.Fields) == 0 || show(before[u.Before]) == show(after[u.After]) {
				t.Fatalf("seed %d: an update of nothing", seed)
			}
			state[after[u.After].Canonical("k")] = show(after[u.After])
		}
		want := map[string]string{}
		for _, r := range after {
			want[r.Canonical("k")] = show(r)
		}
		if fmt.Sprint(state) != fmt.Sprint(want) || len(result.Create)+len(result.Update)+len(result.Same) != len(after) {
			t.Fatalf("seed %d: %v becomes %v, want %v", seed, before, state, want)
		}
	}
}

// FuzzDate: the one text of a date is a spelling of the same date.
func FuzzDate(f *testing.F) {
	for _, s := range []string{"2025-04-01", "2025/4/1 9:00", "2025年4月1日", "2025-04-01T09:00:00.5+09:00", "0000-01-01T00:00Z", "9999-12-31 23:59-0000", "20250401"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		one, ok := date(s)
		if !ok || strings.HasPrefix(one, "-") || len(one) < 10 || one[4] != '-' {
			return
		}
		if two, ok := date(one); !ok || two != one {
			t.Errorf("%q is %q, which is %q", s, one, two)
		}
	})
}
