package quota

import (
	"time"

	"dandori/runtime/call"
)

// brake is what an answer of 429 does to everybody on the connection: a stop,
// and a lower pace for a while. Somebody else uses the same limit, or the
// vendor counts otherwise than it says.
type brake struct {
	Until   instant `json:"until,omitempty"` // nothing is sent before
	Last    instant `json:"last,omitempty"`  // when the last 429 came; 0: none did
	InARow  int     `json:"inARow,omitempty"`
	Lowered int     `json:"lowered,omitempty"` // how many times a quarter was taken off the pace
}

const (
	firstStop   = time.Second // when the answer names no time; doubled each time in a row
	longestStop = 5 * time.Minute
	mostLowered = 4
	easing      = 5 * time.Minute // so long without a 429, and the last lowering is taken back
)

// answered takes in how s ended. Several that were on the wire together count as one 429.
func (k *brake) answered(s *Slot, t call.Taken) {
	if !t.TooMany {
		if s.Sent > k.Last && !t.Broken {
			k.InARow = 0
		}
		return
	}
	if s.Sent > k.Last {
		k.Lowered = min(mostLowered, k.loweredAt(s.Answered)+1)
		k.InARow++
		k.Last = s.Answered
	}
	stop := t.RetryAfter
	if stop == 0 {
		stop = min(longestStop, firstStop<<min(k.InARow-1, 20))
	}
	k.Until = max(k.Until, s.Answered+stop)
}

// slowed returns how many of n requests a window may hold at now.
func (k *brake) slowed(now instant, n int) int {
	for range k.loweredAt(now) {
		n -= n / 4
	}
	return max(1, n)
}

// loweredAt returns how many lowerings are left at now.
func (k *brake) loweredAt(now instant) int {
	return max(0, k.Lowered-int((now-max(k.Last, k.Until))/easing))
}
