package quota

import (
	"context"
	"time"
)

// Shelf is where the processes of a machine keep together what is left of
// their limits, and their access tokens. Stores fulfil it. It knows rows and
// bytes, and nothing of what they mean.
//
// Names of buckets and accounts are made by Hash: they tell nothing about keys
// and companies. Those of a sandbox begin with SandboxPrefix.
type Shelf interface {
	// Change runs f on a bucket, alone among all processes, and keeps what f
	// changed when it returns nil. A bucket that is not there is an empty one.
	// f must not wait for anything, nor keep b.
	Change(ctx context.Context, bucket string, f func(b Bucket) error) error
	// Account runs f on what is kept of an account, alone among all processes,
	// and keeps what it returns; nil: nothing changes. It is sealed at rest.
	Account(ctx context.Context, account string, f func(body []byte) (kept []byte, err error)) error
	// Forget removes all buckets and accounts whose names begin with prefix.
	Forget(ctx context.Context, prefix string) error

	// Hash names data without telling anything about them, alike in all processes.
	Hash(data []byte) string
	// Worker names this process, or this hold on the shelf, and no other one ever.
	Worker() string
	// Alive reports whether that worker may still be at work.
	Alive(worker string) bool
}

// SandboxPrefix begins the names of what belongs to a sandbox.
const SandboxPrefix = "sandbox/"

// Bucket is what is known of one company's or key's limits, within Change.
type Bucket interface {
	Body() ([]byte, error)               // what Keep kept last; nil when there is none
	Keep(body []byte) error              // not sealed: no secrets, nothing about people
	Slots(changed int64) ([]Slot, error) // those whose Changed is greater, by ID
	Put(s Slot) error                    // adds it, or takes the place of the one with its ID
	Drop(below int64) error              // removes all slots whose ID is less
}

// Slot is one request that counts, or may count, against limits. Times are in
// the machine's boot clock.
type Slot struct {
	ID      int64 // in the order in which they were given out
	Changed int64 // raised with each change of a slot of its bucket
	Class   string
	Run     string // who used it; "" for nobody
	Worker  string // who holds it

	Sent     time.Duration
	Answered time.Duration // 0 while it is on the wire
	Deadline time.Duration // when it counts as answered though its holder is silent; 0: never
	Broken   bool          // no complete answer came
	Unsent   bool          // it was given back: not one byte left

	left instant // when it left, as this process saw it; 0: it was not this process that sent it
}
