package storetest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"iter"
	"testing"

	"dandori/runtime/call"
	"dandori/runtime/journal"
	"dandori/runtime/queue"
)

// Journals is a Store whose journals are read by others, too, and that keeps content by its name.
type Journals interface {
	Store
	ReadJournal(ctx context.Context, run string) iter.Seq2[journal.Entry, error]
	Put(ctx context.Context, content []byte) (hash string, err error)
	Content(ctx context.Context, hash string) ([]byte, error)
}

// State is what a workflow's runs remember.
type State interface {
	Get(ctx context.Context, key string) (json.RawMessage, bool, error)
	List(ctx context.Context, prefix string) ([]string, error)
}

// StateOf returns the state that a store keeps under a name.
type StateOf func(s Store, name string) State

// Journal tests a store, whose stores are Journals, as the keeper of journals.
func Journal(t *testing.T, fresh Fresh, state StateOf) {
	for name, test := range map[string]func(*scene){
		"WhatIsAppendedComesBack":         comesBack,
		"AnotherProcessGoesOn":            anotherGoesOn,
		"WhatMattersIsThereAtOnce":        thereAtOnce,
		"AnOverruledOwnerWritesNothing":   overruled,
		"AfterParkNothingIsWritten":       afterPark,
		"ManyAppendAtOnce":                manyAtOnce,
		"AnAnswerTooLargeWaitsApart":      apart,
		"ContentIsKeptOnce":               keptOnce,
		"MoreThanCanWaitIsWritten":        backlog,
		"StateChangesWithTheOutcome":      stateChanges,
		"TheLaterCallWins":                laterWins,
		"ARetryWritesOverWhatItVoids":     retryWrites,
		"AStateBelongsToItsWorkflow":      stateBelongs,
		"WhatIsKeptAtTheEndIsKeptByPark":  keptAtEnd,
		"AnEntryThatIsNoneIsRefused":      noEntry,
		"EveryWalkComesBackFromAnyCutOff": walks,
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, fresh)
			sc := &scene{world: w, state: state, s: w.process()}
			sc.id = w.add(sc.s)
			sc.run = w.claim(sc.s)
			sc.log = sc.open(sc.s, sc.run)
			test(sc)
		})
	}
}

// scene is a world with a run that a process has claimed, and its journal.
type scene struct {
	*world
	state StateOf
	s     Store
	id    string
	run   queue.Run
	log   journal.Log
}

func (w *scene) open(s Store, r queue.Run) journal.Log {
	w.Helper()
	log, err := s.Journal(w.Context(), leaseOf(r))
	w.must(err)
	return log
}

func (w *scene) append(entries ...journal.Entry) {
	w.Helper()
	for _, e := range entries {
		w.must(w.log.Append(e))
	}
}

// read returns the run's journal as another process sees it, content included.
func (w *scene) read() []journal.Entry {
	w.Helper()
	s := w.process().(Journals)
	var all []journal.Entry
	for e, err := range s.ReadJournal(w.Context(), w.id) {
		w.must(err)
		if e.Blob != "" {
			e.Answer.Body, err = s.Content(w.Context(), e.Blob)
			w.must(err)
			e.Blob = ""
		}
		all = append(all, e)
	}
	w.must(journal.Check(all))
	return all
}

// holds fails unless the journal is want.
func (w *scene) holds(want ...journal.Entry) {
	w.Helper()
	got := w.read()
	if len(got) != len(want) {
		w.Fatalf("the journal has %d entries, want %d", len(got), len(want))
	}
	for i := range want {
		if !SameEntry(got[i], want[i], nil) {
			w.Fatalf("entry %d is %+v\nwant %+v", i+1, got[i], want[i])
		}
	}
}

func begin() journal.Entry { return NewWalk(0).Next() }

func askRead(n int) journal.Entry {
	return journal.Entry{Kind: journal.Ask, N: n, Call: call.Call{Kind: "sansan.bizCards.get", Effect: call.Read}}
}

func askWrite(n int) journal.Entry {
	return journal.Entry{Kind: journal.Ask, N: n, Call: call.Call{Kind: "kaonavi.members.create", Effect: call.Once}}
}

func answer(n int, body []byte) journal.Entry {
	return journal.Entry{Kind: journal.Outcome, N: n, Answer: call.Answer{Body: body}}
}

func leaves(n, k int) journal.Entry {
	return journal.Entry{Kind: journal.Intent, N: n, Intent: &call.Intent{K: k, Try: 1, Body: []byte("[]")}}
}

func comesBack(w *scene) {
	entries := []journal.Entry{begin(), askRead(1), askWrite(2), answer(1, nil), leaves(2, 1), answer(2, []byte{}), askRead(3), answer(3, []byte("null"))}
	w.append(entries...)
	w.must(w.log.Sync())
	w.holds(entries...)
}

