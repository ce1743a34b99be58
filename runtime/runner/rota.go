package runner

import (
	"context"
	"sync"
	"time"

	"dandori/runtime/clock"
	"dandori/runtime/queue"
)

const (
	firstPause   = 200 * time.Millisecond // before a run is tried again that nobody has claimed
	longestPause = time.Minute
	sayAgain     = time.Minute
)

// rota says which runs are worked on, and which are not to be tried yet.
type rota struct {
	most    int
	working sync.WaitGroup

	mu    sync.Mutex
	under map[string]under     // runs that are worked on
	tried map[string]tried     // runs that were, and that nobody has claimed
	told  map[string]time.Time // when something was said last
}

// under is a run that is worked on.
type under struct {
	epoch int64 // before it was claimed
	stop  context.CancelCauseFunc
}

// tried is a run that could not be begun.
type tried struct {
	epoch int64
	times int
	next  time.Time
}

func newRota(most int) *rota {
	return &rota{most: max(1, most), under: map[string]under{}, tried: map[string]tried{}, told: map[string]time.Time{}}
}

// room returns how many runs may be begun, and how many there are that are not to be.
func (r *rota) room() (room, known int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := clock.Now()
	for id, t := range r.tried { // what has not come up for so long is somebody else's by now
		if now.Sub(t.next) > longestPause {
			delete(r.tried, id)
		}
	}
	return r.most - len(r.under), len(r.under) + len(r.tried)
}

// begin enters a run as worked on, unless it is, or there is no room, or it is
// too early. stop ends the work. A worker that has claimed the run and lost it
// again, because it was frozen for too long, is stopped: it only stands in the way.
func (r *rota) begin(run queue.Run, stop context.CancelCauseFunc) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if u, ok := r.under[run.ID]; ok {
		if run.Epoch >= u.epoch+2 {
			u.stop(queue.ErrFenced)
		}
		return false
	}
	t, again := r.tried[run.ID]
	if len(r.under) >= r.most || again && t.epoch == run.Epoch && clock.Now().Before(t.next) {
		return false
	}
	r.under[run.ID] = under{run.Epoch, stop}
	r.working.Add(1)
	return true
}

// left enters that a run is not worked on any more; untouched: nobody has claimed
// it. It reports whether err is to be said.
func (r *rota) left(run queue.Run, untouched bool, err error) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.under, run.ID)
	now := clock.Now()
	if t := r.tried[run.ID]; !untouched {
		delete(r.tried, run.ID)
	} else {
		r.tried[run.ID] = tried{run.Epoch, t.times + 1, now.Add(min(longestPause, firstPause<<min(t.times, 20)))}
	}
	return err != nil && r.say(err.Error(), now)
}

// say reports whether something was not said lately.
func (r *rota) say(what string, now time.Time) bool {
	for said, at := range r.told {
		if now.Sub(at) >= sayAgain {
			delete(r.told, said)
		}
	}
	if _, said := r.told[what]; said {
		return false
	}
	r.told[what] = now
	return true
}
