package quota

import (
	"fmt"
	"math/rand/v2"
	"slices"
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
	rate    float64       // requests a window, from the first sent to the last answered, as a part of the limit
	mean    time.Duration // latency
}

// simulate sends n requests through l to a strict vendor, in the time of a bubble.
func simulate(l *Limits, vendor *strict, n int, w way, seed uint64) outcome {
	rng := rand.New(rand.NewPCG(seed, 7))
	began := time.Now()
	var mu sync.Mutex
	var wg sync.WaitGroup
	var total time.Duration
	for i := range n {
		wg.Go(func() {
			done, err := l.Take(testContext, call.Request{Connection: "sansan"})
			if err != nil {
				panic(err)
			}
			mu.Lock()
			there, back := w(i, time.Since(began), rng)
			total += there + back
			mu.Unlock()
			_ = clock.Sleep(testContext, there)
			refused := vendor.count()
			_ = clock.Sleep(testContext, back)
			done(call.Taken{Sent: true, Answered: time.Now(), TooMany: refused})
		})
	}
	wg.Wait()
	took := time.Since(began)
	return outcome{
		refused: vendor.refused,
		rate:    float64(n) / float64(vendor.limit.Requests) * float64(vendor.limit.Per) / float64(took),
		mean:    total / time.Duration(n),
	}
}

// benches are the networks of the table.
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

func TestTable(t *testing.T) {
	for name, w := range networks() {
		for _, pace := range []Pace{Safe, Full} {
			synctest.Test(t, func(t *testing.T) {
				l := NewLimits(Config{Limits: []Limit{tenASecond}, Pace: pace})
				o := simulate(l, &strict{limit: tenASecond}, 600, w, 1)
				safe := float64(time.Second) / float64(time.Second+o.mean)
				t.Logf("%s %-32s 429: %d  %.4f of the limit, %.4f of safe", pace, name, o.refused, o.rate, o.rate/safe)
			})
		}
	}
}