func anotherGoesOn(w *scene) {
	w.append(begin(), askRead(1))
	w.must(w.log.Sync())
	w.park(w.s, w.run, queue.Park{State: queue.Waiting, Due: w.Now()})
	other := w.process()
	log := w.open(other, w.claim(other))
	var seen []journal.Entry
	for e, err := range log.Entries() {
		w.must(err)
		seen = append(seen, e)
	}
	if len(seen) != 2 || !SameEntry(seen[1], askRead(1), nil) {
		w.Fatalf("it sees %+v", seen)
	}
	w.must(log.Append(answer(1, []byte("1"))))
	w.must(log.Sync())
	w.holds(begin(), askRead(1), answer(1, []byte("1")))
	for range log.Entries() {
		seen = seen[1:]
	}
	if len(seen) != 0 {
		w.Fatal("the entries are not those of when the log was opened")
	}
}

func thereAtOnce(w *scene) {
	w.append(begin(), askWrite(1))
	want := []journal.Entry{begin(), askWrite(1)}
	for _, e := range []journal.Entry{
		{Kind: journal.Note, N: 1, Bytes: []byte("before")},
		leaves(1, 1),
		{Kind: journal.Result, N: 1, Result: &call.Result{K: 1, Try: 1, Fate: call.Unknown}},
		{Kind: journal.Resolve, N: 1, Resolution: &journal.Resolution{K: 1, Happened: true, By: "suzuki"}},
		{Kind: journal.Outcome, N: 1, Err: &call.Error{Class: call.PlainError}},
		{Kind: journal.Retry, N: 1},
	} {
		w.append(e)
		want = append(want, e)
		w.holds(want...)
	}
}

func overruled(w *scene) {
	w.append(begin(), askWrite(1), leaves(1, 1))
	other := w.process()
	w.freeze(other)
	taken := w.claim(other)
	w.must(w.log.Append(askRead(2))) // it waits to be written, and never is
	for _, e := range []journal.Entry{leaves(1, 1), askRead(3)} {
		if err := w.log.Append(e); !errors.Is(err, queue.ErrFenced) {
			w.Fatalf("%s: %v", e.Kind, err)
		}
	}
	if err := w.log.Sync(); !errors.Is(err, queue.ErrFenced) {
		w.Fatal(err)
	}
	if _, err := w.s.Journal(w.Context(), leaseOf(w.run)); !errors.Is(err, queue.ErrFenced) {
		w.Fatal(err)
	}
	log := w.open(other, taken)
	w.must(log.Append(answer(1, nil)))
	w.holds(begin(), askWrite(1), leaves(1, 1), answer(1, nil))
}

func afterPark(w *scene) {
	w.append(begin(), askWrite(1))
	w.must(w.log.Sync())
	w.park(w.s, w.run, queue.Park{State: queue.Paused})
	if err := w.log.Append(leaves(1, 1)); !errors.Is(err, queue.ErrFenced) {
		w.Fatal(err)
	}
	if _, err := w.s.Journal(w.Context(), queue.Lease{Run: "nobody", Epoch: 1}); !errors.Is(err, queue.ErrFenced) {
		w.Fatal(err)
	}
	w.holds(begin(), askWrite(1))
}

func apart(w *scene) {
	body := NewWalk(1).bytes(100_000)
	body = append(body, bytes.Repeat([]byte("長い"), 10_000)...)
	w.append(begin(), askRead(1), answer(1, body))
	w.must(w.log.Sync())
	w.holds(begin(), askRead(1), answer(1, body))
	log := w.open(w.s, w.run)
	for e, err := range log.Entries() {
		w.must(err)
		if e.Kind == journal.Outcome && (e.Blob == "" || e.Answer.Body != nil || !SameEntry(e, answer(1, body), log.Load)) {
			w.Fatalf("the outcome is %q with %d bytes", e.Blob, len(e.Answer.Body))
		}
	}
	if _, err := log.Load("nothing"); err == nil {
		w.Fatal("what is not there was loaded")
	}
}

func keptOnce(w *scene) {
	s := w.s.(Journals)
	body := bytes.Repeat([]byte("同じ"), 5000)
	w.append(begin(), askRead(1), answer(1, body), askRead(2), answer(2, body))
	w.must(w.log.Sync())
	hash, err := s.Put(w.Context(), body)
	w.must(err)
	for e, err := range s.ReadJournal(w.Context(), w.id) {
		w.must(err)
		if e.Kind == journal.Outcome && e.Blob != hash {
			w.Fatalf("%q, want %q", e.Blob, hash)
		}
	}
	for _, content := range [][]byte{{}, []byte("a"), body} {
		hash, err := s.Put(w.Context(), content)
		w.must(err)
		got, err := w.process().(Journals).Content(w.Context(), hash)
		if w.must(err); !bytes.Equal(got, content) {
			w.Fatalf("%d bytes became %d", len(content), len(got))
		}
	}
}

func noEntry(w *scene) {
	w.append(begin())
	if err := w.log.Append(journal.Entry{Kind: journal.Intent, N: 1}); err == nil {
		w.Fatal("an intent without one was appended")
	}
	if w.log.Append(askRead(1)) == nil || w.log.Sync() == nil {
		w.Fatal("something came after an entry that was refused")
	}
}
