// Package worker runs work in processes of their own, which are this program
// once more: what one of them uses of the machine is bounded, and what brings
// one of them down brings down no other.
//
// The parent starts a Process and waits for its End. In the worker, Bound sets
// the limits that the system keeps, Guard looks after those that it does not,
// and Orphaned tells that the parent is gone.
package worker

import (
	"cmp"
	"time"

	"dandori/runtime/call"
)

// Limits bound what one worker uses. Zero fields mean the default.
type Limits struct {
	Memory int64         // bytes; 1 GiB
	CPU    time.Duration // processor time in all; 30 minutes
	Stall  time.Duration // processor time without a pause; a minute
}

// filled returns the limits with the defaults in place.
func (l Limits) filled() Limits {
	return Limits{
		Memory: cmp.Or(l.Memory, 1<<30),
		CPU:    cmp.Or(l.CPU, 30*time.Minute),
		Stall:  cmp.Or(l.Stall, time.Minute),
	}
}

// What names a limit.
type What string

// The limits.
const (
	Memory What = "memory"
	CPU    What = "cpu"
	Stall  What = "stall"
)

// Exceeded says that a worker has used more than it may.
type Exceeded struct {
	What   What
	Limits Limits // without zero fields
	Hard   bool   // far more: there is no time to end in order
}

// Err is the error that ends the run.
func (x Exceeded) Err() *call.Error {
	switch x.What {
	case CPU:
		return call.New(call.LimitError, "the script computed for more than %s in all", x.Limits.CPU).
			WithHint("if it is meant to, allow more in dandori.yaml: worker: { cpu: … }")
	case Stall:
		return call.New(call.LimitError, "the script computed for more than %s without a pause", x.Limits.Stall).
			WithHint("look for a loop that never ends, or a regular expression that tries too much; or allow more in dandori.yaml: worker: { stall: … }")
	}
	return OutOfMemory(x.Limits)
}

// OutOfMemory is the error of a run whose worker used more memory than l allows.
func OutOfMemory(l Limits) *call.Error {
	return call.New(call.LimitError, "the script used more memory than %s", bytesOf(l.filled().Memory)).
		WithHint("work on one row after the other rather than on all at once; or allow more in dandori.yaml: worker: { memory: … }")
}

// TooDeep is the error of a run whose worker's stack overflowed.
func TooDeep() *call.Error {
	return call.New(call.LimitError, "the script nests values too deeply").
		WithHint("look for objects or arrays that hold each other thousands deep")
}
