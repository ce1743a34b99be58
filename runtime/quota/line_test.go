package quota

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/say"
)

// scene is a limit that is used up, and who waits for it in which process.
type scene struct {
	t     *testing.T
	shelf *Memory
	limit Limit
	each  []*Ledger

	wg     sync.WaitGroup
	mu     sync.Mutex
	served []string
	last   time.Duration
}

// newScene uses the limit up, a request an interval.
func newScene(t *testing.T, limit Limit) *scene {
	s := &scene{t: t, shelf: NewMemory(), limit: limit}
	for range 3 {
		s.each = append(s.each, ledgerOn(s.shelf.Hold(), limit))
	}
	for range limit.Requests {
		got(t, s.each[0], general, Claimant{Run: "first"})
		_ = clock.Sleep(t.Context(), limit.Per/time.Duration(limit.Requests))
	}
	return s
}

// asks lets a run ask for n slots at once in process p, and waits until it stands in line.
func (s *scene) asks(p int, run string, interactive bool, n int) {
	for range n {
		s.wg.Go(func() {
			ctx := WithClaimant(s.t.Context(), Claimant{Run: run, Interactive: interactive})
			done, err := s.each[p].Take(ctx, general)
			if err != nil {
				s.t.Error(err)
				return
			}
			s.mu.Lock()
			s.served, s.last = append(s.served, run), time.Since(bubble)
			s.mu.Unlock()
			done(call.Taken{Sent: true})
		})
		synctest.Wait()
	}
}

func (s *scene) want(order string) {
	s.t.Helper()
	s.wg.Wait()
	if got := strings.Join(s.served, " "); got != order {
		s.t.Errorf("served:\n%s, want\n%s", got, order)
	}
}

var fiveAMinute = Limit{Requests: 5, Per: time.Minute}

func TestRunsHaveTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, fiveAMinute)
		s.asks(0, "a", false, 6)
		s.asks(1, "b", false, 2)
		s.asks(2, "c", false, 3)
		s.want("a b c a b c a c a a a")
	})
}

func TestANewcomerDoesNotPassWhoWaitedLonger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, fiveAMinute)
		s.asks(0, "a", false, 1)
		for i := range 8 {
			s.asks(i%3, fmt.Sprint("new", i), false, 1)
		}
		s.want("a new0 new1 new2 new3 new4 new5 new6 new7")
	})
}

func TestInteractiveRunsGoFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, fiveAMinute)
		s.asks(0, "back", false, 3)
		s.asks(1, "front", true, 3)
		s.want("front front front back back back")
	})
}

// One slot in ten is for those that are not interactive.
func TestNobodyStarves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, fiveAMinute)
		s.asks(0, "back", false, 3)
		s.asks(1, "front", true, 25)
		front := strings.Repeat("front ", 9)
		s.want(front + "back " + front + "back " + strings.Repeat("front ", 7) + "back")
	})
	synctest.Test(t, func(t *testing.T) { // nor when new ones come for ever
		s := newScene(t, fiveAMinute)
		var over atomic.Bool
		for p := range 3 {
			s.wg.Go(func() {
				for !over.Load() {
					done, err := s.each[p].Take(WithClaimant(t.Context(), Claimant{Run: fmt.Sprint("front", p), Interactive: true}), general)
					must(t, err)
					done(call.Taken{Sent: true})
				}
			})
		}
		began := time.Now()
		for range 5 {
			got(t, s.each[2], general, Claimant{Run: "back"})
		}
		if took := time.Since(began); took > 15*time.Minute {
			t.Errorf("five slots of fifty took %v", took)
		}
		over.Store(true)
		s.wg.Wait()
	})
}

// Each waiter looks when its own place is due, so that waiting costs little.
func TestNoStampede(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, Limit{Requests: 30, Per: 30 * time.Minute})
		looks := &looking{Shelf: s.shelf.Hold()}
		s.each[0] = ledgerOn(looks, s.limit)
		began := time.Now()
		s.asks(0, "a", false, 30)
		s.wg.Wait()
		took := time.Since(began)
		if about := took - 30*time.Minute; about.Abs() > 2*time.Minute {
			t.Errorf("thirty took %v", took)
		}
		// Thirty waiters for a quarter of an hour each, every ten seconds, and not more.
		if most := int32(30 * 90 * 13 / 10); looks.n.Load() > most {
			t.Errorf("%d looks", looks.n.Load())
		}
	})
}

