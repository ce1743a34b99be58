package storetest

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/journal"
	"dandori/runtime/queue"
)

func oneOfTwo(w *world) {
	a, b := w.process(), w.process()
	for range 20 {
		id := w.add(a)
		var got atomic.Int32
		var wg sync.WaitGroup
		for _, s := range []Store{a, b, a, b} {
			wg.Go(func() {
				if _, ok, err := s.ClaimRun(w.Context(), id, s.Worker(), lease, queue.Queued); err != nil {
					w.Error(err)
				} else if ok {
					got.Add(1)
				}
			})
		}
		wg.Wait()
		if got.Load() != 1 {
			w.Fatalf("%d of four claims got the run", got.Load())
		}
	}
}

func claimRunStates(w *world) {
	a, b := w.process(), w.process()
	id := w.add(a)
	claim := func(s Store, want bool, from ...queue.State) queue.Run {
		w.Helper()
		r, ok, err := s.ClaimRun(w.Context(), id, s.Worker(), lease, from...)
		if w.must(err); ok != want {
			w.Fatalf("claimed: %v, want %v", ok, want)
		}
		return r
	}
	claim(a, false, queue.Paused, queue.Failed)
	r := claim(a, true, queue.Queued)
	claim(b, false, queue.Queued, queue.Running) // somebody alive works on it
	claim(a, false, queue.Running)
	w.park(a, r, queue.Park{State: queue.Paused})
	r = claim(b, true, queue.Paused)
	w.must(b.Close()) // it dies
	claim(a, false, queue.Queued, queue.Paused)
	if again := claim(a, true, queue.Running); again.Epoch <= r.Epoch {
		w.Fatalf("epoch %d after %d", again.Epoch, r.Epoch)
	}
	if _, ok, err := a.ClaimRun(w.Context(), "nobody", a.Worker(), lease, queue.Queued); ok || err != nil {
		w.Fatalf("a run that is not there: %v, %v", ok, err)
	}
}

func nextAttempt(w *world) {
	s := w.process()
	id := w.add(s)
	w.park(s, w.claim(s), queue.Park{State: queue.Failed, Failure: []byte(`{}`)})
	r, ok, err := s.ClaimRun(w.Context(), id, s.Worker(), lease, queue.Failed)
	if err != nil || !ok || r.Attempt != 2 || !r.Finished.IsZero() || r.Failure != nil {
		w.Fatalf("%v, %v: %+v", ok, err, r)
	}
	w.park(s, r, queue.Park{State: queue.Paused})
	if r, _, _ = s.ClaimRun(w.Context(), id, s.Worker(), lease, queue.Paused); r.Attempt != 2 {
		w.Fatalf("going on is attempt %d, want 2", r.Attempt)
	}
}

func wakes(w *world) {
	s := w.process()
	id := w.add(s)
	wake := func(want bool) {
		w.Helper()
		ok, err := s.Wake(w.Context(), id)
		if w.must(err); ok != want {
			w.Fatalf("woken: %v, want %v", ok, want)
		}
	}
	wake(false)
	w.park(s, w.claim(s), queue.Park{State: queue.Waiting}) // for a person
	w.Pass(24 * time.Hour)
	w.idle(s)
	wake(true)
	r := w.stands(s, id, queue.Queued)
	if !r.Due.Equal(w.Now()) {
		w.Fatalf("due at %s, want now", r.Due)
	}
	w.park(s, w.claim(s), queue.Park{State: queue.Paused})
	wake(false)
	w.idle(s)
}

// wakeNotLost wakes a run between its last look and its going to sleep.
func wakeNotLost(w *world) {
	s := w.process()
	id := w.add(s)
	r := w.claim(s)
	if ok, err := w.process().Wake(w.Context(), id); ok || err != nil {
		w.Fatalf("woken while it works: %v, %v", ok, err)
	}
	w.park(s, r, queue.Park{State: queue.Waiting, Until: w.Now().Add(time.Hour)})
	w.stands(s, id, queue.Queued)
	w.park(s, w.claim(s), queue.Park{State: queue.Waiting})
	w.stands(s, id, queue.Waiting) // it has looked
}

