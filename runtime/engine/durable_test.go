package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/journal"
	"dandori/runtime/say"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// doing gives scripts ask(name): work says what comes of it.
func doing(work func(ctx context.Context, name string) (call.Answer, error), probe call.Probe) []vm.Module {
	return []vm.Module{{Name: "t", Exports: []vm.Export{
		{Name: "ask", Value: func(r *vm.Runtime) goja.Value {
			return r.Func("ask", func(a *vm.Args) goja.Value {
				name := a.String(0, "name")
				c := call.Call{Kind: "ask", Target: name, Effect: call.Once}
				return r.AskWrite(c, func(ctx context.Context) (call.Answer, error) { return work(ctx, name) }, probe, r.FromJSON)
			})
		}},
		{Name: "note", Value: func(r *vm.Runtime) goja.Value {
			return r.Func("note", func(*vm.Args) goja.Value { return goja.Undefined() })
		}},
	}}}
}

var aRequest = call.Request{Connection: "kaonavi", Operation: call.Operation{Name: "members.create", Effect: call.Once}}

// lose sends a request whose answer never comes.
func lose(ctx context.Context) error {
	w := call.ScribeFrom(ctx)
	k, prior := w.Begin(aRequest)
	if prior != nil {
		return call.Doubt(aRequest, errors.New("earlier"))
	}
	if err := w.Intend(ctx, call.Intent{K: k, Try: 1, Request: aRequest, At: clock.Now()}); err != nil {
		return err
	}
	_ = w.Settle(call.Result{K: k, Try: 1, Fate: call.Unknown})
	return call.Doubt(aRequest, errors.New("reset"))
}

func TestADoubtIsLookedUpUntilItIsSettled(t *testing.T) {
	for _, c := range []struct {
		at    int // the look that finds it; 0: none
		state State
		took  time.Duration
	}{{1, Succeeded, 0}, {3, Succeeded, time.Minute}, {0, InDoubt, 3 * time.Minute}} {
		synctest.Test(t, func(t *testing.T) {
			looks, began := 0, clock.Now()
			modules := doing(func(ctx context.Context, _ string) (call.Answer, error) { return call.Answer{}, lose(ctx) },
				func(_ context.Context, d call.Doubtful) (call.Verdict, error) {
					looks++
					return call.Verdict{Happened: looks == c.at, Answer: call.Answer{Body: []byte(`"found"`)}}, nil
				})
			got := Run(t.Context(), Config{
				Program: program(`return await ask("x")`), Modules: modules, Journal: &journal.Memory{},
				Doubt: DoubtPolicy{Every: []time.Duration{15 * time.Second, 45 * time.Second, 2 * time.Minute}},
			})
			if got.State != c.state || clock.Since(began) != c.took {
				t.Fatalf("found by look %d: %s after %s: %+v", c.at, got.State, clock.Since(began), got.Failure)
			}
			if c.state == InDoubt && (len(got.Doubts) != 1 || got.Doubts[0].N != 1 || got.Doubts[0].Call.Target != "x") {
				t.Fatalf("got %+v", got.Doubts)
			}
		})
	}
}

// A doubt wins over whatever else ends the run, also while it is looked up.
func TestADoubtOutlivesACancelledRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		probe := func(context.Context, call.Doubtful) (call.Verdict, error) {
			cancel(ErrCancelled)
			return call.Verdict{}, nil
		}
		modules := doing(func(ctx context.Context, _ string) (call.Answer, error) { return call.Answer{}, lose(ctx) }, probe)
		got := Run(ctx, Config{Program: program(`await ask("x")`), Modules: modules, Journal: &journal.Memory{}, Doubt: DoubtPolicy{Every: []time.Duration{time.Hour}}})
		if got.State != InDoubt {
			t.Fatalf("got %s %+v", got.State, got.Failure)
		}
	})
}

func TestARunIsNotSuspendedWhileAWriteIsOnTheWire(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := clock.Now()
		modules := doing(func(ctx context.Context, _ string) (call.Answer, error) {
			w := call.ScribeFrom(ctx)
			k, _ := w.Begin(aRequest)
			_ = w.Intend(ctx, call.Intent{K: k, Try: 1, Request: aRequest})
			call.Waits(ctx, clock.Now().Add(time.Hour), say.Raw("the answer"))
			if err := clock.Sleep(ctx, 40*time.Second); err != nil {
				return call.Answer{}, err
			}
			return call.Answer{Body: []byte("1")}, w.Settle(call.Result{K: k, Try: 1, Fate: call.Done})
		}, nil)
		got := Run(t.Context(), Config{Program: program(`return await ask("x")`), Modules: modules, Journal: &journal.Memory{}, Suspend: time.Second})
		if got.State != Succeeded || clock.Since(began) != 40*time.Second {
			t.Fatalf("got %s after %s: %+v", got.State, clock.Since(began), got)
		}
	})
}