// looking counts looks.
type looking struct {
	Shelf
	n atomic.Int32
}

func (l *looking) Change(ctx context.Context, bucket string, f func(Bucket) error) error {
	l.n.Add(1)
	return l.Shelf.Change(ctx, bucket, f)
}

// Each is told the time of its own place at once, over processes.
func TestPlacesAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t, fiveAMinute)
		for n := range 12 {
			var told time.Time
			ctx, cancel := context.WithCancelCause(WithClaimant(t.Context(), Claimant{Run: fmt.Sprint(n)}))
			ctx = call.WithWait(ctx, func(until time.Time, _ say.Text) { told = until })
			s.wg.Go(func() { _, _ = s.each[n%3].Take(ctx, general) })
			synctest.Wait()
			want := time.Duration(n) * 12 * time.Second
			if wait := time.Until(told); n > 0 && ((wait - want).Abs() > time.Second) {
				t.Errorf("number %d was told %v, want %v", n, wait, want)
			}
			defer cancel(errors.New("over"))
		}
	})
}

// A run that leaves memory keeps its place; one that is cancelled does not.
func TestARunThatIsAwayKeepsItsPlace(t *testing.T) {
	for _, away := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			s := newScene(t, Limit{Requests: 1, Per: time.Minute})
			got(t, s.each[0], general, Claimant{Run: "x"})
			began := time.Now()
			ctx, leave := context.WithCancelCause(WithClaimant(t.Context(), Claimant{Run: "away"}))
			s.wg.Go(func() { _, _ = s.each[0].Take(ctx, general) })
			synctest.Wait()
			if leave(errors.New("cancelled")); away {
				ctx, leave = context.WithCancelCause(WithClaimant(t.Context(), Claimant{Run: "away"}))
				s.wg.Go(func() { _, _ = s.each[0].Take(ctx, general) })
				synctest.Wait()
				leave(fmt.Errorf("waiting: %w", call.ErrAway))
			}
			s.wg.Wait()
			s.asks(1, "other", false, 1)
			_ = clock.Sleep(t.Context(), time.Minute+60*ms-time.Since(began))
			s.asks(2, "away", false, 1) // it comes back at its time
			if s.wg.Wait(); away {
				s.want("away other")
			} else {
				s.want("other away")
			}
		})
	}
}

// A waiter that died is waited for a moment at most.
func TestADeadWaiter(t *testing.T) {
	for _, seen := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			s := newScene(t, fiveAMinute)
			hold := &mortal{Memory: s.shelf.Hold()}
			ctx, kill := context.WithCancel(t.Context())
			s.wg.Go(func() { _, _ = ledgerOn(hold, s.limit).Take(ctx, general) })
			synctest.Wait()
			if hold.dead.Store(true); seen {
				hold.Die()
			}
			kill()
			began := time.Now()
			s.asks(1, "alive", false, 1)
			s.wg.Wait()
			if waited := time.Since(began); waited > lookAgain+time.Second || seen && waited > time.Second {
				t.Errorf("its death seen %v: waited %v", seen, waited)
			}
		})
	}
}

func TestAKeptPlace(t *testing.T) {
	l := line{}
	first := l.join(waiter{Run: "a", Since: 1, Due: 9})
	second := l.join(waiter{Run: "b", Since: 2, Due: 10})
	l.find(first.ID).Away = true
	if back := l.join(waiter{Run: "b", Since: 3}); back.ID == first.ID || back.ID == second.ID {
		t.Errorf("another run, or one that is there, got the place %d", back.ID)
	}
	if back := l.join(waiter{Run: "a", Class: "updates", Since: 3}); back.ID == first.ID {
		t.Error("a request of another class got the place")
	}
	back := l.join(waiter{Run: "a", Since: 4})
	if back.ID != first.ID || back.Since != 1 || l.find(back.ID).Away || l.order()[0].ID != back.ID {
		t.Errorf("came back as %+v in %+v", back, l.order())
	}
	if l.sweep(9 + forgotten); len(l.Waiters) != 1 || l.Waiters[0].ID != second.ID {
		t.Errorf("after a minute: %+v", l.Waiters)
	}
}
