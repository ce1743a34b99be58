package storetest

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"dandori/runtime/queue"
	"dandori/runtime/say"
)

// Lanes tests that runs of one lane go one after the other.
func Lanes(t *testing.T, fresh Fresh) {
	for name, test := range map[string]func(*world){
		"TheyComeInTheirOrder":              laneOrder,
		"LanesDoNotHinderEachOther":         otherLanes,
		"WhoSleepsKeepsTheLane":             sleepsInLane,
		"AnEndFreesTheLane":                 endFrees,
		"AddWaitsForItsTurn":                addWaits,
		"ARetryKeepsTheLane":                retryInLane,
		"WhatIsOverWaitsForTheLaneToo":      overWaits,
		"AClockSetBackLocksNobodyOut":       clockBack,
		"WhatIsReadyIsWhatAClaimWouldTake":  readyIs,
		"NextIsSilentAboutThoseThatQueueUp": nextInLane,
		"BusyIsWhoComesFirst":               busyIs,
		"RepinChangesTheSpec":               repins,
		"TimeThatTheKilledWorkedCounts":     killedWork,
		"ReapTakesFromTheFrozen":            reapsFrozen,
	} {
		t.Run(name, func(t *testing.T) { test(newWorld(t, fresh)) })
	}
}

// line puts a run of a lane into the list.
func (w *world) line(s Store, lane string) string {
	w.Helper()
	r := w.run()
	r.Lane = lane
	_, err := s.Add(w.Context(), r, "", 0)
	w.must(err)
	return r.ID
}

func (w *world) claims(s Store, want string) queue.Run {
	w.Helper()
	r := w.claim(s)
	if r.ID != want {
		w.Fatalf("claimed %s, want %s", r.ID, want)
	}
	return r
}

// takes claims a run by its name, or finds that it cannot.
func (w *world) takes(s Store, id string, want bool, from ...queue.State) queue.Run {
	w.Helper()
	r, ok, err := s.ClaimRun(w.Context(), id, s.Worker(), lease, from...)
	if w.must(err); ok != want {
		w.Fatalf("claimed %s: %v, want %v", id, ok, want)
	}
	return r
}

func (w *world) ready(s Store, want ...string) {
	w.Helper()
	runs, err := s.Ready(w.Context(), 100)
	w.must(err)
	var got []string
	for _, r := range runs {
		got = append(got, r.ID)
	}
	if !slices.Equal(got, want) {
		w.Fatalf("ready: %v, want %v", got, want)
	}
}

func laneOrder(w *world) {
	a, b := w.process(), w.process()
	first, second, third := w.line(a, "lock:x"), w.line(a, "lock:x"), w.line(a, "lock:x")
	w.takes(b, second, false, queue.Queued)
	r := w.claims(a, first)
	if w.idle(b); r.Lane != "lock:x" {
		w.Fatalf("its lane is %q", r.Lane)
	}
	w.takes(b, third, false, queue.Queued)
	w.park(a, r, queue.Park{State: queue.Succeeded})
	w.takes(a, third, false, queue.Queued)
	r = w.claims(b, second)
	w.idle(a)
	w.park(b, r, queue.Park{State: queue.Failed})
	w.claims(a, third)
}

func otherLanes(w *world) {
	s := w.process()
	x, y, alone, free := w.line(s, "lock:x"), w.line(s, "lock:y"), w.line(s, ""), w.line(s, "")
	w.line(s, "lock:x")
	for _, want := range []string{x, y, alone, free} {
		w.claims(s, want)
	}
	w.idle(s)
}

func sleepsInLane(w *world) {
	s := w.process()
	first, second := w.line(s, "lock:x"), w.line(s, "lock:x")
	for _, state := range []queue.State{queue.Waiting, queue.Paused, queue.InDoubt, queue.Queued} {
		w.park(s, w.takes(s, first, true, queue.Queued, queue.Waiting, queue.Paused, queue.InDoubt), queue.Park{State: state, Due: w.Now().Add(time.Hour)})
		w.idle(s)
		w.ready(s)
		w.takes(s, second, false, queue.Queued)
	}
	w.Pass(time.Hour)
	w.claims(s, first)
}

func endFrees(w *world) {
	s, watcher := w.process(), w.process()
	bell := watcher.Bell()
	w.must(bell.Wait(w.Context(), w.Now().Add(time.Hour)))
	ends := []func(id string){
		func(id string) { w.park(s, w.claims(s, id), queue.Park{State: queue.Succeeded}) },
		func(id string) { w.park(s, w.claims(s, id), queue.Park{State: queue.Failed}) },
		func(id string) { w.park(s, w.claims(s, id), queue.Park{State: queue.Cancelled}) },
		func(id string) { w.cancels(s, id) },
		func(id string) {
			w.park(s, w.claims(s, id), queue.Park{State: queue.Paused})
			w.cancels(s, id)
		},
		func(id string) {
			dying := w.process()
			w.claims(dying, id)
			w.must(dying.Close())
			w.cancels(s, id)
		},
		func(id string) {
			r := w.claims(s, id)
			w.cancels(s, id)
			w.park(s, r, queue.Park{State: queue.Waiting})
		},
	}
	var ids []string
	for range ends {
		ids = append(ids, w.line(s, "lock:x"))
	}
	for i, end := range ends {
		w.ready(watcher, ids[i])
		end(ids[i])
		w.must(bell.Wait(w.Context(), w.Now().Add(100*365*24*time.Hour))) // it rings, or the test does not end
	}
	w.ready(watcher)
	w.cancels(s, w.line(s, "lock:x")) // it had not begun, nor did anybody wait
}