// TestAClockThatIsSetBack must not make a wait longer than it was to be: one
// hour later, or earlier, the timer that an earlier process set takes no more than its minute.
func TestAClockThatIsSetBack(t *testing.T) {
	for off, want := range map[time.Duration]time.Duration{time.Hour: time.Minute, -time.Hour: 0, -20 * time.Second: 40 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			log := &journal.Memory{}
			c := Config{Program: program(`await new Promise(r => setTimeout(r, 60000)); return 1`), Modules: doing(nil, nil), Journal: log}
			ctx, cancel := context.WithCancel(t.Context())
			clock.AfterFunc(time.Second, cancel)
			if got := Run(ctx, c); got.State != Paused {
				t.Fatalf("%+v", got)
			}
			moved := &journal.Memory{}
			for _, e := range collect(log) {
				e.At = clock.Now().Add(off)
				if err := moved.Append(e); err != nil {
					t.Fatal(err)
				}
			}
			c.Journal = moved
			began := clock.Now()
			if got := Run(t.Context(), c); got.State != Succeeded || clock.Since(began) != want {
				t.Errorf("%s: %s after %s, want %s", off, got.State, clock.Since(began), want)
			}
		})
	}
}

func TestASuspendedRunSaysWhatItWaitsFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		modules := doing(func(ctx context.Context, _ string) (call.Answer, error) {
			return call.Answer{}, call.Until(ctx, clock.Now().Add(time.Hour), say.Raw("a person"))
		}, nil)
		log := &journal.Memory{}
		var told []string
		got := Run(t.Context(), Config{
			Program: program(`setTimeout(() => 0, 60000); await ask("x")`), Modules: modules, Journal: log, Suspend: 30 * time.Second,
			OnWait: func(until time.Time, why say.Text) { told = append(told, why.En) },
		})
		if got.State != Waiting || len(got.Waits) != 2 || got.Waits[0].N != 1 || got.Waits[1].Why.En != "a person" || got.Waits[0].Until.Sub(clock.Now()) != time.Minute {
			t.Fatalf("got %+v", got)
		}
		if len(told) != 1 || told[0] != "a timer of the script" {
			t.Fatalf("told %q", told)
		}
		for _, e := range collect(log) {
			if e.Kind == journal.Outcome {
				t.Fatalf("entered %+v", e)
			}
		}
	})
}

// full is a journal that takes n entries.
type full struct {
	*journal.Memory
	n   int
	err error
}

func (f *full) Append(e journal.Entry) error {
	if f.Len() >= f.n {
		return f.err
	}
	return f.Memory.Append(e)
}

func TestNothingIsSentWithoutAJournal(t *testing.T) {
	noRoom := errors.New("no room")
	for n := range 4 { // begin, ask, intent, result
		sent := false
		modules := doing(func(ctx context.Context, _ string) (call.Answer, error) {
			w := call.ScribeFrom(ctx)
			k, _ := w.Begin(aRequest)
			if err := w.Intend(ctx, call.Intent{K: k, Try: 1, Request: aRequest}); err != nil {
				return call.Answer{}, err
			}
			sent = true
			return call.Answer{Body: []byte("1")}, w.Settle(call.Result{K: k, Try: 1, Fate: call.Done})
		}, nil)
		got := Run(t.Context(), Config{Program: program(`await ask("x")`), Modules: modules, Journal: &full{&journal.Memory{}, n, noRoom}})
		if got.State != Paused || !got.Failure.Lost || !errors.Is(got.Failure.Err, noRoom) || sent != (n == 3) {
			t.Errorf("room for %d: sent %v, %s %+v", n, sent, got.State, got.Failure)
		}
	}
}

func TestWhatChangedPausesTheRun(t *testing.T) {
	pins := func(change func(*journal.Pins)) *journal.Pins {
		p := &journal.Pins{Params: json.RawMessage(`{}`), Lang: "ja", Prelude: "p", Connections: []journal.Pin{{Name: "c", Kind: "sansan", Version: "v2.3", BaseURL: "https://x", Credentials: "k"}}}
		change(p)
		return p
	}
	for want, change := range map[string]func(*journal.Pins){
		"":                     func(*journal.Pins) {},
		"other parameters":     func(p *journal.Pins) { p.Params = json.RawMessage(`{"a":1}`) },
		"in the language":      func(p *journal.Pins) { p.Lang = "en" },
		"engine's own scripts": func(p *journal.Pins) { p.Prelude = "q" },
		"not there any more":   func(p *journal.Pins) { p.Connections = nil },
		`with version "v2.3"`:  func(p *journal.Pins) { p.Connections[0].Version = "v2.4" },
		`is "https://y"`:       func(p *journal.Pins) { p.Connections[0].BaseURL = "https://y" },
		"the credentials of":   func(p *journal.Pins) { p.Connections[0].Credentials = "l" },
		"that is a sandbox":    func(p *journal.Pins) { p.Connections[0].Sandbox = true },
	} {
		log := &journal.Memory{}
		c := Config{Program: program(`return 1`), Modules: doing(nil, nil), Journal: log, Pins: pins(func(*journal.Pins) {})}
		if got := Run(t.Context(), c); got.State != Succeeded {
			t.Fatalf("%+v", got)
		}
		c.Pins = pins(change)
		got := Run(t.Context(), c)
		if want == "" && got.State != Succeeded || want != "" && (got.State != Paused || !got.Failure.Changed || !strings.Contains(got.Failure.Message.En, want)) {
			t.Errorf("%q: %s %+v", want, got.State, got.Failure)
		}
	}
}

