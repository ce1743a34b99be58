package journal

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

var (
	began   = Entry{Kind: Begin, Pins: &Pins{Version: 1}}
	random  = Entry{Kind: Random, Bytes: []byte{1}}
	refusal = &call.Error{Class: call.VendorError, Text: say.Raw("no")}
)

func ask(n int) Entry     { return Entry{Kind: Ask, N: n, Call: call.Call{Kind: "timer"}} }
func outcome(n int) Entry { return Entry{Kind: Outcome, N: n} }
func fails(n int) Entry   { return Entry{Kind: Outcome, N: n, Err: refusal} }
func retry(n int) Entry   { return Entry{Kind: Retry, N: n} }
func note(n int) Entry    { return Entry{Kind: Note, N: n} }

func intent(n, k, try int) Entry {
	return Entry{Kind: Intent, N: n, Intent: &call.Intent{K: k, Try: try}}
}

func result(n, k, try int, f call.Fate) Entry {
	return Entry{Kind: Result, N: n, Result: &call.Result{K: k, Try: try, Fate: f}}
}

func resolve(n, k int, happened bool) Entry {
	return Entry{Kind: Resolve, N: n, Resolution: &Resolution{K: k, Happened: happened}}
}

func TestWhatMayFollowWhat(t *testing.T) {
	for name, entries := range map[string][]Entry{
		"nothing":                          {},
		"every kind":                       oneOfEach(),
		"outcomes in another order":        {began, ask(1), ask(2), outcome(2), random, outcome(1)},
		"a request that was refused":       {began, ask(1), intent(1, 1, 1), result(1, 1, 1, call.Refused), intent(1, 1, 2), result(1, 1, 2, call.Done), outcome(1)},
		"a repeatable one, sent again":     {began, ask(1), intent(1, 1, 1), intent(1, 1, 1), result(1, 1, 1, call.Done)},
		"a request that never left":        {began, ask(1), intent(1, 2, 1)},
		"an answer after the outcome":      {began, ask(1), intent(1, 1, 1), fails(1), result(1, 1, 1, call.Unknown)},
		"a person lets it be sent":         {began, ask(1), intent(1, 1, 1), resolve(1, 1, false), intent(1, 1, 1)},
		"a lost answer, then a refusal":    {began, ask(1), intent(1, 1, 1), result(1, 1, 1, call.Unknown), intent(1, 1, 2), result(1, 1, 2, call.Refused), resolve(1, 1, false), intent(1, 1, 1)},
		"a person says that it happened":   {began, ask(1), intent(1, 1, 1), result(1, 1, 1, call.Unknown), resolve(1, 1, true), outcome(1)},
		"a retry":                          {began, ask(1), fails(1), ask(2), outcome(2), retry(1), outcome(1), ask(2)},
		"a retry keeps what was asked":     {began, ask(1), ask(2), fails(1), outcome(2), retry(1), ask(3), outcome(1)},
		"a retry sends what was not done":  {began, ask(1), intent(1, 1, 1), result(1, 1, 1, call.Done), intent(1, 2, 1), result(1, 2, 1, call.Refused), fails(1), retry(1), intent(1, 2, 1)},
		"a retry after another one's note": {began, ask(1), note(1), fails(1), retry(1), note(1), fails(1), retry(1)},
	} {
		if err := Check(entries); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatMayNot(t *testing.T) {
	for says, entries := range map[string][]Entry{
		"entry 1 (ask 1) cannot stand here: a journal begins with begin": {ask(1)},
		"entry 2 (begin 0)":                       {began, began},
		"entry 2 (ask 2)":                         {began, ask(2)},
		"entry 3 (ask 1)":                         {began, ask(1), ask(1)},
		"entry 2 (outcome 1)":                     {began, outcome(1)},
		"entry 4 (outcome 1)":                     {began, ask(1), outcome(1), outcome(1)},
		"entry 4 (intent 1)":                      {began, ask(1), outcome(1), intent(1, 1, 1)},
		"entry 4 (note 1)":                        {began, ask(1), outcome(1), note(1)},
		"request 1.1 was done":                    {began, ask(1), intent(1, 1, 1), result(1, 1, 1, call.Done), intent(1, 1, 2)},
		"a person said":                           {began, ask(1), intent(1, 1, 1), resolve(1, 1, true), intent(1, 1, 1)},
		"try 2, is not on the wire":               {began, ask(1), intent(1, 1, 1), result(1, 1, 2, call.Done)},
		"entry 3 (result 1)":                      {began, ask(1), result(1, 1, 1, call.Done)},
		"entry 5 (result 1)":                      {began, ask(1), intent(1, 1, 1), result(1, 1, 1, call.Done), result(1, 1, 1, call.Done)},
		"request 1.1 is not in doubt":             {began, ask(1), resolve(1, 1, true)},
		"entry 5 (resolve 1)":                     {began, ask(1), intent(1, 1, 1), result(1, 1, 1, call.Refused), resolve(1, 1, false)},
		"entry 9 (resolve 1)":                     {began, ask(1), intent(1, 1, 1), intent(1, 1, 2), result(1, 1, 2, call.Refused), resolve(1, 1, false), intent(1, 1, 1), result(1, 1, 1, call.Refused), resolve(1, 1, false)},
		"call 1 has not failed":                   {began, ask(1), outcome(1), retry(1)},
		"entry 3 (retry 1)":                       {began, ask(1), retry(1)},
		"entry 2 (retry 7)":                       {began, retry(7)},
		"call 2, asked after it, sent something":  {began, ask(1), fails(1), ask(2), intent(2, 1, 1), retry(1)},
		"entry 5 (ask 4)":                         {began, ask(1), fails(1), retry(1), ask(4)},
		"entry 2 (intent 1) cannot stand here: j": {began, {Kind: Intent, N: 1}},
	} {
		if err := Check(entries); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v", says, err)
		}
	}
}

// TestABeginningOfAJournalIsAJournal holds for all, since a crash leaves beginnings.
func TestABeginningOfAJournalIsAJournal(t *testing.T) {
	entries := oneOfEach()
	for n := range entries {
		if err := Check(entries[:n]); err != nil {
			t.Errorf("the first %d: %v", n, err)
		}
	}
}

func TestALostEntryIsFound(t *testing.T) {
	for i, e := range oneOfEach() {
		if needed := e.Kind == Begin || e.Kind == Ask || e.Kind == Intent || e.Kind == Retry; !needed {
			continue // without it the journal is a shorter one
		}
		if err := Check(slices.Delete(oneOfEach(), i, i+1)); err == nil {
			t.Errorf("%s %d is missing, and nobody notices", e.Kind, e.N)
		}
	}
}

// TestWhatIsInDoubtCanBeDecided takes random journals: whatever request a
// person is shown, the person's word may follow.
func TestWhatIsInDoubtCanBeDecided(t *testing.T) {
	fates := []call.Fate{call.Done, call.Refused, call.Unknown}
	for seed := range uint64(300) {
		rng := rand.New(rand.NewPCG(seed, 1))
		entries := []Entry{began, ask(1), ask(2)}
		for range 40 {
			n, k, try := 1+rng.IntN(2), 1+rng.IntN(2), 1+rng.IntN(3)
			next := []Entry{intent(n, k, try), intent(n, k, try), result(n, k, try, fates[rng.IntN(3)]), resolve(n, k, false), resolve(n, k, rng.IntN(9) == 0)}[rng.IntN(5)]
			if tried := append(slices.Clone(entries), next); Check(tried) == nil {
				entries = tried
			}
			for _, d := range Doubts(entries) {
				if err := Check(append(slices.Clone(entries), resolve(d.N, d.Intent.K, true))); err != nil {
					t.Fatalf("seed %d: %v", seed, err)
				}
			}
		}
	}
}
