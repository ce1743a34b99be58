package job

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// outcome is how one job was waited for.
type outcome struct {
	polls int
	late  float64 // of the job's duration
}

// waitFor waits for a job that lasts d, each poll taking trip, inside a synctest bubble.
func waitFor(t *testing.T, p *Poller, d, trip time.Duration) outcome {
	t.Helper()
	begun, o := time.Now(), outcome{}
	err := p.Wait(t.Context(), "kaonaviV1 members.update", 2*time.Second, func(ctx context.Context) (bool, error) {
		o.polls++
		done := time.Since(begun) >= d
		<-time.After(trip)
		return done, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	o.late = float64(time.Since(begun)-d) / float64(d)
	return o
}

func TestTenTasksOf2sThen20sThen10min(t *testing.T) {
	for _, trip := range []time.Duration{0, 80 * time.Millisecond} {
		synctest.Test(t, func(t *testing.T) {
			p := NewPoller()
			for _, d := range []time.Duration{2 * time.Second, 20 * time.Second, 10 * time.Minute} {
				for i := range 10 {
					o := waitFor(t, p, d, trip)
					if o.polls > 6 {
						t.Errorf("task %d of %v took %d polls, want at most 6", i+1, d, o.polls)
					}
					if i >= 3 && o.late > 0.15 {
						t.Errorf("task %d of %v was seen %.0f %% late, want at most 15", i+1, d, 100*o.late)
					}
				}
			}
		})
	}
}

// Any growing or shrinking series is learned, not only the one of the target;
// one task in a thousand may still come as a surprise.
func TestSeriesOfAnyDurationAreLearned(t *testing.T) {
	tasks := 0
	var late []string
	for seed := range soak(200) {
		synctest.Test(t, func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(seed, 1))
			p := NewPoller()
			for range 4 {
				d := time.Second + time.Duration(rnd.ExpFloat64()*float64(2*time.Minute))
				for i := range 12 {
					o := waitFor(t, p, d, 0)
					if o.polls > 8 {
						t.Errorf("seed %d: task %d of %v took %d polls", seed, i+1, d, o.polls)
					}
					tasks++
					// Polls are never closer than some tenths of a second, whatever the task takes.
					if i >= 9 && o.late > 0.15 && o.late*d.Seconds() > 0.3 {
						late = append(late, fmt.Sprintf("seed %d: task %d of %v was seen %.0f %% late", seed, i+1, d, 100*o.late))
					}
				}
			}
		})
	}
	if len(late) > tasks/1000 {
		t.Errorf("%d of %d tasks:\n%s", len(late), tasks, strings.Join(late, "\n"))
	}
}

func TestDurationsThatVaryCostFewPolls(t *testing.T) {
	for seed := range soak(100) {
		synctest.Test(t, func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(seed, 2))
			p, polls, late := NewPoller(), 0, 0.0
			const jobs = 100
			for range jobs {
				o := waitFor(t, p, time.Duration((0.7+0.6*rnd.Float64())*float64(time.Minute)), 0)
				polls, late = polls+o.polls, late+o.late
			}
			if polls > 5*jobs/2 {
				t.Errorf("seed %d: %d polls for %d jobs", seed, polls, jobs)
			}
			if late > 0.5*jobs {
				t.Errorf("seed %d: %.0f %% late on average", seed, 100*late/jobs)
			}
		})
	}
}

// A job that never ends must leave the hour's sixty requests to others.
func TestAnEndlessJobLooksSixTimesAnHour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 24*time.Hour)
		defer cancel()
		polls := 0
		err := NewPoller().Wait(ctx, "k", time.Second, func(context.Context) (bool, error) {
			polls++
			return false, nil
		})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Wait = %v, want the cause of the end", err)
		}
		if polls > 24*6+8 {
			t.Errorf("%d polls in a day", polls)
		}
	})
}

func TestAJobThatSomebodyElseStartedTeachesNothing(t *testing.T) {
	p := NewPoller()
	synctest.Test(t, func(t *testing.T) {
		err := p.Wait(t.Context(), "", time.Minute, func(context.Context) (bool, error) { return true, nil })
		if err != nil || len(p.habits) != 0 {
			t.Errorf("Wait = %v, learned %v", err, p.habits)
		}
	})
}

func TestAFailedPollEndsTheWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, broken := NewPoller(), errors.New("broken")
		err := p.Wait(t.Context(), "k", time.Second, func(context.Context) (bool, error) { return false, broken })
		if !errors.Is(err, broken) || len(p.habits) != 0 {
			t.Errorf("Wait = %v, learned %v", err, p.habits)
		}
	})
}

func TestJobsSideBySide(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewPoller()
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() { waitFor(t, p, time.Duration(i+1)*time.Second, time.Millisecond) })
		}
		wg.Wait()
	})
}

// The first look never comes before the floor, whatever was learned.
func TestNoLookComesTooSoon(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewPoller()
		for range 20 {
			begun := time.Now()
			var last time.Time
			_ = p.Wait(t.Context(), "k", 0, func(context.Context) (bool, error) {
				if !last.IsZero() && time.Since(last) < closest || time.Since(begun) < soonest {
					t.Errorf("looked after %v", time.Since(begun))
				}
				last = time.Now()
				return time.Since(begun) > 20*time.Millisecond, nil
			})
		}
	})
}

// soak returns short, or with DANDORI_SOAK set (make soak) a hundred times as many.
func soak(short uint64) uint64 {
	if os.Getenv("DANDORI_SOAK") != "" {
		return short * 100
	}
	return short
}
