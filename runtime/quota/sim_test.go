package quota

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
)

// strict is a vendor that counts each request when it arrives, refused ones
// too, in sliding windows and in fixed ones of every offset.
type strict struct {
	mu      sync.Mutex
	limit   Limit
	arrived []time.Time
	refused int
}

// count takes in a request and says whether it is refused.
func (v *strict) count() (refused bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	now := time.Now()
	v.arrived = append(v.arrived, now)
	within := 0
	for _, at := range slices.Backward(v.arrived) {
		if now.Sub(at) > v.limit.Per {
			break
		}
		within++
	}
	if within > v.limit.Requests {
		v.refused++
		return true
	}
	return false
}

// way says how long request n takes to be counted, and from there to its answer.
type way func(n int, sent time.Duration, rng *rand.Rand) (there, back time.Duration)

func split(part float64, trip time.Duration) (there, back time.Duration) {
	there = time.Duration(part * float64(trip))
	return there, trip - there
}

// steady lays part of each trip before the counting.
func steady(trip time.Duration, part float64) way {
	return func(int, time.Duration, *rand.Rand) (time.Duration, time.Duration) { return split(part, trip) }
}

// spread draws both ways from [least, most).
func spread(least, most time.Duration) way {
	return func(_ int, _ time.Duration, rng *rand.Rand) (time.Duration, time.Duration) {
		return least + time.Duration(rng.Int64N(int64(most-least))), least + time.Duration(rng.Int64N(int64(most-least)))
	}
}

// drop goes from one latency to another at the time at.
func drop(from, to, at time.Duration, part float64) way {
	return func(_ int, sent time.Duration, _ *rand.Rand) (time.Duration, time.Duration) {
		if sent < at {
			return split(part, from)
		}
		return split(part, to)
	}
}

type outcome struct {
	refused int
	rate    float64       // requests a window as a part of the limit; what the first window lets through at once is left out
	mean    time.Duration // latency
}

// taker is what Limits and Ledger share.
type taker interface {
	Take(ctx context.Context, r call.Request) (func(call.Taken), error)
}

// simulate sends n requests through l to a strict vendor, in the time of a bubble.
func simulate(l taker, vendor *strict, n int, w way, seed uint64) outcome {
	rng := rand.New(rand.NewPCG(seed, 7))
	began := time.Now()
	var mu sync.Mutex
	var wg sync.WaitGroup
	var total time.Duration
	var last time.Time
	one := func(i int) {
		done, err := l.Take(testContext, call.Request{Connection: "sansan"})
		if err != nil {
			panic(err)
		}
		mu.Lock()
		last = time.Now()
		there, back := w(i, time.Since(began), rng)
		total += there + back
		mu.Unlock()
		_ = clock.Sleep(testContext, there)
		refused := vendor.count()
		_ = clock.Sleep(testContext, back)
		done(call.Taken{Sent: true, Answered: time.Now(), TooMany: refused})
	}
	next := make(chan int, n)
	for i := range n {
		next <- i
	}
	close(next)
	for range 4 * vendor.limit.Requests {
		wg.Go(func() {
			for i := range next {
				one(i)
			}
		})
	}
	wg.Wait()
	took := last.Sub(began)
	return outcome{
		refused: vendor.refused,
		rate:    float64(n-vendor.limit.Requests) / float64(vendor.limit.Requests) * float64(vendor.limit.Per) / float64(took),
		mean:    total / time.Duration(n),
	}
}

// networks are those of the table of benchmarks, and some more.
func networks() map[string]way {
	all := map[string]way{
		"spread 50-300 ms": spread(50*time.Millisecond, 300*time.Millisecond),
		"spread 5-60 ms":   spread(5*time.Millisecond, 60*time.Millisecond),
		"spread 20-80 ms":  spread(20*time.Millisecond, 80*time.Millisecond),
	}
	for _, part := range []float64{0, 0.5, 1} {
		for _, ms := range []int{5, 50, 100} {
			all[fmt.Sprintf("steady %d ms, %.0f %% before", ms, part*100)] = steady(time.Duration(ms)*time.Millisecond, part)
		}
		all[fmt.Sprintf("drop 200 to 10 ms, %.0f %% before", part*100)] = drop(200*time.Millisecond, 10*time.Millisecond, 30*time.Second, part)
	}
	return all
}

var tenASecond = Limit{Requests: 10, Per: time.Second}

// The table of networks: no 429 at all, and the throughput that each pace promises.
func TestNetworks(t *testing.T) {
	for name, w := range networks() {
		for _, pace := range []Pace{Safe, Full} {
			synctest.Test(t, func(t *testing.T) {
				l := NewLimits(Config{Limits: []Limit{tenASecond}, Pace: pace})
				o := simulate(l, &strict{limit: tenASecond}, 600, w, 1)
				safe := float64(time.Second) / float64(time.Second+o.mean)
				if o.refused > 0 {
					t.Errorf("%s, %s: %d answers of 429", pace, name, o.refused)
				}
				if o.rate/safe < 0.98 {
					t.Errorf("%s, %s: %.4f of W/(W+latency)", pace, name, o.rate/safe)
				}
				if pace == Full && strings.HasPrefix(name, "steady") && o.rate < 0.97 {
					t.Errorf("%s, %s: %.4f of the limit", pace, name, o.rate)
				}
			})
		}
	}
}

