package api

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"dandori/runtime/call"
)

// Parts are walked at once: the walk takes about an n-th of the time, though
// nobody knows beforehand where the cards lie.
func TestParallelIsFaster(t *testing.T) {
	took := map[int]time.Duration{}
	requests := map[int]int{}
	for _, n := range []int{1, 4} {
		synctest.Test(t, func(t *testing.T) {
			v := &vendor{cards: counting(3000, start(), 25*time.Second), latency: 300 * time.Millisecond}
			c, _ := v.client(t)
			p := period()
			p.Parallel = n
			begun := time.Now()
			if got := ids(t, c.ListCards(p)); !same(got, idsOf(v.cards)) {
				t.Errorf("parallel %d: %d ids, in order %t", n, len(got), slices.IsSorted(got))
			}
			took[n], requests[n] = time.Since(begun), v.count()
		})
	}
	t.Logf("300 pages: 1 part %s and %d requests, 4 parts %s and %d requests", took[1], requests[1], took[4], requests[4])
	if took[4] > took[1]*2/5 || requests[4] > requests[1]*5/4 {
		t.Errorf("4 parts took %s and %d requests, one took %s and %d", took[4], requests[4], took[1], requests[1])
	}
}

// Whatever the cards' times, the parts, the page and the vendor's reading of
// bounds: every card comes once, oldest first.
func TestParallelGivesEveryCardOnce(t *testing.T) {
	for seed := range soak(60) {
		synctest.Test(t, func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 1))
			v := &vendor{cards: scattered(r), latency: time.Duration(r.IntN(300)) * time.Millisecond, open: r.IntN(2) == 0, apart: r.IntN(2) == 0}
			c, _ := v.client(t)
			p := period()
			p.Parallel, p.Limit = 1+r.IntN(8), 1+r.IntN(20)
			p.To = start().Add(25 * time.Hour)
			got := ids(t, c.ListCards(p))
			if len(got) != len(v.cards) || doubled(got) != "" {
				t.Fatalf("seed %d: %d of %d cards, %q twice", seed, len(got), len(v.cards), doubled(got))
			}
			times := map[string]time.Time{}
			for _, one := range v.cards {
				times[one.ID] = one.Updated
			}
			if !slices.IsSortedFunc(got, func(a, b string) int { return times[a].Compare(times[b]) }) {
				t.Fatalf("seed %d: not in order", seed)
			}
		})
	}
}

// scattered returns cards with whole seconds, many of them in bursts.
func scattered(r *rand.Rand) []card {
	var cards []card
	for range r.IntN(6) {
		at, every := 1+r.IntN(23*3600), 1+r.IntN(200)
		for range r.IntN(150) {
			if r.IntN(3) > 0 {
				at += r.IntN(every)
			}
			cards = append(cards, card{Updated: start().Add(time.Duration(min(at, 24*3600)) * time.Second)})
		}
	}
	slices.SortStableFunc(cards, func(a, b card) int { return a.Updated.Compare(b.Updated) })
	for i := range cards {
		cards[i].ID = fmt.Sprintf("C%05d", i)
	}
	return cards
}

// A slow script bounds what waits for it.
func TestParallelIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := &vendor{cards: counting(20_000, start(), 4*time.Second)}
		c, _ := v.client(t)
		p := period()
		p.Parallel = 4
		w := c.ListCards(p)
		defer w.Close()
		pageAt(t, w, nil)
		synctest.Wait()
		if most := 2 * 4 * (aheadPages + 2); v.count() > most {
			t.Errorf("%d of 2,000 pages were fetched for a script that took one, want at most %d", v.count(), most)
		}
	})
}

func TestPeriodOfNoLength(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := &vendor{cards: counting(1, start(), 0)}
		c, _ := v.client(t)
		p := period()
		p.To, p.Parallel = p.From, 4
		if got := ids(t, c.ListCards(p)); len(got) != 1 {
			t.Errorf("got %q", got)
		}
	})
}

// A walk that breaks off after any page, in a process that dies, goes on in
// another one from the cursor and the pages before it.
func TestResumeAnywhere(t *testing.T) {
	for seed := range soak(30) {
		synctest.Test(t, func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 2))
			v := &vendor{cards: scattered(r), latency: time.Duration(r.IntN(50)) * time.Millisecond, life: 6 * time.Hour}
			c, _ := v.client(t)
			p := period()
			p.Parallel, p.Limit, p.To = 1+r.IntN(5), 1+r.IntN(30), start().Add(25*time.Hour)
			var given []call.Answer
			var cursor []byte
			for lives := 0; ; lives++ {
				w := c.ListCards(p)
				for _, a := range given {
					w.Saw(a)
				}
				for range 1 + r.IntN(6) {
					given = append(given, pageAt(t, w, cursor))
					if cursor = given[len(given)-1].Cursor; cursor == nil {
						break
					}
				}
				w.Close()
				if cursor == nil {
					break
				}
				time.Sleep(time.Duration(r.IntN(8)) * time.Hour)
			}
			var got []string
			for _, a := range given {
				got = append(got, idsIn(t, a.Body)...)
			}
			if len(got) != len(v.cards) || doubled(got) != "" {
				t.Fatalf("seed %d: %d of %d cards, %q twice", seed, len(got), len(v.cards), doubled(got))
			}
		})
	}
}

// soak returns short, or with DANDORI_SOAK set (make soak) a hundred times as many.
func soak(short uint64) uint64 {
	if os.Getenv("DANDORI_SOAK") != "" {
		return short * 100
	}
	return short
}
