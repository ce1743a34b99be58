package storetest

import (
	"encoding/json"
	"errors"
	"maps"
	"reflect"
	"testing"
	"time"

	"dandori/runtime/queue"
	"dandori/runtime/say"
)

// Queue tests a store as the list of runs.
func Queue(t *testing.T, fresh Fresh) {
	for name, test := range map[string]func(*world){
		"WhatIsAddedIsThere":          whatIsAdded,
		"TheOneDueLongestComesFirst":  dueLongest,
		"AddClaimsAtOnce":             addClaims,
		"ALaterClaimFencesTheEarlier": laterClaim,
		"ALeaseIsGivenBackOnce":       givenBackOnce,
		"ParkKeepsWhatItIsGiven":      parkKeeps,
		"RenewHoldsRuns":              renewHolds,
		"AClockThatJumpsTakesNothing": clockJumps,
		"OneOfTwoGetsTheRun":          oneOfTwo,
		"ClaimRunTakesTheStatesNamed": claimRunStates,
		"ARetryIsTheNextAttempt":      nextAttempt,
		"WakeMakesDue":                wakes,
		"AWakeIsNotLost":              wakeNotLost,
		"CancelByState":               cancelByState,
		"ACancelIsNotLost":            cancelNotLost,
		"NextTellsWhen":               nextTells,
	} {
		t.Run(name, func(t *testing.T) { test(newWorld(t, fresh)) })
	}
	t.Run("Crashes", func(t *testing.T) { crashes(t, fresh) })
	t.Run("List", func(t *testing.T) { list(t, fresh) })
	t.Run("Bells", func(t *testing.T) { bells(t, fresh) })
}

func whatIsAdded(w *world) {
	s := w.process()
	remove := 7
	r := w.run()
	r.Sandbox, r.Due = []string{"kaonavi"}, w.Now().Add(time.Hour)
	r.Spec = queue.Spec{
		Program: "a", Prelude: "b", Params: json.RawMessage(`{"from":"2025-01-01"}`), Uses: []string{"kaonavi"}, Read: []string{"in"}, Write: []string{"out"},
		DryRun: true, AskVendor: true, Remove: &remove, Preimage: true, Timeout: time.Hour, Lang: "ja", Example: true, Again: "x",
	}
	_, err := s.Add(w.Context(), r, "", 0)
	w.must(err)
	got := w.get(w.process(), r.ID)
	want := r
	want.State, want.Attempt, want.Sent = queue.Queued, 1, map[string]int{}
	want.Due, want.Created = got.Due, got.Created // the same instants, spelled otherwise
	if !reflect.DeepEqual(got, want) || !got.Due.Equal(r.Due) || !got.Created.Equal(r.Created) {
		w.Fatalf("got  %+v\nwant %+v", got, want)
	}
	if _, err := s.Add(w.Context(), r, "", 0); err == nil {
		w.Fatal("the same run could be added twice")
	}
}

func dueLongest(w *world) {
	s := w.process()
	due := func(in time.Duration) string {
		r := w.run()
		r.Due = w.Now().Add(in)
		_, err := s.Add(w.Context(), r, "", 0)
		w.must(err)
		return r.ID
	}
	later, last, first := due(2*time.Second), due(time.Hour), due(time.Second)
	w.idle(s)
	w.Pass(3 * time.Second)
	if a, b := w.claim(s), w.claim(s); a.ID != first || b.ID != later {
		w.Fatalf("got %s, %s; want %s, %s", a.ID, b.ID, first, later)
	}
	w.idle(s)
	w.stands(s, last, queue.Queued)
}

func addClaims(w *world) {
	s := w.process()
	r := w.run()
	l, err := s.Add(w.Context(), r, s.Worker(), lease)
	w.must(err)
	got := w.stands(w.process(), r.ID, queue.Running)
	if l != leaseOf(got) || got.Epoch != 1 || got.Owner != s.Worker() || !got.Started.Equal(w.Now()) || !got.Due.Equal(w.Now().Add(lease)) {
		w.Fatalf("lease %+v of %+v", l, got)
	}
	w.idle(s)
	w.idle(w.process())
}

func laterClaim(w *world) {
	a, b := w.process(), w.process()
	id := w.add(a)
	old := w.claim(a)
	w.freeze(b)
	now := w.claim(b)
	if now.ID != id || now.Epoch <= old.Epoch || now.Owner != b.Worker() || !now.Started.Equal(old.Started) {
		w.Fatalf("claimed as %+v after %+v", now, old)
	}
	if err := a.Park(w.Context(), leaseOf(old), queue.Park{State: queue.Succeeded}); !errors.Is(err, queue.ErrFenced) {
		w.Fatalf("the frozen one's Park: %v", err)
	}
	if held, _, err := a.Renew(w.Context(), a.Worker(), lease); len(held) > 0 || err != nil {
		w.Fatalf("the frozen one still holds %v (%v)", held, err)
	}
	if _, err := a.Journal(w.Context(), leaseOf(old)); !errors.Is(err, queue.ErrFenced) {
		w.Fatalf("the frozen one's journal: %v", err)
	}
	w.park(b, now, queue.Park{State: queue.Succeeded})
	w.stands(a, id, queue.Succeeded)
}

