package state

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"dandori/bindings/bindingtest"
	"dandori/runtime/call"
	"dandori/runtime/compile"
	"dandori/runtime/engine"
	"dandori/runtime/journal"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// shelf is a Store in memory. Of the changes of one key the one of the later
// call wins, in whatever order the outcomes are entered.
type shelf struct {
	mu     sync.Mutex
	values map[string]json.RawMessage
	calls  map[string]int
}

func newShelf() *shelf { return &shelf{values: map[string]json.RawMessage{}, calls: map[string]int{}} }

func (s *shelf) Get(_ context.Context, key string) (json.RawMessage, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, ok := s.values[key]
	return v, ok, nil
}

func (s *shelf) List(_ context.Context, prefix string) ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	keys := slices.DeleteFunc(slices.Sorted(maps.Keys(s.values)), func(k string) bool { return !strings.HasPrefix(k, prefix) })
	return keys, nil
}

func (s *shelf) keep(n int, changes []call.Keep) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, k := range changes {
		if n < s.calls[k.Key] {
			continue
		}
		s.calls[k.Key] = n
		if k.Value == nil {
			delete(s.values, k.Key)
			continue
		}
		s.values[k.Key] = k.Value
	}
}

func (s *shelf) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, _ := json.Marshal(s.values)
	return string(b)
}

// host keeps what a script keeps as its calls are answered.
type host struct {
	bindingtest.Host
	*shelf
	n *int
}

// Ask implements vm.Host.
func (h host) Ask(a vm.Asked) {
	*h.n++
	n, deliver := *h.n, a.Deliver
	a.Deliver = func(answer call.Answer, err error) { h.keep(n, answer.Keep); deliver(answer, err) }
	h.Host.Ask(a)
}

func script(s *shelf, dry bool, body string) bindingtest.Script {
	var store Store
	if s != nil {
		store = s
	}
	out := bindingtest.Script{Modules: []vm.Module{{Name: "dandori", Exports: []vm.Export{Export(store, dry)}}}, Body: body}
	if s != nil {
		s.calls = map[string]int{}
		out.Host = host{shelf: s, n: new(int)}
	}
	return out
}

func TestState(t *testing.T) {
	store := newShelf()
	store.values[call.OwnKeys+"x"] = json.RawMessage(`1`)
	for _, step := range [][2]string{
		{`return [await state.get("none") === undefined, await state.list()]`, `[true,[]]`},
		{`await state.set("a/1", { n: 1, s: "髙", l: [null] }); await state.set("a/2", null); await state.set("b", "x")`, ``},
		{`return [await state.get("a/1"), await state.get("a/2"), await state.get("b")]`, `[{"n":1,"s":"髙","l":[null]},null,"x"]`},
		{`return [await state.list(), await state.list("a/"), await state.list("dandori:")]`, `[["a/1","a/2","b"],["a/1","a/2"],[]]`},
		{`return [await state.delete("b"), await state.delete("b"), await state.get("b") === undefined, await state.list()]`, `[true,false,true,["a/1","a/2"]]`},
	} {
		bindingtest.Want(t, script(store, false, step[0]), step[1])
	}
}

// What a script changes it reads back at once, whether it waits for it or not.
func TestChangesAreSeenInTheOrderOfTheProgram(t *testing.T) {
	const body = `
		const all = [state.set("a", 1), state.get("a"), state.set("a", 2), state.get("a"), state.list(), state.delete("a"), state.get("a"), state.delete("a"), state.list()];
		return (await Promise.all(all)).map((v) => v === undefined ? "-" : v)`
	const want = `["-",1,"-",2,["a"],true,"-",false,[]]`
	for name, s := range map[string]bindingtest.Script{
		"a store": script(newShelf(), false, body), "a dry run": script(newShelf(), true, body), "nothing": script(nil, false, body),
	} {
		t.Run(name, func(t *testing.T) { bindingtest.Want(t, s, want) })
	}
}

// Once a change is kept, the run sees what others make of it.
func TestOtherRunsAreSeen(t *testing.T) {
	store := newShelf()
	s := script(store, false, `await state.set("a", 1); other(); return [await state.get("a"), await state.list()]`)
	s.Modules[0].Exports = append(s.Modules[0].Exports, vm.Export{Name: "other", Value: func(r *vm.Runtime) goja.Value {
		return r.Func("other", func(*vm.Args) goja.Value {
			store.keep(9, []call.Keep{{Key: "a", Value: []byte(`2`)}, {Key: "b", Value: []byte(`3`)}})
			return goja.Undefined()
		})
	}})
	bindingtest.Want(t, s, `[2,["a","b"]]`)
}

