package engine

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/compile"
	"dandori/runtime/journal"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

func program(body string) *compile.Program {
	return &compile.Program{Name: "a.js", Code: []byte("(async function(open){ const ask = open('t', 'ask'), note = open('t', 'note');\n return {default: async () => {\n" + body + "\n}} })")}
}

// module gives scripts ask(name, ms, outcome) and note(text); the steps that a
// run took are the notes in their order.
func module(notes *[]string, worked *atomic.Int64) []vm.Module {
	return []vm.Module{{Name: "t", Exports: []vm.Export{
		{Name: "ask", Value: func(r *vm.Runtime) goja.Value {
			return r.Func("ask", func(a *vm.Args) goja.Value {
				name, ms := a.String(0, "name"), a.Value(1).ToInteger()
				return r.Ask(call.Call{Kind: "ask", Target: name, Effect: call.Read}, func(ctx context.Context) (call.Answer, error) {
					worked.Add(1)
					if err := clock.Sleep(ctx, time.Duration(ms)*time.Millisecond); err != nil {
						return call.Answer{}, err
					}
					if strings.HasPrefix(name, "bad") {
						return call.Answer{}, call.New(call.ConnectionError, "the answer is not JSON: %v", name)
					}
					return vm.JSONAnswer(name + "!")
				}, r.FromJSON)
			})
		}},
		{Name: "note", Value: func(r *vm.Runtime) goja.Value {
			return r.Func("note", func(a *vm.Args) goja.Value {
				*notes = append(*notes, a.String(0, "text"))
				return goja.Undefined()
			})
		}},
	}}}
}

// scriptOf makes a script of many asks that overlap, from a seed.
func scriptOf(seed uint64) string {
	rng := rand.New(rand.NewPCG(seed, 1))
	var b strings.Builder
	b.WriteString("const all = [];\n")
	for i := range 12 {
		name := fmt.Sprintf("%s%d", []string{"ok", "bad"}[rng.IntN(4)/3], i)
		switch rng.IntN(4) {
		case 0:
			fmt.Fprintf(&b, "await ask(%q, %d).then(v => note(v), e => note(e.name));\n", name, rng.IntN(30))
		case 1:
			fmt.Fprintf(&b, "all.push(ask(%q, %d).then(async v => { note(v); note(await ask(v, %d)) }, e => note(e.message)));\n", name, rng.IntN(30), rng.IntN(30))
		case 2:
			fmt.Fprintf(&b, "setTimeout(() => note('t%d ' + Math.random()), %d);\n", i, rng.IntN(30))
		case 3:
			fmt.Fprintf(&b, "note('now ' + (Date.now() > 0)); all.push(new Promise(r => { const t = setTimeout(() => { note('cancelled'); }, %d); setTimeout(() => { clearTimeout(t); r() }, %d) }));\n", rng.IntN(30), rng.IntN(30))
		}
	}
	b.WriteString("await Promise.all(all); await new Promise(r => setTimeout(r, 40)); return Date.now()")
	return b.String()
}

// TestReplayTakesTheSameSteps runs scripts from many seeds, then again from
// their journals: whole ones, and ones cut off at any line.
func TestReplayTakesTheSameSteps(t *testing.T) {
	for seed := range soak(60) {
		synctest.Test(t, func(t *testing.T) {
			var first []string
			var worked atomic.Int64
			log := &journal.Memory{}
			p := program(scriptOf(seed))
			want := Run(t.Context(), Config{Program: p, Modules: module(&first, &worked), Journal: log})
			if want.State != Succeeded {
				t.Fatalf("seed %d: %+v", seed, want.Failure)
			}
			whole := collect(log)
			for cut := len(whole); cut >= 0; cut -= 1 + cut/5 {
				again := log.Keep(cut)
				var notes []string
				worked.Store(0)
				got := Run(t.Context(), Config{Program: p, Modules: module(&notes, &worked), Journal: again})
				if got.State != Succeeded {
					t.Fatalf("seed %d, cut at %d: %+v", seed, cut, got.Failure)
				}
				if cut == len(whole) && (worked.Load() != 0 || string(got.Value) != string(want.Value) || !slices.Equal(notes, first)) {
					t.Fatalf("seed %d: worked %d times, %s for %s\n%q\n%q", seed, worked.Load(), got.Value, want.Value, notes, first)
				}
				if before := notesBefore(whole[:cut]); before <= len(notes) && !slices.Equal(notes[:before], first[:before]) {
					t.Fatalf("seed %d, cut at %d: the first %d steps differ\n%q\n%q", seed, cut, before, notes, first)
				}
			}
		})
	}
}

