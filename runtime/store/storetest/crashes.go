package storetest

import (
	"strings"
	"testing"
	"time"

	"dandori/runtime/journal"
	"dandori/runtime/queue"
)

// crashes tests what becomes of the runs of processes that died.
func crashes(t *testing.T, fresh Fresh) {
	for name, test := range map[string]func(*world){
		"TheRunsOfTheDeadAreDueAtOnce": deadRuns,
		"ARunThatKillsIsSetAside":      poison,
		"TheyComeBackOneByOne":         oneByOne,
		"ARunThatGetsOnIsNot":          getsOn,
		"AFrozenOwnerCountsAsACrash":   frozenCrash,
		"TheLivingAreLeftAlone":        living,
		"ACancelOutlivesTheOwner":      stoppingSurvives,
	} {
		t.Run(name, func(t *testing.T) { test(newWorld(t, fresh)) })
	}
}

func (w *world) reap(s Store, want int) {
	w.Helper()
	if n, err := s.Reap(w.Context()); err != nil || n != want {
		w.Fatalf("reaped %d (%v), want %d", n, err, want)
	}
}

func deadRuns(w *world) {
	a, b := w.process(), w.process()
	ids := []string{w.add(a), w.add(a), w.add(a)}
	first, second := w.claim(a), w.claim(a)
	w.reap(b, 0)
	w.must(a.Close())
	if b.Alive(a.Worker()) || !b.Alive(b.Worker()) || b.Alive("") || b.Alive("nobody") {
		w.Fatal("who lives is mistaken")
	}
	w.reap(b, 2)
	w.reap(b, 0)
	for _, id := range ids {
		w.stands(b, id, queue.Queued)
	}
	epochs := map[string]int64{first.ID: first.Epoch, second.ID: second.Epoch}
	for range ids {
		if r := w.claim(b); r.Epoch <= epochs[r.ID] {
			w.Fatalf("%s has epoch %d after %d", r.ID, r.Epoch, epochs[r.ID])
		}
	}
}

func living(w *world) {
	a, b := w.process(), w.process()
	id := w.add(a)
	w.claim(a)
	w.reap(b, 0)
	w.reap(a, 0)
	if !b.Alive(a.Worker()) {
		w.Fatal("a living process counts as dead")
	}
	w.stands(b, id, queue.Running)
}

// crash has a process claim the next run, enter what it is given, and die.
func (w *world) crash(watcher Store, entries ...journal.Entry) queue.Run {
	w.Helper()
	s := w.process()
	r := w.claim(s)
	w.enter(s, r, entries...)
	w.must(s.Close())
	w.reap(watcher, 1)
	return w.get(watcher, r.ID)
}

// poison is a run that brings down every process that claims it.
func poison(w *world) {
	s := w.process()
	id := w.add(s)
	w.crash(s, opening()...) // it got somewhere
	for _, pause := range []time.Duration{0, time.Second, 2 * time.Second, 4 * time.Second} {
		r := w.crash(s)
		if r.State != queue.Queued || !r.Due.Equal(w.Now().Add(pause)) {
			w.Fatalf("after %d crashes %s and due in %s, want in %s", r.Crashes, r.State, r.Due.Sub(w.Now()), pause)
		}
		if pause > 0 {
			other := w.add(s) // the others go on
			if r := w.claim(s); r.ID != other {
				w.Fatalf("claimed %s, want %s", r.ID, other)
			}
		}
		w.Pass(pause)
	}
	r := w.crash(s)
	if r.State != queue.Paused || !strings.Contains(r.Reason.En, "died 5 times") || !strings.Contains(r.Reason.Ja, "runs resume "+id) {
		w.Fatalf("after %d crashes it is %s: %s / %s", r.Crashes, r.State, r.Reason.En, r.Reason.Ja)
	}
	w.Pass(time.Hour)
	w.idle(s)
	r, ok, err := s.ClaimRun(w.Context(), id, s.Worker(), lease, queue.Paused)
	if err != nil || !ok || r.Crashes != 0 {
		w.Fatalf("resumed: %v, %v, with %d crashes", ok, err, r.Crashes)
	}
}

// oneByOne: of the runs of a process that died again and again, the one that is
// to blame must not take the others along each time.
func oneByOne(w *world) {
	s := w.process()
	ids := []string{w.add(s), w.add(s), w.add(s)}
	for range 3 {
		victim := w.process()
		for range ids {
			w.claim(victim)
		}
		w.must(victim.Close())
		w.reap(s, len(ids))
		w.Pass(time.Minute)
	}
	dues := map[time.Time]bool{}
	for _, id := range ids {
		dues[w.get(s, id).Due] = true
	}
	if len(dues) != len(ids) {
		w.Fatalf("due at the same time: %v", dues)
	}
}

func getsOn(w *world) {
	s := w.process()
	w.add(s)
	w.crash(s, opening()...)
	for i := range 12 {
		r := w.crash(s, intent(i+1), result(i+1))
		if r.State != queue.Queued || r.Crashes != 0 || !r.Due.Equal(w.Now()) {
			w.Fatalf("it counts as crashing: %+v", r)
		}
	}
	w.crash(s)
	w.crash(s)
	w.Pass(time.Second)
	w.park(s, w.claim(s), queue.Park{State: queue.Queued}) // a process that lives breaks the row
	if r := w.crash(s); r.Crashes != 1 {
		w.Fatalf("%d crashes in a row, want 1", r.Crashes)
	}
}

// frozenCrash has leases end one after the other: a process may be frozen
// because the run makes it swap itself to death.
func frozenCrash(w *world) {
	s := w.process()
	id := w.add(s)
	w.claim(s)
	for crashes := 1; crashes < 5; crashes++ {
		s = w.process()
		w.freeze(s)
		if crashes > 1 {
			w.idle(s) // the run rests
		}
		w.Pass(time.Minute)
		if r := w.claim(s); r.Crashes != crashes {
			w.Fatalf("%d crashes, want %d", r.Crashes, crashes)
		}
	}
	s = w.process()
	w.freeze(s)
	w.idle(s)
	w.stands(s, id, queue.Paused)
}

func stoppingSurvives(w *world) {
	a, b := w.process(), w.process()
	w.add(a)
	r := w.claim(a)
	if _, err := b.Cancel(w.Context(), r.ID); err != nil {
		w.Fatal(err)
	}
	w.must(a.Close())
	w.reap(b, 1)
	if r := w.claim(b); !r.Stopping {
		w.Fatal("that the run is to be cancelled was forgotten with its owner")
	}
}
