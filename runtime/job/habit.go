package job

import (
	"math"
	"time"
)

const (
	soonest = 500 * time.Millisecond // no look comes before
	closest = 200 * time.Millisecond // no two looks at a job are closer
	longest = 10 * time.Minute       // nor further apart: six of an hour's sixty requests

	nudge  = 1.2 // past the bracket, first a little: durations vary
	growth = 3.2 // then by this: from 20 s to 10 min are six looks
	tight  = 1.1 // a bracket this narrow is not worth a look inside
	cuts   = 3   // looks at a bracket, the last one at its end

	gentle   = 1.2 // how far below the shortest duration a probe looks first
	steepest = 8   // and how far at most, when jobs have become much shorter
)

// habit is what is known of one operation's jobs: the recent ones were not done
// at lo and were done at hi. Both are looks, not durations: the truth lies between.
//
// A look inside the bracket halves it (or better); a job that is not done at hi
// moves it up; and since a job that is done at the first look says nothing
// about how much sooner it was done, now and then one looks a little earlier.
type habit struct {
	lo, hi time.Duration // hi is 0 before the first job, lo is 0 when nothing is known from below

	quiet    int     // jobs in a row that were done at the first look
	patience int     // how many of them make a probe worth its request
	drop     float64 // how far below hi a probe looks when lo is 0
}

// next returns when to look, counted from the job's acceptance.
func (h *habit) next(first time.Duration, seen look) time.Duration {
	at := h.wish(first, seen)
	if seen.count == 0 {
		return max(at, soonest)
	}
	return min(max(at, seen.at+closest), seen.at+longest)
}

func (h *habit) wish(first time.Duration, seen look) time.Duration {
	switch {
	case h.hi == 0 && seen.count == 0:
		return first
	case h.hi == 0:
		return times(seen.at, growth)
	case seen.count == 0 && h.probes():
		return h.probe()
	case seen.at < h.hi:
		return inside(max(h.lo, seen.at), h.hi, seen.count)
	case seen.at < times(h.hi, nudge):
		return max(times(h.hi, nudge), times(seen.at, nudge))
	default:
		return times(seen.at, growth)
	}
}

// probes reports whether the next job is first looked at where it should not be
// done yet: where nothing is known from below, or where a narrow bracket has been trusted for a while.
func (h *habit) probes() bool {
	trusted := times(h.lo, tight) >= h.hi
	return h.hi > soonest && (h.lo == 0 || trusted && h.quiet >= h.patience)
}

// probe looks at the bracket's lower end, whether it still holds, or well below all that was seen.
func (h *habit) probe() time.Duration {
	if h.lo > 0 {
		return h.lo
	}
	return times(h.hi, 1/h.drop)
}

// learn takes in a job that was done when the look that was answered at done saw it.
func (h *habit) learn(seen look, done time.Duration) {
	if seen.count == 0 {
		h.early(done)
		return
	}
	probed := h.probes() && seen.notDone < h.hi
	switch {
	case h.hi == 0 || seen.notDone >= h.hi || done <= h.lo: // contradicts what was known: the newest job counts
		h.lo, h.hi = seen.notDone, done
		h.patience = 1
	default:
		h.lo, h.hi = max(h.lo, seen.notDone), min(h.hi, done)
	}
	if probed {
		h.patience = min(2*h.patience, 4) // the probe was in vain: probe less often
	}
	h.quiet, h.drop = 0, gentle
}

// early takes in a job that was done at the first look.
func (h *habit) early(done time.Duration) {
	surprise := h.probes()
	if h.hi == 0 || done < h.hi {
		h.hi = done
	}
	if surprise || h.lo >= h.hi {
		// Shorter than the bracket said: nothing is known from below, and the next probe is bolder.
		h.lo, h.patience = 0, 1
		h.drop = min(2*h.drop, steepest)
	}
	h.quiet++
}

// inside returns the next look at (lo, hi], which cuts what is left of it into
// equal ratios, as many as are worth a look; hi itself when that is the last one.
func inside(lo, hi time.Duration, count int) time.Duration {
	ratio := hi.Seconds() / max(lo, soonest/2).Seconds()
	worth := math.Ceil(math.Log(ratio) / math.Log(tight))
	parts := max(1, min(worth, float64(cuts-count)))
	return times(hi, math.Pow(ratio, (1-parts)/parts))
}

func times(d time.Duration, factor float64) time.Duration {
	return time.Duration(float64(d) * factor)
}
