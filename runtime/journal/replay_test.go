package journal

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"dandori/runtime/call"
)

var (
	post = call.Request{Connection: "c", Operation: call.Operation{Name: "post", Effect: call.Repeatable}}
	noon = time.Date(2026, 4, 1, 12, 0, 0, 0, time.UTC)
)

func intended(n, k, try int) Entry {
	return Entry{Kind: Intent, N: n, Intent: &call.Intent{K: k, Try: try, Request: post, At: noon.Add(time.Duration(10*n+try) * time.Second)}}
}

func resulted(n, k, try int, fate call.Fate) Entry {
	return Entry{Kind: Result, N: n, Result: &call.Result{K: k, Try: try, Fate: fate}}
}

func asks(n int) Entry {
	return Entry{Kind: Ask, N: n, Call: call.Call{Kind: "post", Effect: call.Once}}
}

func resolved(n, k int, happened bool) Entry {
	return Entry{Kind: Resolve, N: n, Resolution: &Resolution{K: k, Happened: happened, Answer: json.RawMessage(`1`)}}
}

func TestWhatAnEarlierProcessLeft(t *testing.T) {
	const none, done, doubt, last = "none", "done", "doubt", "doubt, last"
	for name, c := range map[string]struct {
		entries []Entry
		want    string
		doubts  int
	}{
		"never left":                        {nil, none, 0},
		"answered":                          {[]Entry{intended(1, 1, 1), resulted(1, 1, 1, call.Done)}, done, 0},
		"refused":                           {[]Entry{intended(1, 1, 1), resulted(1, 1, 1, call.Refused)}, none, 0},
		"not answered":                      {[]Entry{intended(1, 1, 1)}, last, 1},
		"unknown":                           {[]Entry{intended(1, 1, 1), resulted(1, 1, 1, call.Unknown)}, last, 1},
		"unknown, then refused":             {[]Entry{intended(1, 1, 1), resulted(1, 1, 1, call.Unknown), intended(1, 1, 2), resulted(1, 1, 2, call.Refused)}, last, 1},
		"unknown, then done":                {[]Entry{intended(1, 1, 1), resulted(1, 1, 1, call.Unknown), intended(1, 1, 2), resulted(1, 1, 2, call.Done)}, done, 0},
		"refused, then not answered":        {[]Entry{intended(1, 1, 1), resulted(1, 1, 1, call.Refused), intended(1, 1, 2)}, last, 1},
		"another call sent since":           {[]Entry{intended(1, 1, 1), asks(2), intended(2, 1, 1), resulted(2, 1, 1, call.Done)}, doubt, 1},
		"another request of the call since": {[]Entry{intended(1, 1, 1), intended(1, 2, 1), resulted(1, 2, 1, call.Done)}, doubt, 1},
		"a person says: send":               {[]Entry{intended(1, 1, 1), resolved(1, 1, false)}, none, 0},
		"a person says: send, and again":    {[]Entry{intended(1, 1, 1), resolved(1, 1, false), intended(1, 1, 1)}, last, 1},
		"a person says: it happened":        {[]Entry{intended(1, 1, 1), resolved(1, 1, true)}, none, 0},
		"the call has an outcome":           {[]Entry{intended(1, 1, 1), {Kind: Outcome, N: 1}}, none, 0},
	} {
		entries := append([]Entry{began, asks(1)}, c.entries...)
		got := none
		switch p := NewReplay(entries).Book.Prior(1, 1, post); {
		case p == nil:
		case p.Answer != nil:
			got = done
		case p.Last:
			got = last
		default:
			got = doubt
		}
		if doubts := Doubts(entries); got != c.want || len(doubts) != c.doubts {
			t.Errorf("%s: got %s and %+v, want %s and %d", name, got, doubts, c.want, c.doubts)
		}
	}
}

func TestPriorCountsFromTheFirstTryInDoubt(t *testing.T) {
	p := NewReplay([]Entry{began, asks(1), intended(1, 1, 1), resulted(1, 1, 1, call.Unknown), intended(1, 1, 2)}).Book.Prior(1, 1, post)
	if p.Doubt.Try != 2 || !p.First.Equal(noon.Add(11*time.Second)) {
		t.Fatalf("got %+v", p)
	}
}

