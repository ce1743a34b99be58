package sansan_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"dandori/bindings/sansan"
	"dandori/bindings/sansan/api"
	"dandori/bindings/sansan/sandbox"
	"dandori/runtime/call"
	"dandori/runtime/compile"
	"dandori/runtime/engine"
	"dandori/runtime/job"
	"dandori/runtime/journal"
	"dandori/runtime/vm"
)

// workflow is what outlives the runs of one: its state.
type workflow struct {
	*office
	state  map[string]json.RawMessage
	where  string
	dryRun bool
}

// Get implements sansan.State.
func (w *workflow) Get(_ context.Context, key string) (json.RawMessage, bool, error) {
	v, ok := w.state[key]
	return v, ok, nil
}

func newWorkflow(o *office) *workflow {
	return &workflow{office: o, state: map[string]json.RawMessage{}}
}

// run runs body through a journal, and keeps what is to be kept when it succeeded.
func (w *workflow) run(log *journal.Memory, body string) engine.Result {
	w.Helper()
	module := vm.Module{Name: "dandori/connections", Exports: []vm.Export{sansan.Export(sansan.Config{
		Name: "sansan", Connection: "sansan", Client: w.client, Poller: job.NewPoller(), State: w, Where: w.where, DryRun: w.dryRun,
	})}}
	p := &compile.Program{Name: "a.js", Code: []byte("(async function(open){ const { bizCards } = open('dandori/connections', 'sansan'); return {default: async () => {\n" + body + "\n}} })")}
	result := engine.Run(w.Context(), engine.Config{Program: p, Modules: []vm.Module{module}, Journal: log})
	if result.State != engine.Succeeded {
		return result
	}
	for _, k := range result.Keep {
		if !strings.HasPrefix(k.Key, call.OwnKeys) {
			w.Errorf("it keeps %+v", k)
		}
		w.state[k.Key] = k.Value
	}
	return result
}

// all is every card there is, whatever its entry's status.
const all = `range: "all", entryStatus: ["completed", "processing", "unreadable"], includePastBizCards: true, overlap: "2h"`

// walk returns a script that returns what its changes gave; then comes after each.
func walk(options, then string) string {
	return `const out = []; await bizCards.changes({ ` + options + ` }).forEach((c) => { out.push(c.id + " " + c.updatedTime); ` + then + ` }); return out`
}

// gives runs body, which must succeed, and returns its cards.
func (w *workflow) gives(body string) []string {
	w.Helper()
	return w.cards(w.run(&journal.Memory{}, body))
}

func (w *workflow) cards(r engine.Result) []string {
	w.Helper()
	if r.State != engine.Succeeded {
		w.Fatalf("%s: %+v", r.State, r.Failure)
	}
	var cards []string
	if err := json.Unmarshal(r.Value, &cards); err != nil {
		w.Fatal(err)
	}
	return cards
}

// now are all cards as they are, by number in the order of the seed.
func (w *workflow) now() []string {
	w.Helper()
	p := api.Period{From: time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)}
	p.Range, p.IncludePastCards, p.EntryStatus = api.All, true, api.EntryStatuses()
	list := w.client.ListCards(p)
	defer list.Close()
	var cards []string
	for at := []byte(nil); ; {
		a, err := list.Page(w.Context(), at)
		if err != nil {
			w.Fatal(err)
		}
		list.Saw(a)
		pairs, err := api.Pairs(a.Body)
		if err != nil {
			w.Fatal(err)
		}
		for _, p := range pairs {
			cards = append(cards, p.ID+" "+p.Updated)
		}
		if at = a.Cursor; at == nil {
			return cards
		}
	}
}

func (w *workflow) touch(n int, ago time.Duration) { w.box.Touch(n, time.Now().Add(-ago)) }