func (w *world) cancels(s Store, id string) {
	w.Helper()
	_, err := s.Cancel(w.Context(), id)
	w.must(err)
}

func addWaits(w *world) {
	s := w.process()
	add := func() (string, queue.Lease) {
		r := w.run()
		r.Lane = "workflow:export-cards"
		l, err := s.Add(w.Context(), r, s.Worker(), lease)
		w.must(err)
		return r.ID, l
	}
	first, l := add()
	if l != leaseOf(w.stands(s, first, queue.Running)) {
		w.Fatalf("lease %+v", l)
	}
	second, none := add()
	if none != (queue.Lease{}) {
		w.Fatalf("two of a lane at once: %+v", none)
	}
	if r := w.stands(s, second, queue.Queued); !r.Due.Equal(w.Now()) {
		w.Fatalf("due at %s, want now", r.Due)
	}
	w.must(s.Park(w.Context(), l, queue.Park{State: queue.Succeeded}))
	w.takes(s, second, true, queue.Queued)
}

func retryInLane(w *world) {
	s := w.process()
	first, second := w.line(s, "lock:x"), w.line(s, "lock:x")
	w.park(s, w.claims(s, first), queue.Park{State: queue.Queued, Due: w.Now().Add(time.Minute), Retry: true, Reason: say.Raw("later")})
	if w.idle(s); w.get(s, first).Attempt != 1 {
		w.Fatal("the attempt begins with the claim")
	}
	w.takes(s, second, false, queue.Queued)
	w.Pass(time.Minute)
	r := w.claims(s, first)
	if r.Attempt != 2 {
		w.Fatalf("attempt %d, want 2", r.Attempt)
	}
	w.park(s, r, queue.Park{State: queue.Queued}) // given back: that is no attempt
	if r = w.claims(s, first); r.Attempt != 2 {
		w.Fatalf("going on is attempt %d, want 2", r.Attempt)
	}
	w.park(s, r, queue.Park{State: queue.Failed, Retry: true})
	w.park(s, w.claims(s, second), queue.Park{State: queue.Succeeded})
	if r = w.takes(s, first, true, queue.Failed); r.Attempt != 3 {
		w.Fatalf("somebody's retry is attempt %d, want 3", r.Attempt)
	}
}

// overWaits has somebody begin a run anew that is over.
func overWaits(w *world) {
	s := w.process()
	first, second, third := w.line(s, "lock:x"), w.line(s, "lock:x"), w.line(s, "lock:x")
	w.park(s, w.claims(s, first), queue.Park{State: queue.Failed})
	r := w.claims(s, second)
	w.takes(s, first, false, queue.Failed) // one is under way
	w.park(s, r, queue.Park{State: queue.Failed})
	w.takes(s, second, true, queue.Failed) // it was there before the third
	w.takes(s, third, false, queue.Queued)
	w.idle(s)
	w.ready(s)
}

// clockBack: those that were put into the list after a clock was set back look
// older than the one that is under way.
func clockBack(w *world) {
	s := w.process()
	first := w.line(s, "lock:x")
	r := w.claims(s, first)
	w.Pass(-time.Hour)
	second := w.line(s, "lock:x")
	w.park(s, r, queue.Park{State: queue.Waiting, Due: w.Now()})
	r = w.claims(s, first)
	w.park(s, r, queue.Park{State: queue.Succeeded})
	w.claims(s, second)
}

func readyIs(w *world) {
	s, other := w.process(), w.process()
	r := w.run()
	r.Due = w.Now().Add(time.Hour)
	_, err := s.Add(w.Context(), r, "", 0)
	w.must(err)
	a, b := w.line(s, "lock:x"), w.line(s, "")
	w.line(s, "lock:x")
	w.ready(s, a, b)
	if some, err := s.Ready(w.Context(), 1); err != nil || len(some) != 1 || some[0].ID != a || some[0].Epoch != 0 {
		w.Fatalf("%+v, %v", some, err)
	}
	w.claims(other, a)
	w.ready(s, b)
	w.claims(other, b)
	w.ready(s)
	w.Pass(time.Hour)
	w.ready(s, r.ID)
}