func failing(n int) Entry {
	return Entry{Kind: Outcome, N: n, Err: &call.Error{Class: call.VendorError}}
}

func TestARetryVoidsWhatFollowed(t *testing.T) {
	now := Entry{Kind: Now, Time: noon}
	entries := []Entry{began, asks(1), asks(2), now, failing(1), now, asks(3), {Kind: Outcome, N: 2}, {Kind: Random, Bytes: []byte{1}}, {Kind: Outcome, N: 3, Err: &call.Error{}}}
	if err := MayRetry(entries, 1); err != nil {
		t.Fatal(err)
	}
	r := NewReplay(append(slices.Clone(entries), Entry{Kind: Retry, N: 1}))
	_, third := r.Asked(3)
	next, _ := r.Next(2)
	if third || r.Answered(1) || !r.Answered(2) || next.N != 2 || len(r.nows) != 1 || len(r.randoms) != 0 {
		t.Fatalf("got %+v", r)
	}
	wrote := slices.Insert(slices.Clone(entries), 7, intended(3, 1, 1))
	if MayRetry(wrote, 1) == nil || MayRetry(entries, 2) == nil || MayRetry(entries, 4) == nil {
		t.Fatal("a write after the failure, a call that succeeded, and one that was not asked cannot be retried")
	}
}

// A journal that Check lets pass before a Retry that MayRetry allows passes behind it, too.
func TestMayRetryAgreesWithCheck(t *testing.T) {
	for seed := range uint64(300) {
		rng := rand.New(rand.NewPCG(seed, 3))
		entries, n := []Entry{began}, 0
		for range 1 + rng.IntN(20) {
			e := []Entry{asks(n + 1), failing(1 + rng.IntN(n+1)), {Kind: Outcome, N: 1 + rng.IntN(n+1)}, intended(1+rng.IntN(n+1), 1, 1), resulted(1+rng.IntN(n+1), 1, 1, call.Refused)}[rng.IntN(5)]
			if Check(append(slices.Clone(entries), e)) == nil {
				entries = append(entries, e)
				if e.Kind == Ask {
					n++
				}
			}
		}
		for k := 1; k <= n; k++ {
			with := append(slices.Clone(entries), Entry{Kind: Retry, N: k})
			if MayRetry(entries, k) == nil && Check(with) != nil {
				t.Fatalf("seed %d: call %d may be retried, and then: %v\n%+v", seed, k, Check(with), entries)
			}
		}
	}
}

func TestWritten(t *testing.T) {
	for want, entries := range map[string][]Entry{
		"":         {began, asks(1), intended(1, 1, 1), resulted(1, 1, 1, call.Refused), {Kind: Outcome, N: 1}},
		"post (c)": {began, asks(1), intended(1, 1, 1), resulted(1, 1, 1, call.Refused), intended(1, 2, 1)},
	} {
		if got, ok := Written(entries); got != want || ok != (want != "") {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestDifferNamesNoValue(t *testing.T) {
	c := func(args string) call.Call { return call.Call{Kind: "x", Args: json.RawMessage(args)} }
	for _, v := range []struct {
		a, b string
		same bool
		want []string
	}{
		{`{"a":1,"b":2}`, `{ "b": 2, "a": 1 }`, true, nil},
		{`{"args":{"range":"all","from":"山田"},"page":1}`, `{"args":{"range":"me","from":"山田"},"page":2}`, false, []string{"args.range", "page"}},
		{`{"rows":[{"name":"a"}]}`, `{"rows":[]}`, false, []string{"rows"}},
		{`{"a":{"b":{"c":1}}}`, `{"a":{"b":{"c":2}}}`, false, []string{"a.b"}},
		{`{"a":1}`, `{}`, false, []string{"a"}},
		{`1`, `2`, false, nil},
		{``, `{"a":1}`, false, nil},
	} {
		if got := Differ(c(v.a), c(v.b)); !slices.Equal(got, v.want) || Same(c(v.a), c(v.b)) != v.same {
			t.Errorf("%s, %s: got %q", v.a, v.b, got)
		}
	}
}
