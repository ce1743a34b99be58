package quota

import (
	"slices"
	"time"

	"dandori/runtime/call"
)

// pacer decides how much of the round trip pace full gives back.
//
// Say a request takes u to the place where the vendor counts it, and d from
// there to the end of its answer; its round trip is u+d. A slot whose answer
// came at a may be used again at a+W-g, and the vendor sees its two requests
// (W-g)+u+d apart, u being the later one's and d the earlier one's. That is
// enough as long as
//
//	g ≤ u + d.
//
// A round trip shows u+d of one request, never u or d alone, so pace full needs
// an assumption where pace safe (g = 0) needs none: the way there and the way
// back are not shorter, together, than in the shortest round trip seen so far,
// less what is held back below. No pace can do without it: if all of a round
// trip L lies on the way there, N requests a window leave at full pace and the
// way shortens to L' at once, then the first request after that overtakes those
// still under way, and (L-L')·N/W too many arrive in one window. Hence:
//
//   - the shortest of ten minutes and more counts, not only the present one;
//   - where half of the recent round trips differ much from the shortest (twice
//     that is held back), nothing is given back: with delays that spread, u may
//     be short in one request and d in another;
//   - a fiftieth of W is always held back; it costs the 2 % that full is from the limit;
//   - of round trips longer than an eighth of W nothing is given back: so long a
//     one is load rather than distance, and load goes away at once (200 ms that drop to 10 ms);
//   - a shorter round trip than any before begins everything anew, and slots
//     from before are not given anything back;
//   - a 429 ends it for a while, whichever process it came to.
//
// Each process has a pacer of its own, which gives back of what this process
// sent itself and counts what others sent in full: two processes may reach the
// vendor by different ways (a proxy, a tunnel), and the sum of one's way there
// and the other's way back is nothing that either has seen.
type pacer struct {
	lately []time.Duration // the last round trips, oldest first
	since  instant         // requests sent before this say nothing about the present way

	floor, before time.Duration // shortest of this and of the last period; 0: none yet
	period        instant       // when this period began
	off           instant       // safe until then
}

const (
	sample      = 20
	floorPeriod = 10 * time.Minute
	offAfter429 = 10 * time.Minute
	farFraction = 8  // of W: longer round trips are not given back
	keepBack    = 50 // of W: this much never is
	shorterBy   = 20 // of the shortest: so much less is a shorter way, not noise
)

// answered takes in how s ended.
func (p *pacer) answered(s *Slot, t call.Taken) {
	if t.TooMany {
		p.off = s.Answered + offAfter429
	}
	if t.TooMany || t.Broken || s.left == 0 || s.left < p.since {
		return
	}
	p.saw(s.Answered, s.Answered-s.left)
}

func (p *pacer) saw(now instant, trip time.Duration) {
	if shortest := p.shortest(); shortest > 0 && trip < shortest-shortest/shorterBy {
		p.since, p.lately = now, nil
	}
	if len(p.lately) == sample {
		p.lately = slices.Delete(p.lately, 0, 1)
	}
	p.lately = append(p.lately, trip)
	if p.floor == 0 || now-p.period >= floorPeriod {
		p.before, p.floor, p.period = p.floor, trip, now
	}
	p.floor = min(p.floor, trip)
}

// shortest returns the shortest round trip of this period and the last, 0 if there is none.
func (p *pacer) shortest() time.Duration {
	if p.before > 0 {
		return min(p.floor, p.before)
	}
	return p.floor
}

// back returns how much sooner than safe a slot of a window of w may be used
// again at now, when its last request was s.
func (p *pacer) back(now instant, s *Slot, w time.Duration) time.Duration {
	keep := w / keepBack
	if p.shortest() <= keep || len(p.lately) < sample || s.left == 0 || s.left < p.since || now < p.off {
		return 0
	}
	sorted := slices.Sorted(slices.Values(p.lately))
	least, middle := sorted[0], sorted[sample/2]
	if least > w/farFraction {
		return 0
	}
	return max(0, p.shortest()-2*(middle-least)-keep)
}
