package quota

import (
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
)

// What is forecast is what the real pacing does, whatever was used before and
// however the classes follow each other.
func TestAForecastComesTrue(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	rng := rand.New(rand.NewPCG(seed, 3))
	for range 40 {
		c := Config{Limits: []Limit{{Requests: 20 + rng.IntN(60), Per: time.Hour}, {Requests: 1 + rng.IntN(6), Per: time.Minute, Of: "updates"}}}
		if rng.IntN(2) == 0 {
			c.Limits = append(c.Limits, Limit{Requests: 7, Per: 70 * time.Second})
		}
		classes := func(n int) (all []string) {
			for range n {
				all = append(all, []string{"", "updates"}[rng.IntN(2)])
			}
			return all
		}
		before, more := classes(rng.IntN(100)), classes(1+rng.IntN(120))
		synctest.Test(t, func(t *testing.T) {
			l := shared(NewMemory()).Ledger(company, c)
			send := func(all []string) time.Time {
				at := time.Now()
				for _, class := range all {
					r := general
					r.Operation.Of = class
					got(t, l, r, Claimant{})
					at = time.Now()
				}
				return at
			}
			send(before)
			_ = clock.Sleep(t.Context(), time.Duration(rng.Int64N(int64(90*time.Second))))
			began := time.Now()
			told, err := l.Forecast(t.Context(), more)
			if err != nil {
				t.Fatal(err)
			}
			was := send(more)
			if late := was.Sub(told); late.Abs() > 2*time.Second+was.Sub(began)/200 {
				t.Errorf("seed %d: %v: %d before, %d more: done after %v, forecast was %v", seed, c.Limits, len(before), len(more), was.Sub(began), told.Sub(began))
			}
		})
	}
}

// Who waits already goes first, and who is slowed down stays slow.
func TestAForecastKnowsTheLineAndTheBrake(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := ledgerOn(NewMemory(), Limit{Requests: 4, Per: time.Minute})
		for range 4 {
			got(t, l, general, Claimant{})
		}
		for range 3 {
			go func() {
				if done, err := l.Take(t.Context(), general); err == nil {
					done(call.Taken{Sent: true})
				}
			}()
		}
		synctest.Wait()
		began := time.Now()
		for n, want := range map[int]time.Duration{0: 0, 1: time.Minute, 2: 2 * time.Minute} {
			at, err := l.Forecast(t.Context(), make([]string, n))
			if n == 0 {
				want = time.Minute // when those in line are through
			}
			if took := at.Sub(began); err != nil || (took-want).Abs() > 2*time.Second {
				t.Errorf("%d more: %v, %v, want %v", n, took, err, want)
			}
		}
		_ = clock.Sleep(t.Context(), 10*time.Minute)
		done, err := l.Take(t.Context(), general)
		if err != nil {
			t.Fatal(err)
		}
		done(call.Taken{Sent: true, TooMany: true, RetryAfter: 20 * time.Minute})
		began = time.Now()
		if at, err := l.Forecast(t.Context(), make([]string, 1)); err != nil || (at.Sub(began)-20*time.Minute).Abs() > time.Second {
			t.Errorf("after a 429: %v, %v", at.Sub(began), err)
		}
	})
}