func TestChangesAreGivenOnce(t *testing.T) {
	in(t, setup{box: sandbox.Options{Size: 50}}, func(o *office) {
		w := newWorkflow(o)
		if got := w.gives(walk(all+", limit: 7", "")); len(got) != 50 || !slices.Equal(got, w.now()) {
			t.Fatalf("the first run gave %d cards", len(got))
		}
		if got := w.gives(walk(all, "")); len(got) != 0 {
			t.Errorf("nothing changed, and it gave %q", got)
		}
		time.Sleep(time.Hour)
		w.touch(3, time.Minute)
		w.touch(9, 90*time.Minute) // digitised late: before what the first run gave, as it were
		if got := w.gives(walk(all, "")); len(got) != 2 {
			t.Errorf("two cards changed, and it gave %q", got)
		}
		if got := w.gives(walk(all, "")); len(got) != 0 {
			t.Errorf("they came again: %q", got)
		}
	})
}

func TestOnlyAWalkToItsEndOfARunThatSucceedsCounts(t *testing.T) {
	in(t, setup{box: sandbox.Options{Size: 20}}, func(o *office) {
		w := newWorkflow(o)
		for name, body := range map[string]string{
			"it failed at the first": walk(all, `throw new Error("x")`),
			"it failed at the end":   walk(all, ``) + ".nope.nope",
			"it took some":           `return (await bizCards.changes({ ` + all + ` }).take(3).toArray()).length`,
			"it took the last":       `return (await bizCards.changes({ ` + all + ` }).take(20).toArray()).length`,
			"it found what it wants": `return (await bizCards.changes({ ` + all + ` }).find(() => true)).id`,
		} {
			w.run(&journal.Memory{}, body)
			if len(w.state) > 0 {
				t.Errorf("%s: it counts", name)
			}
		}
		w.dryRun = true
		if w.gives(walk(all, "")); len(w.state) > 0 {
			t.Error("a dry run counts")
		}
		w.dryRun = false
		twice := `const a = await bizCards.changes({ ` + all + ` }).toArray(), b = await bizCards.changes({ ` + all + ` }).toArray(); return [a.length, b.length].map(String)`
		if got := w.gives(twice); !slices.Equal(got, []string{"20", "20"}) {
			t.Errorf("two walks of one run gave %q", got)
		}
		if got := w.gives(walk(all, "")); len(got) != 0 {
			t.Errorf("then %d came again", len(got))
		}
	})
}

func TestOtherCardsBeginAnew(t *testing.T) {
	in(t, setup{box: sandbox.Options{Size: 90}}, func(o *office) {
		w := newWorkflow(o)
		w.where = "sandbox"
		w.gives(walk(all, ""))
		for _, other := range []string{all + `, name: "other"`, `range: "all"`, `range: "me"`, `range: "all", entryStatus: "processing"`} {
			if got := w.gives(walk(other, "")); len(got) == 0 {
				t.Errorf("{ %s } went on from others", other)
			}
			if got := w.gives(walk(other, "")); len(got) != 0 {
				t.Errorf("{ %s } came again: %d", other, len(got))
			}
		}
		w.where = "https://api.sansan.com"
		if got := w.gives(walk(all, "")); len(got) != 90 {
			t.Errorf("the company went on from the sandbox, with %d", len(got))
		}
	})
}

// A longer overlap than before must not give what was given.
func TestTheOverlapMayChange(t *testing.T) {
	in(t, setup{box: sandbox.Options{Size: 40}}, func(o *office) {
		w := newWorkflow(o)
		for i, overlap := range []string{"1m", "500d", "1m", "3d", "2h"} {
			got := w.gives(walk(`range: "all", entryStatus: ["completed", "processing", "unreadable"], includePastBizCards: true, overlap: "`+overlap+`"`, ""))
			if want := min(i, 1) + 40*(1-min(i, 1)); len(got) != want {
				t.Errorf("run %d, overlap %s: %d cards, want %d", i, overlap, len(got), want)
			}
			time.Sleep(24 * time.Hour)
			w.touch(i, 10*time.Second)
		}
	})
}