func cancelByState(w *world) {
	s := w.process()
	park := func(p queue.State) func(string) {
		return func(id string) { w.park(s, w.claim(s), queue.Park{State: p}) }
	}
	for _, c := range []struct {
		prepare func(id string)
		want    queue.State
	}{
		{func(string) {}, queue.Cancelled},
		{park(queue.Waiting), queue.Cancelled},
		{park(queue.Paused), queue.Cancelled},
		{park(queue.InDoubt), queue.InDoubt},
		{park(queue.Succeeded), queue.Succeeded},
		{park(queue.Failed), queue.Failed},
		{func(string) { w.claim(s) }, queue.Running},
		{func(string) { w.dies() }, queue.Cancelled},
		{func(string) { w.dies(intent(1)) }, queue.InDoubt},
		{func(string) { w.dies(intent(1), result(1), intent(2)) }, queue.InDoubt},
		{func(string) { w.dies(intent(1), result(1)) }, queue.Cancelled},
		{func(string) { w.dies(intent(1), unknown(1)) }, queue.InDoubt},
		{func(string) { w.dies(intent(1), unknown(1), resolved(1)) }, queue.Cancelled},
		{func(string) { w.dies(intent(1)); w.reap(s, 1) }, queue.InDoubt},
	} {
		id := w.add(s)
		c.prepare(id)
		if got, err := s.Cancel(w.Context(), id); err != nil || got != c.want {
			w.Fatalf("cancelled: %s (%v), want %s", got, err, c.want)
		}
		r := w.stands(s, id, c.want)
		if r.Finished.IsZero() == r.State.Over() || r.State == queue.Cancelled && !r.Stopping {
			w.Fatalf("cancelled as %+v", r)
		}
	}
	if _, err := s.Cancel(w.Context(), "nobody"); err == nil {
		w.Fatal("a run could be cancelled that is not there")
	}
}

// dies claims a run in a process that enters something into its journal and ends.
func (w *world) dies(entries ...journal.Entry) {
	w.Helper()
	s := w.process()
	r := w.claim(s)
	w.enter(s, r, append(opening(), entries...)...)
	w.must(s.Close())
}

// opening is how a journal begins in which call 1 may send requests.
func opening() []journal.Entry {
	return []journal.Entry{
		{Kind: journal.Begin, Pins: &journal.Pins{Version: journal.Version}},
		{Kind: journal.Ask, N: 1, Call: call.Call{Kind: "users.add", Effect: call.Once}},
	}
}

func intent(k int) journal.Entry {
	return journal.Entry{Kind: journal.Intent, N: 1, Intent: &call.Intent{K: k, Try: 1}}
}

func result(k int) journal.Entry {
	return journal.Entry{Kind: journal.Result, N: 1, Result: &call.Result{K: k, Try: 1, Fate: call.Done, Status: 200}}
}

func unknown(k int) journal.Entry {
	return journal.Entry{Kind: journal.Result, N: 1, Result: &call.Result{K: k, Try: 1, Fate: call.Unknown}}
}

func resolved(k int) journal.Entry {
	return journal.Entry{Kind: journal.Resolve, N: 1, Resolution: &journal.Resolution{K: k, Happened: true, By: "sato"}}
}

// cancelNotLost cancels runs that are being worked on.
func cancelNotLost(w *world) {
	s := w.process()
	for _, c := range []struct{ left, want queue.State }{
		{queue.Waiting, queue.Cancelled}, {queue.Queued, queue.Cancelled}, {queue.Paused, queue.Cancelled}, {queue.Cancelled, queue.Cancelled},
		{queue.Succeeded, queue.Succeeded}, {queue.Failed, queue.Failed}, {queue.InDoubt, queue.InDoubt},
	} {
		id := w.add(s)
		r := w.claim(s)
		_, err := w.process().Cancel(w.Context(), id)
		w.must(err)
		looked, err := s.Stopping(w.Context(), s.Worker())
		w.must(err)
		_, renewed, err := s.Renew(w.Context(), s.Worker(), lease)
		w.must(err)
		if want := []string{id}; !slices.Equal(looked, want) || !slices.Equal(renewed, want) {
			w.Fatalf("to be cancelled: %v and %v, want %v", looked, renewed, want)
		}
		w.park(s, r, queue.Park{State: c.left})
		if r := w.stands(s, id, c.want); r.State == queue.InDoubt && !r.Stopping {
			w.Fatal("that the run was to be cancelled is forgotten")
		}
	}
}