func TestDryRunChangesNothing(t *testing.T) {
	store := newShelf()
	store.values["a"], store.values["b"] = json.RawMessage(`1`), json.RawMessage(`2`)
	before := store.String()
	bindingtest.Want(t, script(store, true, `
		await state.set("a", 10); await state.delete("b"); await state.set("c", 3);
		return [await state.get("a"), await state.get("b") === undefined, await state.list(), await state.delete("b")]`), `[10,true,["a","c"],false]`)
	if after := store.String(); after != before {
		t.Errorf("%s became %s", before, after)
	}
}

func TestWrongArguments(t *testing.T) {
	for body, part := range map[string]string{
		`state.get()`:                "key",
		`state.get("")`:              "something in it",
		`state.get(1)`:               "key",
		`state.get("a", 1)`:          "at most 1",
		`state.get("dandori:x")`:     "dandori's own",
		`state.set("dandori:x", 1)`:  "dandori's own",
		`state.delete("dandori:x")`:  "dandori's own",
		`state.set("a")`:             "value",
		`state.set("a", () => 1)`:    "value",
		`state.set("a", { b: /x/ })`: "value.b",
		`state.set("a", 1n)`:         "value",
		`state.delete({})`:           "key",
		`state.list(1)`:              "prefix",
	} {
		bindingtest.WantError(t, script(newShelf(), false, body), "TypeError", part)
	}
	bindingtest.WantError(t, script(newShelf(), false, `state.set("a", "x".repeat(1 << 20))`), "RangeError", "1024 KiB")
	bindingtest.Want(t, script(newShelf(), false, `await state.set("a", "x".repeat((1 << 20) - 2)); return (await state.get("a")).length`), `1048574`)
}

// keeper is a journal whose outcomes change a shelf as they are entered.
type keeper struct {
	*journal.Memory
	shelf *shelf
}

func (k keeper) Append(e journal.Entry) error {
	if e.Kind == journal.Outcome {
		k.shelf.keep(e.N, e.Answer.Keep)
	}
	return k.Memory.Append(e)
}

// changing is a script of changes, some of which it does not wait for, from a seed.
func changing(seed uint64) string {
	rng := rand.New(rand.NewPCG(seed, 3))
	var b strings.Builder
	b.WriteString("const seen = [], p = [];\n")
	for i := range 25 {
		wait := []string{"await", "p.push"}[rng.IntN(2)]
		key := fmt.Sprintf("k%d", rng.IntN(4))
		switch rng.IntN(4) {
		case 0:
			fmt.Fprintf(&b, "%s(state.set(%q, %d));\n", wait, key, i)
		case 1:
			fmt.Fprintf(&b, "%s(state.delete(%q));\n", wait, key)
		case 2:
			fmt.Fprintf(&b, "seen.push(await state.get(%q) ?? null);\n", key)
		case 3:
			b.WriteString("seen.push(await state.list());\n")
		}
	}
	return b.String() + "await Promise.all(p); return seen"
}

// TestCutAnywhere goes on with runs that were cut off at every line of their
// journals, from what was kept by then: they must see and leave the same.
func TestCutAnywhere(t *testing.T) {
	for seed := range uint64(5) {
		p := &compile.Program{Name: "a.js", Code: []byte("(async function(open){ const state = open('dandori', 'state'); return {default: async () => {\n" + changing(seed) + "\n}} })")}
		run := func(log journal.Log, s *shelf) string {
			got := engine.Run(t.Context(), engine.Config{Program: p, Journal: log, Modules: []vm.Module{{Name: "dandori", Exports: []vm.Export{Export(s, false)}}}})
			if got.State != engine.Succeeded {
				t.Fatalf("seed %d: %+v", seed, got.Failure)
			}
			return string(got.Value) + s.String()
		}
		whole := &journal.Memory{}
		first := newShelf()
		want := run(keeper{whole, first}, first)
		for cut := range whole.Len() + 1 {
			s := newShelf()
			log := keeper{whole.Keep(cut), s}
			for e := range log.Entries() {
				if e.Kind == journal.Outcome {
					s.keep(e.N, e.Answer.Keep)
				}
			}
			if got := run(log, s); got != want {
				t.Fatalf("seed %d, cut at %d: got\n%s, want\n%s", seed, cut, got, want)
			}
		}
	}
}