// Whatever the network does, safe is never refused; full neither where its assumption holds.
func TestNever429(t *testing.T) {
	for seed := range soak(25) {
		rng := rand.New(rand.NewPCG(seed, 1))
		limit := Limit{Requests: 1 + rng.IntN(20), Per: time.Duration(1+rng.IntN(3000)) * time.Millisecond}
		synctest.Test(t, func(t *testing.T) {
			l := NewLimits(Config{Limits: []Limit{limit}})
			if o := simulate(l, &strict{limit: limit}, 40*limit.Requests, wild(rng, limit.Per), seed); o.refused > 0 {
				t.Errorf("seed %d, %+v: safe was refused %d times", seed, limit, o.refused)
			}
		})
		synctest.Test(t, func(t *testing.T) {
			w, name := tame(rng)
			l := NewLimits(Config{Limits: []Limit{tenASecond}, Pace: Full})
			if o := simulate(l, &strict{limit: tenASecond}, 300, w, seed); o.refused > 0 {
				t.Errorf("seed %d, %s: full was refused %d times", seed, name, o.refused)
			}
		})
	}
}

// wild changes its delays without any order.
func wild(rng *rand.Rand, per time.Duration) way {
	scale := int64(per) * int64(1+rng.IntN(4)) / 2
	return func(n int, _ time.Duration, rng *rand.Rand) (time.Duration, time.Duration) {
		if n/20%3 == 0 { // at times everything is quick
			return time.Duration(rng.Int64N(1 + scale/100)), 0
		}
		return time.Duration(rng.Int64N(1 + scale)), time.Duration(rng.Int64N(1 + scale))
	}
}

// tame keeps the assumption of pace full: spread, drops from long round trips,
// rises, noise and outliers on top of a way that stays.
func tame(rng *rand.Rand) (way, string) {
	ms := func(n int) time.Duration { return time.Duration(n) * time.Millisecond }
	part, at := rng.Float64(), ms(3000+rng.IntN(20000))
	from, to := ms(130+rng.IntN(400)), ms(rng.IntN(130))
	least := ms(rng.IntN(60))
	switch rng.IntN(4) {
	case 0:
		return drop(from, to, at, part), fmt.Sprintf("drop from %v to %v", from, to)
	case 1:
		return drop(to, from, at, part), fmt.Sprintf("rise from %v to %v", to, from)
	case 2:
		most := least + ms(1+rng.IntN(300))
		return spread(least, most), fmt.Sprintf("spread %v to %v", least, most)
	default:
		noise := int64(ms(1 + rng.IntN(30)))
		return func(n int, _ time.Duration, rng *rand.Rand) (time.Duration, time.Duration) {
			there, back := split(part, to)
			if n%17 == 5 {
				there += 300 * time.Millisecond
			}
			return there + time.Duration(rng.Int64N(noise)), back + time.Duration(rng.Int64N(noise))
		}, fmt.Sprintf("%v with noise of %v", to, time.Duration(noise))
	}
}

// BenchmarkLimits reports the table, in virtual time.
func BenchmarkLimits(b *testing.B) {
	for _, name := range slices.Sorted(maps.Keys(networks())) {
		for _, pace := range []Pace{Safe, Full} {
			b.Run(name+"/"+string(pace), func(b *testing.B) {
				for b.Loop() {
					var o outcome
					inBubble(b, func() {
						l := NewLimits(Config{Limits: []Limit{tenASecond}, Pace: pace})
						o = simulate(l, &strict{limit: tenASecond}, 600, networks()[name], 1)
					})
					b.ReportMetric(float64(o.refused), "429s")
					b.ReportMetric(100*o.rate, "%of-limit")
					b.ReportMetric(o.rate*float64(time.Second+o.mean)/float64(time.Second), "of-safe")
				}
			})
		}
	}
}

// inBubble runs f in a bubble of its own, which only a test can have.
func inBubble(b *testing.B, f func()) {
	all := func(string, string) (bool, error) { return true, nil }
	bubble := func(t *testing.T) { synctest.Test(t, func(*testing.T) { f() }) }
	if !testing.RunTests(all, []testing.InternalTest{{Name: b.Name(), F: bubble}}) {
		b.Fatal("the simulation failed")
	}
}

// soak returns short, or with DANDORI_SOAK set (make soak) a hundred times as many.
func soak(short uint64) uint64 {
	if os.Getenv("DANDORI_SOAK") != "" {
		return short * 100
	}
	return short
}