func TestChangesArguments(t *testing.T) {
	in(t, setup{}, func(o *office) {
		o.fails(`sansan.bizCards.changes()`, "TypeError", "options")
		o.fails(`sansan.bizCards.changes({})`, "TypeError", "range")
		o.fails(`sansan.bizCards.changes({ range: "all", name: "" })`, "TypeError", "name")
		o.fails(`sansan.bizCards.changes({ range: "all", overlap: "x" })`, "TypeError", "overlap")
		o.fails(`sansan.bizCards.changes({ range: "all", overlap: "59s" })`, "RangeError", "overlap is shorter than 1m")
		o.fails(`sansan.bizCards.changes({ range: "all", updatedFrom: "2025-01-01" })`, "TypeError", "updatedFrom")
		o.want(`return (await sansan.bizCards.changes({ range: "all" }).toArray()).length > 0`, `true`) // without a state: as in a first run
	})
}

func TestAStateOfANewerDandori(t *testing.T) {
	in(t, setup{}, func(o *office) {
		w := newWorkflow(o)
		w.gives(walk(all, ""))
		for key := range w.state {
			w.state[key] = json.RawMessage(`{"v":2}`)
		}
		if r := w.run(&journal.Memory{}, walk(all, "")); r.State != engine.Failed || !strings.Contains(r.Failure.Message.En, "version 2") {
			t.Errorf("%s %+v", r.State, r.Failure)
		}
	})
}

// TestChangesOverManyRuns has cards change between runs that succeed, fail,
// stop early, or are killed at some line of their journals and go on later.
// What runs that succeeded were given must be every change, once.
func TestChangesOverManyRuns(t *testing.T) {
	for seed := range uint64(12) {
		rng := rand.New(rand.NewPCG(seed, 7))
		variants := sandbox.Variants{HalfOpen: seed%2 == 0, ZuluTimes: seed%3 == 0}
		in(t, setup{box: sandbox.Options{Size: 30, Seed: seed, Variants: variants}}, func(o *office) {
			w, given := newWorkflow(o), map[string]int{}
			edit := func() {
				for range rng.IntN(4) {
					w.touch(rng.IntN(30), time.Duration(rng.IntN(100))*time.Minute)
				}
				time.Sleep(time.Duration(2+rng.IntN(3000)) * time.Second)
			}
			for range 14 {
				edit()
				for _, card := range w.somehow(rng, edit) {
					given[card]++
				}
			}
			for _, card := range w.gives(walk(all, "")) {
				given[card]++
			}
			for card, times := range given {
				if times != 1 {
					t.Errorf("seed %d: %s came %d times", seed, card, times)
				}
			}
			for _, card := range w.now() {
				if given[card] == 0 {
					t.Errorf("seed %d: %s never came; %d did", seed, card, len(given))
				}
			}
		})
	}
}

// somehow runs the workflow once, and returns what counts of what it was given.
func (w *workflow) somehow(rng *rand.Rand, edit func()) []string {
	w.Helper()
	options := fmt.Sprintf("%s, limit: %d", all, 1+rng.IntN(9))
	switch n := rng.IntN(30); rng.IntN(5) {
	case 0: // fails after n cards, if there are so many
		r := w.run(&journal.Memory{}, walk(options, fmt.Sprintf(`if (out.length === %d) throw 1`, n)))
		if r.State == engine.Succeeded {
			return w.cards(r)
		}
	case 1: // takes n cards, which counts when there are fewer
		got := w.gives(fmt.Sprintf(`return (await bizCards.changes({ %s }).take(%d).toArray()).map((c) => c.id + " " + c.updatedTime)`, options, n))
		if len(got) < n {
			return got
		}
	case 2, 3:
		log, before := &journal.Memory{}, maps.Clone(w.state)
		whole := w.cards(w.run(log, walk(options, "")))
		w.state = before // it was killed, as it turns out
		cut := log.Keep(rng.IntN(log.Len() + 1))
		edit()
		again := w.cards(w.run(cut, walk(options, "")))
		if len(again) == 0 && len(whole) > 3 {
			w.Errorf("it gave %d cards, and nothing when it went on", len(whole))
		}
		return again
	default:
		return w.gives(walk(options, ""))
	}
	return nil
}
