package cli

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rivo/uniseg"

	"dandori/runtime/clock"
	"dandori/runtime/plan"
	"dandori/runtime/say"
)

// many is the outlook of a plan with n changes and one who would go at its end.
func many(n int) *outlook {
	w := plan.Write{Connection: "kaonavi", Vendor: "kaonavi", Operation: "members.update", Present: n, Requests: map[string]int{"updates": 3, "": 1}, Rehearsed: []string{}}
	for i := range n {
		row := func(size string) json.RawMessage {
			return fmt.Appendf(nil, `{"code":"E%d","fields":{"制服サイズ":"%s\u001b"}}`, i, size)
		}
		w.Changes = append(w.Changes, plan.Change{Key: fmt.Sprint("E", i), Was: row(strings.Repeat("長い", 20)), Now: row("L")})
	}
	gone := plan.Write{Connection: "kaonavi", Operation: "sheet.replaceAll", Target: "7", Title: "資格", Requests: map[string]int{"updates": 1}, Changes: []plan.Change{{Key: "E0", Was: json.RawMessage(`{"code":"E0"}`)}}}
	o := &outlook{writes: []plan.Write{w, gone}, sandbox: []string{"kaonavi"}, doneAt: clock.Now().Add(time.Hour)}
	o.rows, o.costs = plan.Rows(o.writes), costsOf(o.writes)
	return o
}

func TestAPlanFitsATerminal(t *testing.T) {
	for _, lang := range []say.Lang{say.English, say.Japanese} {
		a := &app{lang: lang}
		var short, whole strings.Builder
		a.printPlan(&short, many(200), false)
		a.printPlan(&whole, many(200), true)
		if n := strings.Count(short.String(), "→"); n != rowsShown {
			t.Errorf("%s: %d rows are shown", lang, n)
		}
		if n := strings.Count(whole.String(), "→"); n != 200 {
			t.Errorf("%s: %d rows are shown", lang, n)
		}
		for line := range strings.SplitSeq(whole.String(), "\n") {
			if uniseg.StringWidth(line) > tableWidth {
				t.Errorf("%s: %d wide: %s", lang, uniseg.StringWidth(line), line)
			}
		}
		if strings.Contains(whole.String(), "\x1b") {
			t.Error("a value colours the terminal")
		}
	}
	var out strings.Builder
	(&app{lang: say.English}).printPlan(&out, many(200), false)
	for _, want := range []string{
		"1. kaonavi members.update  200 to change\n", "… 151 more rows", "to be removed by sheet.replaceAll of kaonavi: E0\n",
		"0 to add, 200 to change, 1 to remove, in 2 writes\n", "kaonavi: 1 request\n", "kaonavi: 4 requests that count as updates\n",
		"the last request would be sent at 20", "members.update of kaonavi: the vendor has rehearsed it and has no objection\n", "made on the sandbox (kaonavi)",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("it does not say %q:\n%s", want, out.String())
		}
	}
	out.Reset()
	(&app{lang: say.Japanese}).printPlan(&out, many(1), false)
	for _, want := range []string{"1. kaonavi members.update  変更 1 件\n", "2. kaonavi sheet.replaceAll 資格 (7)  削除 1 件\n", "追加 0 件、変更 1 件、削除 1 件 (書き込み 2 回)\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("it does not say %q:\n%s", want, out.String())
		}
	}
}

// Names stand beside keys, which leave them room; only where there are any.
func TestAPlanNamesPeople(t *testing.T) {
	o := many(60)
	for i := range o.writes[0].Changes {
		o.writes[0].Changes[i].Key = "user ed3f9ebf-0120-4e3a-8f00-0123456789ab"
		o.writes[0].Changes[i].Name = strings.Repeat("寿限無", 9)
	}
	o.writes[1].Changes[0].Name = "髙橋 一"
	o.rows = plan.Rows(o.writes)
	var out strings.Builder
	(&app{lang: say.English}).printPlan(&out, o, false)
	for _, want := range []string{"KEY                  NAME", "user ed3f9ebf-0120…  寿限無寿限無寿限…  fields", "to be removed by sheet.replaceAll of kaonavi: E0 (髙橋 一)\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("it does not say %q:\n%s", want, out.String())
		}
	}
	for line := range strings.SplitSeq(out.String(), "\n") {
		if uniseg.StringWidth(line) > tableWidth {
			t.Errorf("%d wide: %s", uniseg.StringWidth(line), line)
		}
	}
	out.Reset()
	(&app{lang: say.English}).printPlan(&out, many(2), false)
	if strings.Contains(out.String(), "NAME") {
		t.Errorf("a column of nothing:\n%s", out.String())
	}
	if got, _ := json.Marshal(o.record().Rows[0]); !strings.Contains(string(got), `"name":"寿限無`) {
		t.Errorf("%s", got)
	}
}

func TestRequestsAreCountedByClass(t *testing.T) {
	r := many(2).record()
	if got, _ := json.Marshal(r.Requests); string(got) != `{"kaonavi":{"":1,"updates":4}}` {
		t.Errorf("%s", got)
	}
	if got := classesOf(many(2).writes)["kaonavi"]; strings.Join(got, ",") != ",updates,updates,updates,updates" {
		t.Errorf("%q", got)
	}
	if r.Writes[0].Change != 2 || r.Writes[1].Remove != 1 || r.Rows[2].Field != nil || r.DoneAt == nil {
		t.Errorf("%+v", r)
	}
	empty := (&outlook{}).record()
	if got, _ := json.Marshal(empty); string(got) != `{"rows":[],"writes":[],"requests":{},"doneAt":null}` {
		t.Errorf("%s", got)
	}
}

func TestParametersAreCompared(t *testing.T) {
	for _, c := range []struct {
		x, y string
		same bool
	}{{`{}`, ``, true}, {``, ``, true}, {`{"a":1,"b":"x"}`, `{ "b":"x", "a":1}`, true}, {`{"a":1}`, `{"a":"1"}`, false}, {`{"a":1}`, ``, false}, {`{"a":12345678901234567890}`, `{"a":12345678901234567891}`, false}} {
		if got := sameJSON(json.RawMessage(c.x), json.RawMessage(c.y)); got != c.same {
			t.Errorf("%s and %s: %v", c.x, c.y, got)
		}
	}
}

// BenchmarkFiftyThousandRows is a plan on its way: announced under a signature, told as rows, printed.
func BenchmarkFiftyThousandRows(b *testing.B) {
	o := many(50_000)
	signed := plan.NewSigned(o.rows)
	b.Run("announce", func(b *testing.B) {
		for b.Loop() {
			book := plan.NewBook(plan.Config{Guard: plan.Guard{Change: 100}, Signed: signed})
			for _, w := range o.writes {
				if err := book.Announce(b.Context(), w); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	b.Run("drift", func(b *testing.B) {
		for b.Loop() {
			if gone, fresh := signed.Drift(o.writes); len(gone)+len(fresh) > 0 {
				b.Fatal("it drifted")
			}
		}
	})
	b.Run("print", func(b *testing.B) {
		for b.Loop() {
			var out strings.Builder
			(&app{lang: say.Japanese}).printPlan(&out, o, true)
		}
	})
}
