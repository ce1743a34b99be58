package quota

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
)

// world is a machine with processes that use a vendor, in a bubble.
type world struct {
	shelf  *Memory
	limits []Limit
	linger time.Duration

	mu      sync.Mutex
	rng     *rand.Rand
	started time.Time // when the machine was
	vendors []*strict // one a limit
	fixed   []*fixed
	late    []string
}

// fixed is a vendor that counts in windows that begin at fixed times.
type fixed struct {
	limit  Limit
	offset time.Duration
	counts map[int64]int
}

func (f *fixed) count() (refused bool) {
	window := int64((time.Since(bubble) + f.offset) / f.limit.Per)
	f.counts[window]++
	return f.counts[window] > f.limit.Requests
}

func newWorld(seed uint64) *world {
	w := &world{shelf: NewMemory(), rng: rand.New(rand.NewPCG(seed, 3)), started: bubble.Add(-time.Hour)}
	w.limits = []Limit{{Requests: 1 + w.rng.IntN(20), Per: time.Duration(50+w.rng.IntN(5000)) * ms}}
	if w.rng.IntN(2) == 0 {
		w.limits = append(w.limits, Limit{Requests: 1 + w.rng.IntN(5), Per: time.Duration(50+w.rng.IntN(9000)) * ms, Of: "updates"})
	}
	w.linger = time.Duration(1+w.rng.IntN(1000)) * ms
	for _, l := range w.limits {
		w.vendors = append(w.vendors, &strict{limit: l})
		w.fixed = append(w.fixed, &fixed{limit: l, offset: w.upTo(l.Per), counts: map[int64]int{}})
	}
	return w
}

// upTo returns a duration below most.
func (w *world) upTo(most time.Duration) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	return time.Duration(w.rng.Int64N(int64(most)))
}

func (w *world) oneIn(n int) bool { return w.upTo(time.Duration(n)) == 0 }

// boot is the machine's boot clock.
func (w *world) boot() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	return time.Since(w.started)
}

// count lets the vendors count a request of class of.
func (w *world) count(of string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, v := range w.vendors {
		if v.limit.counts(of) {
			if v.count() || w.fixed[i].count() {
				w.late = append(w.late, fmt.Sprintf("%v: %q is one too many for %+v", time.Since(bubble), of, v.limit))
			}
		}
	}
}

// mortal is a hold on the shelf whose process can be killed.
type mortal struct {
	*Memory
	dead atomic.Bool
}

var errDead = errors.New("this process is dead")

func (m *mortal) Change(ctx context.Context, bucket string, f func(Bucket) error) error {
	if m.dead.Load() {
		return errDead
	}
	return m.Memory.Change(ctx, bucket, f)
}

// process uses the vendor from some goroutines, for requests each, until it is done or dies.
func (w *world) process(requests int) {
	hold := &mortal{Memory: w.shelf.Hold()}
	c := Config{Limits: w.limits, Linger: w.linger, Hold: time.Minute}
	l := NewShared(hold, w.boot).Ledger(company, c)
	life, kill := context.WithCancel(testContext)
	defer kill()
	var wg sync.WaitGroup
	if w.oneIn(3) {
		wg.Go(func() {
			if clock.Sleep(life, w.upTo(20*time.Second)) == nil {
				hold.dead.Store(true)
				hold.Die()
				kill()
			}
		})
	}
	var users sync.WaitGroup
	for range 1 + w.upTo(6) {
		users.Go(func() {
			for range requests {
				w.request(life, hold, l)
			}
		})
	}
	users.Wait()
	kill()
	wg.Wait()
}

// request is one request from asking for its slot to its end.
func (w *world) request(life context.Context, hold *mortal, l *Ledger) {
	if hold.dead.Load() {
		return
	}
	ctx, cancel := context.WithCancelCause(life)
	defer cancel(nil)
	if w.oneIn(6) { // it is cancelled, or its run leaves memory
		stop := clock.AfterFunc(w.upTo(3*time.Second), func() {
			if w.oneIn(2) {
				cancel(call.ErrAway)
			}
			cancel(errors.New("cancelled"))
		})
		defer stop()
	}
	r := general
	if w.oneIn(3) {
		r = updates
	}
	ctx = WithClaimant(ctx, Claimant{Run: fmt.Sprint(w.upTo(5)), Interactive: w.oneIn(4)})
	done, err := l.Take(ctx, r)
	if err != nil {
		return
	}
	per := w.limits[0].Per
	there, back := w.upTo(1+per/2), w.upTo(1+per/2)
	switch {
	case w.oneIn(10):
		_ = clock.Sleep(life, there)
		done(call.Taken{}) // nothing was sent
		return
	case clock.Sleep(life, there) != nil: // killed: what it sent may arrive yet
		if w.oneIn(2) {
			_ = clock.Sleep(testContext, w.upTo(w.linger))
			w.count(classOf(r))
		}
		return
	}
	w.count(classOf(r))
	_ = clock.Sleep(life, back)
	taken := call.Taken{Sent: true, Broken: w.oneIn(20)}
	if w.oneIn(2) {
		taken.Answered = clock.Now()
	} else if w.oneIn(2) { // a time of day that was set meanwhile
		taken.Answered = clock.Now().Round(0).Add(w.upTo(2*time.Hour) - time.Hour)
	}
	done(taken)
}

