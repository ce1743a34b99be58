package storetest

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/journal"
	"dandori/runtime/say"
)

// Walk is a journal that a run may have, made up from a seed: the same one each time.
type Walk struct {
	r     *rand.Rand
	begun bool
	asked int
	live  []*walked
}

// walked is a call without an outcome.
type walked struct {
	n      int
	effect call.Effect
	k      int  // requests so far
	out    bool // the last of them is on the wire
}

// NewWalk returns the journal of a seed.
func NewWalk(seed uint64) *Walk { return &Walk{r: rand.New(rand.NewPCG(seed, 42))} }

// Next returns the next entry.
func (w *Walk) Next() journal.Entry {
	e := w.next()
	e.At = time.UnixMilli(1_775_001_600_000 + w.r.Int64N(1000)).UTC()
	return e
}

func (w *Walk) next() journal.Entry {
	if !w.begun {
		w.begun = true
		return journal.Entry{Kind: journal.Begin, Pins: &journal.Pins{Version: journal.Format, Params: json.RawMessage(`{"to":"4月"}`), Lang: "ja", Prelude: "p", Connections: []journal.Pin{{Name: "kaonavi", Kind: "kaonavi-v1"}}}}
	}
	switch dice := w.r.IntN(10); {
	case dice == 0:
		return journal.Entry{Kind: journal.Now, Time: time.UnixMilli(w.r.Int64N(1 << 41)).UTC()}
	case dice == 1:
		return journal.Entry{Kind: journal.Random, Bytes: w.bytes(16)}
	case dice < 5 || len(w.live) == 0:
		return w.ask()
	default:
		return w.goOn(w.r.IntN(len(w.live)))
	}
}

func (w *Walk) ask() journal.Entry {
	w.asked++
	c := &walked{n: w.asked, effect: []call.Effect{call.Read, call.Read, call.Repeatable, call.Once}[w.r.IntN(4)]}
	w.live = append(w.live, c)
	return journal.Entry{Kind: journal.Ask, N: c.n, Call: call.Call{Kind: "sansan.bizCards.get", Target: "sansan", Args: w.json(200), Effect: c.effect}}
}

// goOn takes a call a step further.
func (w *Walk) goOn(i int) journal.Entry {
	c := w.live[i]
	switch {
	case c.out:
		c.out = false
		return journal.Entry{Kind: journal.Result, N: c.n, Result: &call.Result{K: c.k, Try: 1, Fate: call.Done, Status: 200, Body: w.json(300)}}
	case c.effect != call.Read && w.r.IntN(3) > 0:
		c.k++
		c.out = true
		return journal.Entry{Kind: journal.Intent, N: c.n, Intent: &call.Intent{K: c.k, Try: 1, Method: "POST", Path: "/members", Body: w.json(2000)}}
	case c.effect != call.Read && w.r.IntN(8) == 0:
		return journal.Entry{Kind: journal.Note, N: c.n, Bytes: w.bytes(100)}
	}
	w.live = slices.Delete(w.live, i, i+1)
	return w.outcome(c.n)
}

func (w *Walk) outcome(n int) journal.Entry {
	e := journal.Entry{Kind: journal.Outcome, N: n}
	switch w.r.IntN(6) {
	case 0:
		e.Err = &call.Error{Class: call.VendorError, Text: say.Raw("断られました"), Status: 400, Errors: []string{"code: 必須です"}}
	case 1:
		e.Answer.Keep = []call.Keep{{Key: "cursor", Value: w.json(50)}}
	case 2:
		e.Answer.Body = w.bytes(60_000) // kept apart, mostly, and not to be compressed
	case 3:
		e.Answer = call.Answer{Body: w.json(60_000), Cursor: []byte("next")}
	case 4:
		e.Answer.Body = []byte{}
	}
	return e
}

func (w *Walk) bytes(most int) []byte {
	b := make([]byte, w.r.IntN(most))
	for i := range b {
		b[i] = byte(w.r.Uint32())
	}
	return b
}

func (w *Walk) json(most int) json.RawMessage {
	return json.RawMessage(`["` + string(bytes.Repeat([]byte("山田"), w.r.IntN(most/6))) + `"]`)
}

// Synced reports whether a journal has e on disk when Append returns; effects
// collects what it must know of the asks before.
func Synced(effects map[int]call.Effect, e journal.Entry) bool {
	switch e.Kind {
	case journal.Ask:
		effects[e.N] = e.Call.Effect
	case journal.Outcome:
		return effects[e.N] != call.Read
	case journal.Intent, journal.Result, journal.Note:
		return true
	}
	return false
}

// SameEntry reports whether got is want as a journal gives it back; load
// returns content that was kept apart.
func SameEntry(got, want journal.Entry, load func(string) ([]byte, error)) bool {
	if got.Blob != "" {
		body, err := load(got.Blob)
		if err != nil || got.Answer.Body != nil {
			return false
		}
		got.Answer.Body, got.Blob = body, ""
	}
	g, err := journal.Encode(got)
	if err != nil {
		return false
	}
	w, err := journal.Encode(want)
	return err == nil && bytes.Equal(g, w)
}
