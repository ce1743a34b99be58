package quota

import (
	"testing"
	"time"

	"dandori/runtime/call"
)

const ms = time.Millisecond

// paced is a pacer with a clock, fed by hand.
type paced struct {
	pacer
	now instant
}

func newPaced() *paced { return &paced{now: time.Hour} }

// trips lets n requests come back after a round trip each, a tenth of a second apart.
func (p *paced) trips(n int, trip time.Duration) {
	for range n {
		p.now = p.now + 100*ms
		p.answered(&Slot{left: p.now - trip, Answered: p.now}, call.Taken{Sent: true})
	}
}

func (p *paced) gives() time.Duration { return p.back(p.now, &Slot{left: p.now}, time.Second) }

func TestFullGivesBack(t *testing.T) {
	for _, c := range []struct {
		name string
		feed func(p *paced)
		want time.Duration
	}{
		{"nothing at first", func(p *paced) { p.trips(sample-1, 100*ms) }, 0},
		{"all of a steady trip but what is kept", func(p *paced) { p.trips(sample, 100*ms) }, 80 * ms},
		{"nothing of a short trip", func(p *paced) { p.trips(sample, 20*ms) }, 0},
		{"nothing of a long one", func(p *paced) { p.trips(sample, 126*ms) }, 0},
		{"less by twice the noise", func(p *paced) { p.trips(sample/2, 100*ms); p.trips(sample/2, 110*ms) }, 60 * ms},
		{"as much despite outliers", func(p *paced) { p.trips(sample/2+1, 100*ms); p.trips(sample/2-1, 900*ms) }, 80 * ms},
		{"no more than the shortest of the last minutes", func(p *paced) { p.trips(sample, 60*ms); p.trips(sample, 100*ms) }, 40 * ms},
		{"more when that is long ago", func(p *paced) { p.trips(sample, 60*ms); p.trips(2*6000+1, 100*ms) }, 80 * ms},
		{"nothing when a shorter one comes", func(p *paced) { p.trips(sample, 100*ms); p.trips(1, 90*ms) }, 0},
		{"again when that is steady", func(p *paced) { p.trips(sample, 100*ms); p.trips(sample+1, 90*ms) }, 70 * ms},
		{"as much when one is a little shorter", func(p *paced) { p.trips(sample, 100*ms); p.trips(1, 96*ms) }, 68 * ms},
		{"nothing after a 429", func(p *paced) {
			p.trips(sample, 100*ms)
			p.answered(&Slot{left: p.now, Answered: p.now}, call.Taken{Sent: true, TooMany: true})
			p.trips(1000, 100*ms)
		}, 0},
		{"again ten minutes after a 429", func(p *paced) {
			p.answered(&Slot{left: p.now, Answered: p.now}, call.Taken{Sent: true, TooMany: true})
			p.trips(6001, 100*ms)
		}, 80 * ms},
		{"nothing for broken answers", func(p *paced) {
			p.trips(sample-1, 100*ms)
			p.answered(&Slot{left: p.now, Answered: p.now + ms}, call.Taken{Sent: true, Broken: true})
		}, 0},
	} {
		p := newPaced()
		c.feed(p)
		if got := p.gives(); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// What was sent before a shorter way was seen says nothing about it.
func TestFullForgetsTheLongerWay(t *testing.T) {
	p := newPaced()
	p.trips(sample, 100*ms)
	before := p.now
	p.trips(sample+1, 80*ms)
	if got := p.back(p.now, &Slot{left: before}, time.Second); got != 0 {
		t.Errorf("a slot from before gives back %v", got)
	}
	if got := p.gives(); got != 60*ms {
		t.Errorf("a slot from after gives back %v, want 60 ms", got)
	}
}

// What another process sent may have gone another way.
func TestFullGivesNothingBackOfOthers(t *testing.T) {
	p := newPaced()
	p.trips(sample, 100*ms)
	if got := p.back(p.now, &Slot{Sent: p.now, Answered: p.now}, time.Second); got != 0 {
		t.Errorf("the slot of another process gives back %v", got)
	}
	p.answered(&Slot{Sent: p.now - 10*ms, Answered: p.now}, call.Taken{Sent: true})
	if got := p.gives(); got != 80*ms {
		t.Errorf("what another process saw counts: %v", got)
	}
}