// reboot starts the machine anew once what was sent has arrived.
func (w *world) reboot() {
	_ = clock.Sleep(testContext, w.linger)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.started = time.Now()
	w.shelf = &Memory{worker: w.shelf.worker, common: w.shelf.common}
}

// Whatever processes do and whenever they die, no window of the vendor holds too many.
func TestNoWindowHoldsTooMany(t *testing.T) {
	for seed := range soak(25) {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(seed)
			for range 3 {
				var wg sync.WaitGroup
				for range 1 + w.upTo(5) {
					wg.Go(func() {
						_ = clock.Sleep(testContext, w.upTo(3*time.Second))
						w.process(8)
					})
				}
				wg.Wait()
				if w.oneIn(2) {
					w.reboot()
				}
			}
			for _, text := range w.late {
				t.Errorf("seed %d: %s", seed, text)
			}
			for name, d := range w.shelf.common.buckets {
				if p, ok := parsePage(d.body); !ok {
					t.Errorf("seed %d: %s", seed, d.body)
				} else if len(p.Line.Waiters) > 60 || len(d.slots) > 30*sweepEvery {
					t.Errorf("seed %d: %s holds %d slots, %d waiters", seed, name, len(d.slots), len(p.Line.Waiters))
				}
			}
		})
	}
}

// The time of day does not matter: it is not even read but to tell until when a wait lasts.
func TestATimeOfDayAloneIsNoAnswer(t *testing.T) {
	now := clock.Now()
	for _, at := range []time.Time{{}, now.Round(0), now.Round(0).Add(-time.Hour), now.Round(0).Add(time.Hour)} {
		if got := answeredAt(time.Hour, call.Taken{Answered: at}); got != time.Hour {
			t.Errorf("%v counts as answered at %v", at, got)
		}
	}
	if got := answeredAt(time.Hour, call.Taken{Answered: now.Add(-time.Second)}); got > time.Hour-time.Second {
		t.Errorf("answered a second ago: %v", got)
	}
}

func FuzzPage(f *testing.F) {
	f.Add([]byte(`{"life":"A","changed":7,"lastId":5,"longest":3603600000000,"brake":{"until":900,"last":800,"lowered":2},"line":{"waiters":[{"id":3,"run":"r","worker":"w","since":5,"due":9},{"id":4,"interactive":true,"class":"updates","worker":"w","since":6,"due":2}],"lastId":4,"passed":9}}`), int64(900), int64(100), int64(200), int64(300))
	f.Add([]byte(`null`), int64(0), int64(0), int64(0), int64(0))
	f.Fuzz(func(t *testing.T, body []byte, at, sent, answered, deadline int64) {
		shelf := NewMemory()
		now := instant(max(0, at>>2))
		l := NewShared(shelf, func() time.Duration { return now }).Ledger(company, kaonavi)
		must(t, shelf.Change(t.Context(), l.mirror.bucket, func(b Bucket) error {
			s := Slot{ID: 1, Changed: 1, Worker: "w", Sent: time.Duration(sent), Answered: time.Duration(answered), Deadline: time.Duration(deadline)}
			return errors.Join(b.Keep(body), b.Put(s), b.Put(Slot{ID: 2, Changed: -1, Class: call.TokenClass}))
		}))
		a := &ask{waiter: waiter{Class: call.TokenClass, Worker: shelf.Worker()}}
		id, err := l.try(t.Context(), a)
		must(t, err)
		if id == 0 && a.Due <= now {
			t.Errorf("waits until %v, which is not after %v", a.Due, now)
		}
		if id != 0 {
			l.doneFunc(id, now)(call.Taken{Sent: true, TooMany: true})
		}
		l.leave(a, true)
		_, err = l.Uses(t.Context())
		must(t, err)
		_, err = l.Forecast(t.Context(), make([]string, 1000))
		must(t, err)
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
