package engine

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"dandori/runtime/journal"
)

// begun is the journal of a run that was left at one of its asks.
func begun(t *testing.T, body string, lines int) journal.Log {
	t.Helper()
	var notes []string
	var worked atomic.Int64
	log := &journal.Memory{}
	Run(t.Context(), Config{Program: program(body), Modules: module(&notes, &worked), Journal: log})
	return log.Keep(min(lines, len(collect(log))))
}

func TestWhatARehearsalFinds(t *testing.T) {
	const was = `await ask("one", 1); await ask("two", 1); await ask("three", 1); return 3`
	cases := []struct {
		name  string
		lines int // of the journal, that the run had when it was left: begin, and two a step
		code  string
		fits  bool
		at    int
		is    string
		line  int
		says  string
	}{
		{"the same", 5, was, true, 0, "", 0, ""},
		{"other code behind", 5, `await ask("one", 9); await ask("two", 1); note("x"); await ask("other", 1)`, true, 0, "", 0, ""},
		{"it waits for an answer", 6, was, true, 0, "", 0, ""},
		{"nothing was asked yet", 1, `await ask("x", 1)`, true, 0, "", 0, ""},
		{"an empty journal", 0, `await ask("x", 1)`, true, 0, "", 0, ""},
		{"it ends where the journal does", 5, `await ask("one", 1); await ask("two", 1)`, true, 0, "", 0, ""},
		{"another step", 5, "await ask('one', 1);\n await ask('zwei', 1)", false, 4, "ask (zwei)", 4, "and now the script asks for ask (zwei)"},
		{"another that was not answered", 6, "await ask('one', 1); await ask('two', 1);\n await ask('drei', 1)", false, 6, "ask (drei)", 4, "ask (drei)"},
		{"it waits instead of asking", 7, `await ask("one", 1); await ask("two", 1); await new Promise(() => {})`, false, 0, "", 0, "nothing can settle"},
		{"it throws", 5, "await ask('one', 1);\n  throw new RangeError('no such month')", false, 0, "", 4, "no such month"},
		{"it throws where the journal ends", 5, "await ask('one', 1); await ask('two', 1);\n throw new Error('late')", false, 0, "", 4, "late"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				log := begun(t, was, c.lines)
				before := len(collect(log))
				var notes []string
				var worked atomic.Int64
				got, err := Rehearse(t.Context(), Config{Program: program(c.code), Modules: module(&notes, &worked), Journal: log})
				if err != nil {
					t.Fatal(err)
				}
				if got.Fits != c.fits || got.At != c.at || got.Is != c.is {
					t.Errorf("got %+v", got)
				}
				if c.fits != (got.Why == nil) || got.Why != nil && (c.line != got.Why.Line || !strings.Contains(got.Why.Message.En, c.says)) {
					t.Errorf("why %+v", got.Why)
				}
				if worked.Load() != 0 || len(collect(log)) != before {
					t.Errorf("it did something: %d works, %d lines for %d", worked.Load(), len(collect(log)), before)
				}
			})
		})
	}
}

// What fits goes on: a run whose rehearsal says so is carried on with the new
// code, from wherever it was left, and does not diverge.
func TestWhatFitsGoesOn(t *testing.T) {
	for seed := range soak(20) {
		synctest.Test(t, func(t *testing.T) {
			body := scriptOf(seed)
			other := strings.Replace(body, "all.push(", "note('new'); all.push(", 1)
			if seed%2 == 1 {
				other = strings.Replace(body, `ask("ok`, `ask("other`, 1)
			}
			log := begun(t, body, 1<<20).(*journal.Memory)
			for cut := len(collect(log)); cut > 0; cut -= 1 + cut/4 {
				var notes []string
				var worked atomic.Int64
				c := Config{Program: program(other), Modules: module(&notes, &worked), Journal: log.Keep(cut)}
				told, err := Rehearse(t.Context(), c)
				if err != nil || worked.Load() != 0 {
					t.Fatalf("seed %d, cut at %d: %v, worked %d times", seed, cut, err, worked.Load())
				}
				got := Run(t.Context(), c)
				if told.Fits == (got.Failure != nil && got.Failure.Diverged) {
					t.Fatalf("seed %d, cut at %d: told %+v, and then %s %+v", seed, cut, told, got.State, got.Failure)
				}
			}
		})
	}
}

// A script that never comes to its next ask is stopped by the context.
func TestARehearsalIsBounded(t *testing.T) {
	log := begun(t, `await ask("one", 1); await ask("two", 1)`, 3)
	tired := errors.New("long enough")
	ctx, cancel := context.WithTimeoutCause(t.Context(), 200*time.Millisecond, tired)
	defer cancel()
	var notes []string
	var worked atomic.Int64
	_, err := Rehearse(ctx, Config{Program: program(`await ask("one", 1); for (;;);`), Modules: module(&notes, &worked), Journal: log})
	if !errors.Is(err, tired) {
		t.Fatalf("got %v", err)
	}
}

// A rehearsal crosses from the process that holds it to the one that tells of it.
func TestARehearsalAsJSON(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := begun(t, `await ask("one", 1); await ask("two", 1)`, 4)
		var notes []string
		var worked atomic.Int64
		told, err := Rehearse(t.Context(), Config{Program: program(`await ask("one", 1); await ask("zwei", 1)`), Modules: module(&notes, &worked), Journal: log})
		if err != nil {
			t.Fatal(err)
		}
		text, _ := json.Marshal(told)
		var back Rehearsal
		if err := json.Unmarshal(text, &back); err != nil || back.Was != "ask (two)" || back.Why.Message != told.Why.Message || back.Why.Line == 0 {
			t.Errorf("%s\n%+v %v", text, back, err)
		}
	})
}
