package storetest

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"dandori/runtime/queue"
)

// Approvals tests a store as what keeps people's decisions.
func Approvals(t *testing.T, fresh Fresh) {
	for name, test := range map[string]func(*world){
		"AQuestionIsAskedOnce":        askedOnce,
		"ADecisionWakesTheRun":        decisionWakes,
		"ADecisionIsNotOversleptBy":   decisionWhileWorking,
		"TheFirstDecisionCounts":      firstCounts,
		"ARunThatIsOverAsksNothing":   overAsksNothing,
		"WhatNobodyAskedIsNoDecision": nobodyAsked,
	} {
		t.Run(name, func(t *testing.T) { test(newWorld(t, fresh)) })
	}
}

func (w *world) decide(s Store, d queue.Decision, want bool) {
	w.Helper()
	if ok, err := s.Decide(w.Context(), d); err != nil || ok != want {
		w.Fatalf("decided: %v (%v), want %v", ok, err, want)
	}
}

func (w *world) asks(s Store, run string, want ...queue.Approval) {
	w.Helper()
	open, err := s.Open(w.Context(), run)
	w.must(err)
	for i := range open {
		open[i].Asked = open[i].Asked.UTC()
	}
	for i := range want {
		want[i].Asked = want[i].Asked.UTC()
	}
	if len(open) != len(want) || len(want) > 0 && !reflect.DeepEqual(open, want) {
		w.Fatalf("open: %+v, want %+v", open, want)
	}
}

func askedOnce(w *world) {
	s := w.process()
	id := w.add(s)
	first := queue.Approval{N: 3, Asked: w.Now(), Message: "12 人を削除しますか", Details: json.RawMessage(`{"codes":["E1"]}`)}
	w.must(s.Request(w.Context(), id, 3, first.Message, first.Details, nil))
	w.Pass(time.Hour)
	w.must(s.Request(w.Context(), id, 3, "otherwise", nil, nil)) // asked again by a replay
	w.must(s.Request(w.Context(), id, 9, "", nil, nil))
	w.asks(w.process(), id, first, queue.Approval{N: 9, Asked: w.Now()})
	w.asks(s, "nobody")
}

func decisionWakes(w *world) {
	s, office := w.process(), w.process()
	id := w.add(s)
	r := w.claim(s)
	w.must(s.Request(w.Context(), id, 3, "go?", nil, nil))
	w.park(s, r, queue.Park{State: queue.Waiting})
	want := queue.Decision{Run: id, N: 3, Approved: true, By: "佐藤", At: w.Now().UTC(), Note: "確認済み"}
	w.decide(office, want, true)
	w.asks(s, id)
	if r := w.claim(s); r.ID != id {
		w.Fatalf("woke %s", r.ID)
	}
	got, ok, err := s.Decided(w.Context(), id, 3)
	if got.At = got.At.UTC(); err != nil || !ok || got != want {
		w.Fatalf("%v, %v: %+v, want %+v", ok, err, got, want)
	}
}

// decisionWhileWorking decides between the run's last look and its going to sleep.
func decisionWhileWorking(w *world) {
	s := w.process()
	id := w.add(s)
	r := w.claim(s)
	w.must(s.Request(w.Context(), id, 1, "go?", nil, nil))
	w.decide(w.process(), queue.Decision{Run: id, N: 1, Approved: true}, true)
	w.park(s, r, queue.Park{State: queue.Waiting})
	w.claim(s)
}

func firstCounts(w *world) {
	s := w.process()
	id := w.add(s)
	w.must(s.Request(w.Context(), id, 1, "go?", nil, nil))
	w.decide(s, queue.Decision{Run: id, N: 1, By: "a"}, true)
	w.decide(s, queue.Decision{Run: id, N: 1, By: "b", Approved: true}, false)
	w.must(s.Request(w.Context(), id, 1, "go?", nil, nil))
	if d, ok, err := s.Decided(w.Context(), id, 1); err != nil || !ok || d.By != "a" || d.Approved {
		w.Fatalf("%v, %v: %+v", ok, err, d)
	}
}

func overAsksNothing(w *world) {
	s := w.process()
	id := w.add(s)
	w.must(s.Request(w.Context(), id, 1, "go?", nil, nil))
	if _, err := s.Cancel(w.Context(), id); err != nil {
		w.Fatal(err)
	}
	w.asks(s, id)
	w.decide(s, queue.Decision{Run: id, N: 1, Approved: true}, false)
	w.stands(s, id, queue.Cancelled)
}

func nobodyAsked(w *world) {
	s := w.process()
	id := w.add(s)
	w.decide(s, queue.Decision{Run: id, N: 1}, false)
	w.decide(s, queue.Decision{Run: "nobody", N: 1}, false)
	if _, ok, err := s.Decided(w.Context(), id, 1); ok || err != nil {
		w.Fatalf("decided: %v, %v", ok, err)
	}
}
