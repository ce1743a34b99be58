package quota

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/say"
)

// ledgerOn is a process's ledger of the company with the given limits.
func ledgerOn(shelf Shelf, limits ...Limit) *Ledger {
	return shared(shelf).Ledger(company, Config{Limits: limits})
}

// got takes a slot from l, gives it back answered at once, and returns how long that took.
func got(t *testing.T, l *Ledger, r call.Request, who Claimant) time.Duration {
	t.Helper()
	began := time.Now()
	done, err := l.Take(WithClaimant(t.Context(), who), r)
	if err != nil {
		t.Fatal(err)
	}
	done(call.Taken{Sent: true})
	return time.Since(began)
}

func TestSixtyAnHourOverProcesses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shelf := NewMemory()
		for range 60 { // each from a process of its own
			if waited := got(t, shared(shelf.Hold()).Ledger(company, kaonavi), general, Claimant{}); waited > time.Second {
				t.Fatalf("a free slot took %v", waited)
			}
		}
		var told []time.Time
		ctx := call.WithWait(t.Context(), func(at time.Time, _ say.Text) { told = append(told, at) })
		began := time.Now()
		if _, err := shared(shelf.Hold()).Ledger(company, kaonavi).Take(ctx, general); err != nil {
			t.Fatal(err)
		}
		if waited := time.Since(began); waited < time.Hour-5*time.Second || waited > time.Hour+5*time.Second {
			t.Errorf("the 61st waited %v", waited)
		}
		if len(told) != 2 || time.Until(told[0]).Abs() > time.Second || !told[1].IsZero() {
			t.Errorf("told %v, at %v", told, time.Now())
		}
	})
}

func TestALedgerKeepsWhatLimitsKeep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shelf := NewMemory()
		one, two := ledgerOn(shelf, Limit{Requests: 2, Per: time.Minute}), ledgerOn(shelf.Hold(), Limit{Requests: 2, Per: time.Minute})
		first, _ := one.Take(t.Context(), general)
		second, _ := two.Take(t.Context(), general)
		_ = clock.Sleep(t.Context(), 5*time.Minute) // on the wire it counts however long it takes
		first(answered())
		_ = clock.Sleep(t.Context(), 10*time.Second)
		second(answered())
		second(call.Taken{}) // a second call does nothing
		if w := got(t, two, general, Claimant{}); !about(w, 50*time.Second) {
			t.Errorf("waited %v, want 50 s and a little", w)
		}
	})
}

// What comes back unused is free at once in this process, and soon in others.
func TestUnusedSlotsGoToWhoWaits(t *testing.T) {
	for _, same := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			shelf := NewMemory()
			one := ledgerOn(shelf, Limit{Requests: 1, Per: time.Hour})
			other := one
			if !same {
				other = ledgerOn(shelf.Hold(), Limit{Requests: 1, Per: time.Hour})
			}
			done, _ := one.Take(t.Context(), general)
			go func() {
				_ = clock.Sleep(t.Context(), time.Second)
				done(call.Taken{})
			}()
			most := time.Second + mostSpacing
			if !same {
				most = lookAgain + time.Second
			}
			if w := got(t, other, general, Claimant{}); w < time.Second || w > most {
				t.Errorf("same process %v: waited %v", same, w)
			}
		})
	}
}

func TestA429StopsEveryProcess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shelf := NewMemory()
		ten := Limit{Requests: 8, Per: time.Second}
		done, _ := ledgerOn(shelf, ten).Take(t.Context(), general)
		done(tooMany(3 * time.Minute))
		if w := got(t, ledgerOn(shelf.Hold(), ten), general, Claimant{}); !about(w, 3*time.Minute) {
			t.Errorf("waited %v, want 3 min", w)
		}
		uses, err := ledgerOn(shelf.Hold(), ten).Uses(t.Context())
		if err != nil || uses[0].Used != 1 {
			t.Errorf("%+v, %v", uses, err)
		}
	})
}