func nextInLane(w *world) {
	s := w.process()
	first := w.line(s, "lock:x")
	for range 3 {
		w.line(s, "lock:x")
	}
	next := func(want time.Time) {
		w.Helper()
		if got, err := s.Next(w.Context()); err != nil || !got.Equal(want) && !(got.IsZero() && want.IsZero()) {
			w.Fatalf("the next is due at %s (%v), want %s", got, err, want)
		}
	}
	next(w.Now())
	r := w.claims(s, first)
	next(time.Time{})
	w.park(s, r, queue.Park{State: queue.Waiting, Due: w.Now().Add(time.Hour)})
	next(w.Now().Add(time.Hour))
	w.park(s, w.takes(s, first, true, queue.Waiting), queue.Park{State: queue.InDoubt})
	next(time.Time{})
}

// busyIs: who holds a lane is told by what was started, else by age, and also
// while nobody works on it.
func busyIs(w *world) {
	s, other := w.process(), w.process()
	busy := func(lane, want string) {
		w.Helper()
		for _, s := range []Store{s, other} {
			if got, err := s.Busy(w.Context(), lane); err != nil || got != want {
				w.Fatalf("%q is busy with %q (%v), want %q", lane, got, err, want)
			}
		}
	}
	busy("lock:x", "")
	w.line(s, "")
	busy("", "")
	first := w.line(s, "lock:x")
	w.line(s, "lock:y")
	busy("lock:x", first)
	r := w.takes(s, first, true, queue.Queued)
	w.Pass(-time.Hour)
	second := w.line(s, "lock:x") // looks older
	busy("lock:x", first)
	for _, state := range []queue.State{queue.Waiting, queue.Paused, queue.InDoubt} {
		w.park(s, r, queue.Park{State: state})
		busy("lock:x", first)
		r = w.takes(other, first, true, state)
		s, other = other, s
	}
	w.park(s, r, queue.Park{State: queue.Failed})
	busy("lock:x", second)
	w.cancels(s, second)
	busy("lock:x", "")
}

func repins(w *world) {
	s := w.process()
	id := w.add(s)
	old := w.claim(s)
	spec := old.Spec
	spec.Program, spec.Version, spec.Uses = "p2", "v2", []string{"sansan"}
	w.must(s.Repin(w.Context(), leaseOf(old), spec))
	if got := w.get(w.process(), id).Spec; got.Program != "p2" || got.Version != "v2" || !slices.Equal(got.Uses, spec.Uses) {
		w.Fatalf("%+v", got)
	}
	w.park(s, old, queue.Park{State: queue.Waiting, Due: w.Now()})
	if err := s.Repin(w.Context(), leaseOf(old), old.Spec); !errors.Is(err, queue.ErrFenced) {
		w.Fatalf("after it was given back: %v", err)
	}
	if r := w.claim(s); r.Spec.Version != "v2" {
		w.Fatalf("it goes on with %+v", r.Spec)
	}
}

// killedWork: a run that is killed again and again must not work for longer than it may.
func killedWork(w *world) {
	s := w.process()
	id := w.add(s)
	worked := func(want time.Duration) {
		w.Helper()
		if r := w.get(s, id); r.Worked != want {
			w.Fatalf("worked for %s, want %s", r.Worked, want)
		}
	}
	renew := func(p Store, after time.Duration) {
		w.Pass(after)
		_, _, err := p.Renew(w.Context(), p.Worker(), lease)
		w.must(err)
	}
	dying := w.process()
	w.claim(dying)
	renew(dying, 20*time.Second)
	renew(dying, 20*time.Second)
	w.Pass(10 * time.Second) // nobody knows about these
	worked(0)
	w.must(dying.Close())
	w.reap(s, 1)
	worked(40 * time.Second)

	r := w.claim(s)
	renew(s, 20*time.Second)
	w.park(s, r, queue.Park{State: queue.Waiting, Worked: 25 * time.Second, Due: w.Now()})
	worked(65 * time.Second) // it was counted once

	dying = w.process()
	w.claim(dying)
	renew(dying, 24*time.Hour) // the machine slept
	w.must(dying.Close())
	w.cancels(s, id)
	worked(65*time.Second + lease)
}

func reapsFrozen(w *world) {
	a, b := w.process(), w.process()
	id := w.add(a)
	w.claim(a)
	w.Pass(lease)
	w.reap(b, 0)
	w.Pass(lease / 2)
	w.reap(b, 1)
	w.stands(b, id, queue.Queued)
	if held, _, err := a.Renew(w.Context(), a.Worker(), lease); len(held) > 0 || err != nil {
		w.Fatalf("the frozen one still holds %v (%v)", held, err)
	}
}

// poisonTells: people are told of a run that was set aside although no process is left to tell them.
func poisonTells(w *world) {
	s := w.process()
	r := w.run()
	r.Spec.Notify = queue.Notify{On: []string{"paused"}, To: []string{"ops", "hr"}}
	_, err := s.Add(w.Context(), r, "", 0)
	w.must(err)
	for range 5 {
		w.crash(s)
		w.Pass(time.Minute)
	}
	w.stands(s, r.ID, queue.Paused)
	told := w.due(s)
	if len(told) != 2 || told[0].Occasion != queue.OnPaused || told[0].Run != r.ID || !strings.Contains(told[0].Text.En, "died 5 times") {
		w.Fatalf("told: %+v", told)
	}
}
