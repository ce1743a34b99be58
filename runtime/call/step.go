package call

import (
	"context"
	"time"
)

// Step is a call as its run's journal names it.
type Step struct {
	N     int       // the order in which the script asked, from 1
	Asked time.Time // when it was first asked, over all restarts of the run
}

// Intent is one request that changes something, as it is about to leave. Its
// name in the journal is N.K: the call's number, and its order within the call.
type Intent struct {
	K           int       `json:"k"`   // from 1: the call's requests that change something, in their order
	Try         int       `json:"try"` // from 1: the same request, sent again after a refusal or while it may be
	At          time.Time `json:"at"`
	Request     Request   `json:"request"`
	Method      string    `json:"method"`
	Path        string    `json:"path"` // with the query
	ContentType string    `json:"contentType,omitempty"`
	Body        []byte    `json:"body,omitempty"` // as sent, passwords blanked
	Hash        string    `json:"hash"`           // SHA-256 of the body as sent, in hex
}

// Fate is what became of a request that left.
type Fate string

// The fates of a request.
const (
	Done    Fate = "done"    // answered with a 2xx that was read
	Refused Fate = "refused" // certainly not done: refused by the vendor, or never left
	Unknown Fate = "unknown" // it may have been done
)

// Result is what came of the request K of a call.
type Result struct {
	K           int    `json:"k"`
	Try         int    `json:"try"`
	Fate        Fate   `json:"fate"`
	Status      int    `json:"status,omitempty"` // of the answer; 0 for none
	ContentType string `json:"contentType,omitempty"`
	Body        []byte `json:"body,omitempty"` // of the answer, when it is Done
	Err         *Error `json:"err,omitempty"`
}

// Prior is what an earlier process of the run left about a request.
type Prior struct {
	Answer *Result // it was done: this is what the vendor answered; it must not be sent again
	Doubt  *Intent // it left, and nothing is known of its answer
	First  time.Time
	Last   bool // no later write to the same target went out since
}

// Scribe writes a call's requests down. Transport calls it for every request
// whose operation is not a Read.
type Scribe interface {
	// Begin names the call's next request that changes something, and tells
	// what an earlier process of the run left about it: nil for nothing.
	Begin(r Request) (k int, prior *Prior)
	// Intend enters a request just before its first byte. When it returns nil
	// the entry is on disk; after an error the request must not leave.
	Intend(ctx context.Context, i Intent) error
	// Settle enters what came of it. When it returns nil the entry is on disk.
	Settle(r Result) error
	// Note keeps something that the call knows before it sends, such as the
	// state before an append, for whoever must settle a doubt about it.
	Note(note []byte) error
	// Plan keeps what the call is about to change (package plan), before its
	// first request that changes something, or in its place in a dry run. The last one counts.
	Plan(plan []byte) error
}

// Doubtful is a request whose fate is not known, as a probe is asked about it.
type Doubtful struct {
	Intent Intent
	Note   []byte // the last Note of the call; nil for none
}

// Verdict is what a probe found out.
type Verdict struct {
	Happened bool   // false: it cannot be told, or not yet; never "it did not happen"
	Answer   Answer // what the call brings back when it happened
}

// Probe looks at what can be read back to settle a request in doubt. It only reads.
type Probe func(ctx context.Context, d Doubtful) (Verdict, error)

type (
	stepKey   struct{}
	scribeKey struct{}
)

// WithStep returns ctx in which the call s is done, written down by w (nil: by nobody).
func WithStep(ctx context.Context, s Step, w Scribe) context.Context {
	ctx = context.WithValue(ctx, stepKey{}, s)
	if w == nil {
		return ctx
	}
	return context.WithValue(ctx, scribeKey{}, w)
}

// StepFrom returns the step that WithStep put into ctx.
func StepFrom(ctx context.Context) (Step, bool) {
	s, ok := ctx.Value(stepKey{}).(Step)
	return s, ok
}

// ScribeFrom returns the scribe that WithStep put into ctx; nil for none.
func ScribeFrom(ctx context.Context) Scribe {
	w, _ := ctx.Value(scribeKey{}).(Scribe)
	return w
}

// Kept returns when all that the run has seen so far is on disk. It comes before
// an effect on this machine after which the same reads would show something
// else, such as the removal of a file that was read.
func Kept(ctx context.Context) error {
	w := ScribeFrom(ctx)
	if w == nil {
		return nil
	}
	return w.Note(nil)
}
