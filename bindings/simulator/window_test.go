package simulator

import (
	"math/rand/v2"
	"testing"
	"time"
)

func TestWindowIsStrict(t *testing.T) {
	start := time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)
	w := NewWindow(3, time.Second)
	steps := []struct {
		at    time.Duration
		ok    bool
		count int
		retry time.Duration
	}{
		{0, true, 1, 0},
		{400 * time.Millisecond, true, 2, 0},
		{900 * time.Millisecond, true, 3, 0},
		{999 * time.Millisecond, false, 4, 401 * time.Millisecond},  // 0.4 must go first, for this one counts too
		{1000 * time.Millisecond, false, 4, 900 * time.Millisecond}, // 0 is gone; 0.4, 0.9 and 0.999 are not
		{1999 * time.Millisecond, true, 2, 0},
	}
	for _, s := range steps {
		ok, count, retry := w.Take(start.Add(s.at))
		if ok != s.ok || count != s.count || retry != s.retry {
			t.Errorf("at %v: got %v, %d, %v; want %v, %d, %v", s.at, ok, count, retry, s.ok, s.count, s.retry)
		}
	}
}

func TestForgivingWindowDoesNotCountRefused(t *testing.T) {
	start := time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)
	w := NewForgivingWindow(1, time.Second)
	w.Take(start)
	for range 5 {
		if ok, _, retry := w.Take(start.Add(time.Millisecond)); ok || retry != 999*time.Millisecond {
			t.Fatalf("got %v, %v", ok, retry)
		}
	}
	if ok, _, _ := w.Take(start.Add(time.Second)); !ok {
		t.Error("refused requests were counted")
	}
}

// TestWindowRetryAfterIsExact waits as told, for random traffic: it is let
// through then, and a nanosecond earlier it would not be.
func TestWindowRetryAfterIsExact(t *testing.T) {
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 1))
		now := time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)
		early, exact := NewWindow(5, time.Second), NewWindow(5, time.Second)
		for range 50 {
			now = now.Add(time.Duration(random.Int64N(int64(300 * time.Millisecond))))
			early.Take(now)
			ok, _, retry := exact.Take(now)
			if ok {
				continue
			}
			if ok, _, _ := early.Take(now.Add(retry - 1)); ok {
				t.Fatalf("seed %d: let through before %v", seed, retry)
			}
			now = now.Add(retry)
			if ok, _, _ := exact.Take(now); !ok {
				t.Fatalf("seed %d: refused after %v", seed, retry)
			}
			early, now = NewWindow(5, time.Second), now.Add(time.Second)
			exact = NewWindow(5, time.Second)
		}
	}
}

func TestWindowWithoutLimitLetsAllThrough(t *testing.T) {
	var none *Window
	for _, w := range []*Window{none, NewWindow(0, time.Second)} {
		for range 100 {
			if ok, _, _ := w.Take(time.Unix(0, 0)); !ok {
				t.Fatal("refused")
			}
		}
	}
}