func collect(log journal.Log) []journal.Entry {
	var entries []journal.Entry
	for e := range log.Entries() {
		entries = append(entries, e)
	}
	return entries
}

// notesBefore is a lower bound of the steps that a journal's outcomes led to.
func notesBefore(entries []journal.Entry) int {
	n := 0
	for _, e := range entries {
		if e.Kind == journal.Outcome && e.Err == nil && e.Answer.Body == nil {
			return n
		}
		if e.Kind == journal.Outcome {
			n++
		}
	}
	return n
}

func TestADivergingScriptIsPaused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var notes []string
		var worked atomic.Int64
		log := &journal.Memory{}
		Run(t.Context(), Config{Program: program(`await ask("one", 1); await ask("two", 1)`), Modules: module(&notes, &worked), Journal: log})
		worked.Store(0)
		got := Run(t.Context(), Config{Program: program(`await ask("one", 1); await ask("three", 1)`), Modules: module(&notes, &worked), Journal: log})
		if got.State != Paused || !got.Failure.Diverged || worked.Load() != 0 {
			t.Fatalf("worked %d times: %s %+v", worked.Load(), got.State, got.Failure)
		}
		if want := "step 2 of the run (line 4 of its journal) was ask (two), and now the script asks for ask (three)"; got.Failure.Message.En != want {
			t.Fatalf("got %q", got.Failure.Message.En)
		}
	})
}

func TestHowRunsEnd(t *testing.T) {
	for body, want := range map[string]State{
		`return 1`:                        Succeeded,
		`throw new Error("x")`:            Failed,
		`await ask("ok", 1e9)`:            Failed, // the timeout
		`for (;;) {}`:                     Failed,
		`try { await doubt() } catch {} `: InDoubt,
		`doubt(); await 1; throw 1`:       InDoubt, // whatever else ends the run before it is heard of
		`doubt(); for (;;) {}`:            InDoubt,
		`const d = doubt(); const x = ask("ok", 0); x.then(() => { throw 1 }); d.catch(() => 0); await x`: InDoubt,
		`await ask("bad", 1)`:                  Failed,
		`ask("ok", 5).then(() => { throw 1 })`: Failed,
	} {
		var notes []string
		var worked atomic.Int64
		modules := module(&notes, &worked)
		modules[0].Exports = append(modules[0].Exports, vm.Export{Name: "doubt", Value: func(r *vm.Runtime) goja.Value {
			return r.Func("doubt", func(*vm.Args) goja.Value {
				return r.Ask(call.Call{Kind: "w", Effect: call.Once}, func(context.Context) (call.Answer, error) {
					return call.Answer{}, call.Doubt(call.Request{Connection: "c"}, context.DeadlineExceeded)
				}, nil)
			})
		}})
		p := program("const doubt = open('t', 'doubt');\n" + body)
		got := Run(t.Context(), Config{Program: p, Modules: modules, Timeout: 50 * time.Millisecond})
		if got.State != want {
			t.Errorf("%s: %s, want %s: %+v", body, got.State, want, got.Failure)
		}
	}
}

func TestCancelAndInterrupt(t *testing.T) {
	for cause, want := range map[error]State{ErrCancelled: Cancelled, ErrInterrupted: Paused} {
		ctx, cancel := context.WithCancelCause(t.Context())
		var notes []string
		var worked atomic.Int64
		modules := module(&notes, &worked)
		modules[0].Exports = append(modules[0].Exports, vm.Export{Name: "stop", Value: func(r *vm.Runtime) goja.Value {
			return r.Func("stop", func(*vm.Args) goja.Value { cancel(cause); return goja.Undefined() })
		}})
		got := Run(ctx, Config{Program: program("open('t', 'stop')(); await ask('ok', 1e9)"), Modules: modules})
		if got.State != want {
			t.Errorf("%v: %s, want %s: %+v", cause, got.State, want, got.Failure)
		}
	}
}

// soak returns short, or with DANDORI_SOAK set (make soak) a hundred times as many.
func soak(short uint64) uint64 {
	if os.Getenv("DANDORI_SOAK") != "" {
		return short * 100
	}
	return short
}