func givenBackOnce(w *world) {
	s := w.process()
	w.add(s)
	r := w.claim(s)
	w.park(s, r, queue.Park{State: queue.Paused})
	if err := s.Park(w.Context(), leaseOf(r), queue.Park{State: queue.Succeeded}); !errors.Is(err, queue.ErrFenced) {
		w.Fatalf("the second Park: %v", err)
	}
	if err := s.Park(w.Context(), queue.Lease{Run: "nobody", Epoch: 1}, queue.Park{State: queue.Failed}); !errors.Is(err, queue.ErrFenced) {
		w.Fatalf("the Park of no run: %v", err)
	}
}

func parkKeeps(w *world) {
	s := w.process()
	id := w.add(s)
	due, until := w.Now().Add(time.Hour), w.Now().Add(2*time.Hour)
	why := say.Raw("a limit")
	w.park(s, w.claim(s), queue.Park{State: queue.Waiting, Reason: why, Due: due, Until: until, Sent: map[string]int{"a": 1, "b": 2}, Worked: 1500 * time.Millisecond})
	r := w.stands(s, id, queue.Waiting)
	if r.Reason != why || !r.Due.Equal(due) || !r.Until.Equal(until) || r.Owner != "" || !r.Finished.IsZero() {
		w.Fatalf("waits as %+v", r)
	}
	w.Pass(time.Hour)
	if r = w.claim(s); !r.Reason.IsZero() || !r.Until.IsZero() {
		w.Fatalf("goes on as %+v", r)
	}
	w.Pass(time.Second)
	w.park(s, r, queue.Park{State: queue.Failed, Reason: why, Due: due, Until: until, Result: json.RawMessage(`[1]`), Failure: json.RawMessage(`{"x":"名刺"}`),
		Sent: map[string]int{"b": 3}, Worked: time.Second})
	r = w.stands(s, id, queue.Failed)
	if string(r.Result) != `[1]` || string(r.Failure) != `{"x":"名刺"}` || r.Reason != why || !r.Finished.Equal(w.Now()) || !r.Due.IsZero() || !r.Until.IsZero() {
		w.Fatalf("ended as %+v", r)
	}
	if !maps.Equal(r.Sent, map[string]int{"a": 1, "b": 5}) || r.Worked != 2500*time.Millisecond {
		w.Fatalf("sent %v, worked %s", r.Sent, r.Worked)
	}
}

func renewHolds(w *world) {
	a, b := w.process(), w.process()
	id := w.add(a)
	w.claim(a)
	for range 3 {
		w.Pass(lease - time.Second)
		held, stopping, err := a.Renew(w.Context(), a.Worker(), lease)
		if err != nil || len(held) != 1 || held[0] != id || len(stopping) > 0 {
			w.Fatalf("held %v, stopping %v (%v)", held, stopping, err)
		}
		w.idle(b)
	}
	w.freeze(b)
	w.idle(a) // late, but here: it does not take its own run over
	w.claim(b)
}

// clockJumps sets the clock forward by an hour, or has the machine sleep.
func clockJumps(w *world) {
	a, b := w.process(), w.process()
	id := w.add(a)
	r := w.claim(a)
	for range 3 {
		w.Pass(time.Hour)
		w.idle(b)
		w.Pass(lease / 3)
		held, _, err := a.Renew(w.Context(), a.Worker(), lease) // a knows nothing of it
		if w.must(err); len(held) != 1 {
			w.Fatalf("held %v, want %s", held, id)
		}
		w.Pass(lease / 3)
		w.idle(b)
	}
	w.park(a, r, queue.Park{State: queue.Succeeded})
}

func nextTells(w *world) {
	s := w.process()
	next := func(want time.Time) {
		w.Helper()
		got, err := s.Next(w.Context())
		if w.must(err); !got.Equal(want) && !(got.IsZero() && want.IsZero()) {
			w.Fatalf("the next is due at %s, want %s", got, want)
		}
	}
	next(time.Time{})
	w.add(s)
	next(w.Now())
	r := w.claim(s)
	next(time.Time{})
	w.park(s, r, queue.Park{State: queue.Waiting, Due: w.Now().Add(time.Hour)})
	next(w.Now().Add(time.Hour))
	other := w.process()
	w.Pass(time.Hour)
	w.claim(other)
	next(w.Now().Add(lease))
	for _, c := range []struct {
		s    Store
		want bool
	}{{s, true}, {other, false}} {
		if others, err := c.s.Others(w.Context()); err != nil || others != c.want {
			w.Errorf("others work: %v, %v, want %v", others, err, c.want)
		}
	}
	w.Pass(2 * lease)
	next(w.Now().Add(time.Second)) // whether somebody freezes is not known for some time
}
