package simulator

import (
	"context"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"dandori/runtime/clock"
	"dandori/runtime/say"
)

// Spread is a range of durations; Min alone is a steady one.
type Spread struct{ Min, Max time.Duration }

// Latency is the way to a vendor and back: some of it passes before the vendor
// counts a request, some after. Safe for many goroutines; nil is none.
type Latency struct {
	mu            sync.Mutex
	random        *rand.Rand
	before, after Spread
}

// NewLatency returns a latency that draws from both spreads with seed.
func NewLatency(seed uint64, before, after Spread) *Latency {
	return &Latency{random: rand.New(rand.NewPCG(seed, 0)), before: before, after: after}
}

// Set changes the spreads for the requests to come.
func (l *Latency) Set(before, after Spread) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.before, l.after = before, after
}

// Before waits as long as a request is on its way to being counted; it returns
// the cause when ctx ends first.
func (l *Latency) Before(ctx context.Context) error {
	if l == nil {
		return nil
	}
	return clock.Sleep(ctx, l.draw(&l.before))
}

// After waits as long as it takes from counting a request to answering it.
func (l *Latency) After(ctx context.Context) error {
	if l == nil {
		return nil
	}
	return clock.Sleep(ctx, l.draw(&l.after))
}

func (l *Latency) draw(s *Spread) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if s.Max <= s.Min {
		return s.Min
	}
	return s.Min + time.Duration(l.random.Int64N(int64(s.Max-s.Min)+1))
}

// ParseSpread reads "50ms" or "50ms-300ms"; "" is none.
func ParseSpread(s string) (Spread, error) {
	if s == "" {
		return Spread{}, nil
	}
	first, last, ranged := strings.Cut(s, "-")
	low, err := time.ParseDuration(strings.TrimSpace(first))
	if err == nil && !ranged {
		return Spread{Min: low, Max: low}, nil
	}
	high, err2 := time.ParseDuration(strings.TrimSpace(last))
	if err != nil || err2 != nil || low < 0 || high < low {
		return Spread{}, say.Errorf("%q is no latency: write a duration or a range, as 50ms or 50ms-300ms", s)
	}
	return Spread{Min: low, Max: high}, nil
}
