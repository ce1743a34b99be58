package vm

import "sync/atomic"

// Pulse tells whether a script is computing. Whoever looks at it from outside
// knows a script that does not come to a pause by a beat that stays the same odd number.
type Pulse struct{ beat atomic.Uint64 }

// Beat is odd while the script, or the engine on its behalf, computes, and
// different each time that it begins to. It may be called from any goroutine.
func (p *Pulse) Beat() uint64 { return p.beat.Load() }

// turn begins or ends a stretch of computing. A nil Pulse is nobody's.
func (p *Pulse) turn() {
	if p != nil {
		p.beat.Add(1)
	}
}