func TestChangedIsNotForScripts(t *testing.T) {
	for _, body := range []string{
		`try { await ask("x") } catch { } note("on")`,
		`ask("x").catch(() => note("on")); await new Promise(() => 0)`,
	} {
		log := &journal.Memory{}
		modules := doing(func(context.Context, string) (call.Answer, error) {
			return call.Answer{}, call.New(call.Changed, "the run began with other parameters")
		}, nil)
		got := Run(t.Context(), Config{Program: program(body), Modules: modules, Journal: log})
		if got.State != Paused || !got.Failure.Changed || got.Failure.Line == 0 || log.Len() != 2 {
			t.Errorf("%s: %d entries, %s %+v", body, log.Len(), got.State, got.Failure)
		}
	}
}

// TestAFaultIsNotForScripts, nor is it an outcome: the run goes on when it is mended.
func TestAFaultIsNotForScripts(t *testing.T) {
	broken := true
	log := &journal.Memory{}
	modules := doing(func(context.Context, string) (call.Answer, error) {
		if broken {
			return call.Answer{}, call.New(call.Fault, "the disk failed under the store %s: %v", "s", "sector 1")
		}
		return call.Answer{}, nil
	}, nil)
	c := Config{Program: program(`try { await ask("x") } catch { note("on") } return 1`), Modules: modules, Journal: log}
	if got := Run(t.Context(), c); got.State != Paused || !got.Failure.Lost || log.Len() != 2 {
		t.Errorf("%d entries, %s %+v", log.Len(), got.State, got.Failure)
	}
	broken = false
	if got := Run(t.Context(), c); got.State != Succeeded {
		t.Errorf("%s %+v", got.State, got.Failure)
	}
}

func TestARetryMakesOnlyTheFailedCallAgain(t *testing.T) {
	var worked []string
	fail := true
	modules := doing(func(_ context.Context, name string) (call.Answer, error) {
		worked = append(worked, name)
		if name == "two" && fail {
			return call.Answer{}, call.New(call.VendorError, "the run began with other parameters")
		}
		return vm.JSONAnswer(name)
	}, nil)
	log := &journal.Memory{}
	c := Config{Program: program(`const a = await ask("one"); Math.random(); const b = await ask("two"); return [a, b, await ask("three")]`), Modules: modules, Journal: log}
	got := Run(t.Context(), c)
	if got.State != Failed || got.FailedCall != 2 {
		t.Fatalf("got %+v %+v", got, got.Failure)
	}
	if err := journal.MayRetry(collect(log), got.FailedCall); err != nil {
		t.Fatal(err)
	}
	if err := journal.MayRetry(collect(log), 1); err == nil {
		t.Fatal("the first call has not failed")
	}
	fail, worked = false, nil
	_ = log.Append(journal.Entry{Kind: journal.Retry, N: got.FailedCall})
	got = Run(t.Context(), c)
	if string(got.Value) != `["one","two","three"]` || fmt.Sprint(worked) != "[two three]" {
		t.Fatalf("worked %v: %+v %+v", worked, got, got.Failure)
	}
}

// The default function begins at one and the same step, live and replayed.
func TestTheDefaultFunctionHasItsPlace(t *testing.T) {
	p := program("")
	p.Code = []byte(`(async function(open){ const ask = open('t', 'ask'); const first = ask("one").then(() => ask("two"));
		return {default: async () => { const x = await ask("three"); await first; return x }} })`)
	modules := doing(func(_ context.Context, name string) (call.Answer, error) { return vm.JSONAnswer(name) }, nil)
	log := &journal.Memory{}
	Run(t.Context(), Config{Program: p, Modules: modules, Journal: log})
	for cut := range log.Len() + 1 {
		if got := Run(t.Context(), Config{Program: p, Modules: modules, Journal: log.Keep(cut)}); got.State != Succeeded {
			t.Fatalf("cut at %d: %+v", cut, got.Failure)
		}
	}
}

