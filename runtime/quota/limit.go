// Package quota keeps vendors' request limits without guessing (design §8).
//
// For a window of N requests in W, a request is sent when fewer than N others
// are on the wire or were answered less than W ago. That is enough for any
// vendor that counts a request somewhere between its first byte and its
// answer, in sliding or in fixed windows. Proof: take a window of the vendor
// and, of the requests that it counted there, the one that was sent last, at
// s. The others were counted in the same window, so at most W before that
// request was, hence after s-W, and each was answered after it was counted.
// So at s each was on the wire or answered less than W ago, and there were
// fewer than N of them.
//
// Limits and Tokens keep the limits and the access token of one connection
// within a process. Shared keeps them for all processes of a machine.
package quota

import (
	"time"

	"dandori/runtime/call"
)

// Limit is one window of a vendor: at most Requests in any stretch of Per.
type Limit struct {
	Requests int           // at least 1
	Per      time.Duration // more than 0
	Of       string        // "": counts every request; else only operations of this class (call.Operation.Of)
}

// Pace says how close to a limit requests go.
type Pace string

// Safe needs no assumption about the network. Full gives back part of the round trip; see pacer.
const (
	Safe Pace = "safe"
	Full Pace = "full"
)

// Config describes what binds one key or company.
type Config struct {
	Limits []Limit // they stack: a request needs room in each that counts it
	Share  float64 // the part of each limit that is ours, 0 < Share ≤ 1; 0: all of it
	Pace   Pace    // "": Safe

	// Of a Ledger only:
	Claimant Claimant      // who asks where the context does not say
	Hold     time.Duration // the longest that a request takes from its slot to its end, transport.Timeouts.Whole at least; 0: 15 min
	Linger   time.Duration // the longest that a vendor may count a request after its sender's death; 0: 2 min
}

// shared returns the limits of which our share is left, one request at least.
func (c Config) shared() []Limit {
	out := make([]Limit, len(c.Limits))
	for i, l := range c.Limits {
		out[i] = l
		if c.Share > 0 {
			out[i].Requests = int(float64(l.Requests)*c.Share + 1e-9)
		}
		out[i].Requests = max(1, out[i].Requests)
	}
	return out
}

// counts reports whether l counts requests of op.
func (l Limit) counts(of string) bool { return l.Of == "" || l.Of == of }

// span is how long after its answer a request still counts: Per, and a
// thousandth for clocks that do not run alike.
func (l Limit) span() time.Duration { return l.Per + l.Per/1000 }

// Use is how much of one limit is in use.
type Use struct {
	Limit  Limit     // with our share applied
	Used   int       // requests that still count
	FreeAt time.Time // when the next request may be sent; not after now when one may be sent at once

	// Of a Ledger only:
	Runs    []RunUse // who used it
	Waiting int      // requests in line for it
}

func classOf(r call.Request) string { return r.Operation.Of }