// A slot of a dead holder is free a window after its deadline, or after its death was seen and what it sent may have arrived.
func TestASlotOutlivesItsDeadHolder(t *testing.T) {
	for _, seen := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			shelf := NewMemory()
			limit := Limit{Requests: 1, Per: time.Second}
			holder := shelf.Hold()
			if _, err := ledgerOn(holder, limit).Take(t.Context(), general); err != nil {
				t.Fatal(err)
			}
			want := defaultHold
			if seen {
				holder.Die()
				want = defaultLinger
			}
			if w := got(t, ledgerOn(shelf.Hold(), limit), general, Claimant{}); w < want+limit.Per || w > want+limit.Per+lookAgain {
				t.Errorf("death seen %v: waited %v, want %v and a window", seen, w, want)
			}
		})
	}
}

// A machine that starts anew: what was stamped later than its clock shows counts from its start.
func TestAReboot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shelf := NewMemory()
		limit := Limit{Requests: 2, Per: time.Minute}
		one := ledgerOn(shelf, limit)
		got(t, one, general, Claimant{})
		if _, err := one.Take(t.Context(), general); err != nil { // never answered
			t.Fatal(err)
		}
		go func() { _, _ = one.Take(t.Context(), general) }() // waits, for ever
		synctest.Wait()
		_ = clock.Sleep(t.Context(), time.Second)
		after := NewShared(shelf.Hold(), bootedAt(time.Now().Add(-10*time.Second))).Ledger(company, Config{Limits: []Limit{limit}})
		if w := got(t, after, general, Claimant{}); !about(w, 50*time.Second) {
			t.Errorf("waited %v, want a minute from the start ten seconds ago", w)
		}
	})
}

func TestAStopOutlivesAReboot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shelf := NewMemory()
		done, _ := ledgerOn(shelf).Take(t.Context(), general)
		done(tooMany(10 * time.Minute))
		after := NewShared(shelf.Hold(), bootedAt(time.Now())).Ledger(company, Config{})
		if w := got(t, after, general, Claimant{}); !about(w, 10*time.Minute) {
			t.Errorf("waited %v", w)
		}
	})
}

// What cannot be read is begun anew, with the slots that there are.
func TestABrokenPage(t *testing.T) {
	for _, body := range []string{"", "{", "null", "[]", `{"life":""}`, `{"life":"a","lastId":-1}`, "\x00"} {
		synctest.Test(t, func(t *testing.T) {
			shelf := NewMemory()
			one := ledgerOn(shelf, Limit{Requests: 2, Per: time.Hour})
			got(t, one, general, Claimant{})
			got(t, one, general, Claimant{})
			err := shelf.Change(t.Context(), one.mirror.bucket, func(b Bucket) error { return b.Keep([]byte(body)) })
			if err != nil {
				t.Fatal(err)
			}
			if w := got(t, ledgerOn(shelf.Hold(), Limit{Requests: 2, Per: time.Hour}), general, Claimant{}); !about(w, time.Hour) && w < 59*time.Minute {
				t.Errorf("%q: waited %v", body, w)
			}
			if w := got(t, one, general, Claimant{}); w > time.Second {
				t.Errorf("%q: the process that was there waited %v", body, w)
			}
		})
	}
}

func TestForgottenSandboxes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shelf := NewMemory()
		sandbox := company
		sandbox.Sandbox = true
		s := shared(shelf)
		once := Config{Limits: []Limit{{Requests: 1, Per: time.Hour}}}
		got(t, s.Ledger(sandbox, once), general, Claimant{})
		got(t, s.Ledger(company, once), general, Claimant{})
		i := &issuer{life: time.Hour}
		expect(t, s.Vault(sandbox, "k"), "", i.fetch, "t1")
		if err := s.ForgetSandbox(t.Context()); err != nil {
			t.Fatal(err)
		}
		sandbox.Host = "127.0.0.1:1234" // its address does not matter
		expect(t, s.Vault(sandbox, "k"), "", nil, "")
		if w := got(t, s.Ledger(sandbox, once), general, Claimant{}); w > time.Second {
			t.Errorf("the sandbox still counts: waited %v", w)
		}
		if w := got(t, s.Ledger(company, once), general, Claimant{}); w < time.Hour-time.Minute {
			t.Errorf("the vendor does not count any more: waited %v", w)
		}
	})
}