func TestAScriptThatForgetsAWriteIsPaused(t *testing.T) {
	modules := doing(func(_ context.Context, name string) (call.Answer, error) { return vm.JSONAnswer(name) }, nil)
	log := &journal.Memory{}
	Run(t.Context(), Config{Program: program(`await ask("one"); await ask("two")`), Modules: modules, Journal: log})
	for _, body := range []string{`await ask("one")`, `await ask("one"); throw new Error("x")`, `await ask("one"); await new Promise(r => setTimeout(r, 1))`} {
		if got := Run(t.Context(), Config{Program: program(body), Modules: modules, Journal: log}); got.State != Paused || !got.Failure.Diverged {
			t.Errorf("%s: %s %+v", body, got.State, got.Failure)
		}
	}
}

// A run that began with another version of our own scripts is given those.
func TestThePreludeIsTheOneTheRunBeganWith(t *testing.T) {
	other := bytes.Replace(vm.Prelude(), []byte(`name, writable`), []byte(`\"older\" + name, writable`), 1)
	modules := doing(func(context.Context, string) (call.Answer, error) {
		return call.Answer{}, call.New(call.VendorError, "the run began with other parameters")
	}, nil)
	for want, prelude := range map[string][]byte{`"VendorError"`: nil, `"olderVendorError"`: other} {
		got := Run(t.Context(), Config{Program: program(`try { await ask("x") } catch (e) { return e.name }`), Modules: modules, Prelude: prelude})
		if string(got.Value) != want {
			t.Errorf("got %s %+v, want %s", got.Value, got.Failure, want)
		}
	}
}

// The changes of the state that are due at the end come in the order of their calls, live and replayed.
func TestWhatIsKeptAtTheEnd(t *testing.T) {
	modules := doing(func(ctx context.Context, name string) (call.Answer, error) {
		if name == "a" {
			_ = clock.Sleep(ctx, time.Millisecond)
		}
		return call.Answer{Body: []byte("1"), Keep: []call.Keep{{Key: name, AtEnd: name != "b"}}}, nil
	}, nil)
	log := &journal.Memory{}
	for range 2 {
		got := Run(t.Context(), Config{Program: program(`await Promise.all([ask("a"), ask("b"), ask("c")])`), Modules: modules, Journal: log})
		if len(got.Keep) != 2 || got.Keep[0].Key != "a" || got.Keep[1].Key != "c" {
			t.Fatalf("got %+v", got.Keep)
		}
	}
}

// A doubt of an earlier process is told even when this one was stopped before it came to the call.
func TestACancelledRunDoesNotForgetAnEarlierDoubt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := &journal.Memory{}
		lost := Config{Program: program(`await ask("x")`), Journal: log, Modules: doing(func(ctx context.Context, _ string) (call.Answer, error) { return call.Answer{}, lose(ctx) }, nil)}
		if got := Run(t.Context(), lost); got.State != InDoubt {
			t.Fatalf("got %+v", got)
		}
		for cause, want := range map[error]State{ErrCancelled: InDoubt, ErrInterrupted: Paused} {
			ctx, cancel := context.WithCancelCause(t.Context())
			c := lost
			c.Modules = doing(func(ctx context.Context, _ string) (call.Answer, error) {
				cancel(cause)
				return call.Answer{}, context.Cause(ctx)
			}, nil)
			if got := Run(ctx, c); got.State != want {
				t.Errorf("%v: got %s %+v", cause, got.State, got.Failure)
			}
		}
		guarded := lost
		guarded.Modules = doing(func(context.Context, string) (call.Answer, error) {
			return call.Answer{}, call.New(call.PermissionError, "the run began with other parameters")
		}, nil)
		if got := Run(t.Context(), guarded); got.State != InDoubt || len(got.Doubts) != 1 {
			t.Errorf("an error before the request is come to hides its doubt: %+v", got)
		}
	})
}

// A divergence names the line of the journal, the arguments that differ, and the place in the script.
func TestADivergenceSaysWhere(t *testing.T) {
	modules := doing(func(_ context.Context, name string) (call.Answer, error) { return vm.JSONAnswer(name) }, nil)
	log := &journal.Memory{}
	Run(t.Context(), Config{Program: program(`await ask("one"); await new Promise(r => setTimeout(r, 1))`), Modules: modules, Journal: log})
	got := Run(t.Context(), Config{Program: program("await ask('one');\n  await new Promise(r => setTimeout(r, 2))"), Modules: modules, Journal: log})
	want := "step 2 of the run (line 4 of its journal) was timer, and now the script asks for it with other arguments"
	if f := got.Failure; !f.Diverged || f.Message.En != want || f.File != "a.js" || f.Line != 4 {
		t.Fatalf("got %+v", f)
	}
}