// unusable is a shelf that cannot be written.
type unusable struct{ *Memory }

var errDisk = errors.New("disk full")

func (u unusable) Change(ctx context.Context, bucket string, f func(Bucket) error) error {
	_ = u.Memory.Change(ctx, bucket, func(b Bucket) error { return errors.Join(f(b), errDisk) })
	return errDisk
}

func TestNothingIsSentThatCannotBeCounted(t *testing.T) {
	shelf := NewMemory()
	if _, err := ledgerOn(unusable{shelf}, tenASecond).Take(t.Context(), general); !errors.Is(err, errDisk) {
		t.Errorf("got %v", err)
	}
	stop := errors.New("stopped")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(stop)
	if _, err := ledgerOn(shelf, tenASecond).Take(ctx, general); !errors.Is(err, stop) {
		t.Errorf("got %v", err)
	}
}

func TestUsesAndForecast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shelf := NewMemory()
		l := ledgerOn(shelf, Limit{Requests: 10, Per: time.Hour}, Limit{Requests: 1, Per: 2 * time.Hour, Of: "updates"})
		for i := range 9 {
			got(t, l, general, Claimant{Run: fmt.Sprint("run", i%2)})
		}
		got(t, l, updates, Claimant{Run: "run1"})
		began := time.Now()
		uses, err := ledgerOn(shelf.Hold(), Limit{Requests: 10, Per: time.Hour}, Limit{Requests: 1, Per: 2 * time.Hour, Of: "updates"}).Uses(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if u := uses[0]; u.Used != 10 || !slices.Equal(u.Runs, []RunUse{{"run0", 5}, {"run1", 5}}) || !about(u.FreeAt.Sub(began), time.Hour-250*time.Millisecond) {
			t.Errorf("%+v", u)
		}
		if u := uses[1]; u.Used != 1 || !slices.Equal(u.Runs, []RunUse{{"run1", 1}}) || !about(u.FreeAt.Sub(began), 2*time.Hour) {
			t.Errorf("%+v", u)
		}
		for requests, want := range map[int]time.Duration{1: time.Hour, 10: time.Hour, 11: 2 * time.Hour, 95: 10 * time.Hour} {
			at, err := l.Forecast(t.Context(), make([]string, requests))
			if took := at.Sub(began); err != nil || (took-want).Abs() > want/100 {
				t.Errorf("%d more: %v, %v, want %v", requests, took, err, want)
			}
		}
	})
}

func TestPaceFullIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := shared(NewMemory()).Ledger(company, Config{Limits: []Limit{tenASecond}, Pace: Full})
		o := simulate(l, &strict{limit: tenASecond}, 600, steady(100*time.Millisecond, 0.5), 1)
		if o.refused > 0 || o.rate < 0.96 {
			t.Errorf("%d refused, %.3f of the limit", o.refused, o.rate)
		}
	})
}

// The table of networks, over three processes: no 429 at all, and as much as one process gets.
func TestNetworksOverProcesses(t *testing.T) {
	for name, w := range networks() {
		for _, pace := range []Pace{Safe, Full} {
			synctest.Test(t, func(t *testing.T) {
				shelf := NewMemory()
				var all several
				for range 3 {
					all.each = append(all.each, shared(shelf.Hold()).Ledger(company, Config{Limits: []Limit{tenASecond}, Pace: pace}))
				}
				o := simulate(&all, &strict{limit: tenASecond}, 120, w, 1)
				if safe := float64(time.Second) / float64(time.Second+o.mean); o.refused > 0 || o.rate/safe < 0.95 {
					t.Errorf("%s, %s: %d answers of 429, %.4f of W/(W+latency)", pace, name, o.refused, o.rate/safe)
				}
			})
		}
	}
}

// several takes from one ledger after the other.
type several struct {
	mu   sync.Mutex
	next int
	each []*Ledger
}

func (s *several) Take(ctx context.Context, r call.Request) (func(call.Taken), error) {
	s.mu.Lock()
	s.next = (s.next + 1) % len(s.each)
	l := s.each[s.next]
	s.mu.Unlock()
	return l.Take(ctx, r)
}
