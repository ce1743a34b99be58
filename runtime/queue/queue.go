// Package queue is the list of runs: which there are, how each stands, who
// works on it and until when.
//
// Due does two jobs. While a run is queued or waiting it is the time at which
// the run goes on; while it is running it is the end of its owner's lease. A
// run without a due time moves only when somebody moves it.
//
// A lease is the right to work on a run. Each claim raises the run's epoch, and
// whatever is written about the run carries the epoch of its claim: what an
// owner writes that has been overtaken is refused with ErrFenced.
//
// A run is taken from an owner that has died at once, and from one that is
// frozen when its lease is over and, half a lease after another process found it
// so, still is: a clock that jumps, or a machine that slept, must not take runs
// from owners who are there to renew their leases. Owners renew theirs
// every third of a lease.
package queue

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// State is how a run stands (design §7).
type State string

// The states of a run.
const (
	Queued    State = "queued"
	Running   State = "running"
	Waiting   State = "waiting"
	Paused    State = "paused"
	InDoubt   State = "in_doubt"
	Succeeded State = "succeeded"
	Failed    State = "failed"
	Cancelled State = "cancelled"
)

// Over reports whether a run in this state has ended for good.
func (s State) Over() bool { return s == Succeeded || s == Failed || s == Cancelled }

// Run is one run.
type Run struct {
	ID       string
	Workflow string // "" for a bare script
	Script   string // project-relative
	Lane     string // runs of one lane go one after the other; "" stands alone
	State    State
	Reason   say.Text  // why it is paused, in doubt or failed; what it waits for; sealed at rest
	Due      time.Time // zero: never by itself
	Until    time.Time // waiting: until when at the latest, as far as known
	Epoch    int64     // of the last claim
	Owner    string    // the worker that holds the lease; "" for none
	Attempt  int       // from 1; a retry is the next
	Crashes  int       // claims in a row after which the journal did not grow
	Stopping bool      // somebody asked to cancel it

	Created, Started, Finished time.Time // zero: not yet
	Worked                     time.Duration

	Spec    Spec
	Result  json.RawMessage // what the default function returned; nil for nothing
	Failure json.RawMessage // engine.Failure as JSON; nil for none
	Sandbox []string        // its connections that are simulated
	Sent    map[string]int  // requests so far, by connection
}

// Spec is what a run was ordered with: all that it needs to begin, and to begin
// again in any process. It is sealed at rest.
type Spec struct {
	Program   string          `json:"program"` // names the stored code by its content
	Prelude   string          `json:"prelude"` // likewise the engine's own scripts
	Params    json.RawMessage `json:"params,omitempty"`
	Uses      []string        `json:"uses"` // the connections that the script imports
	Read      []string        `json:"read"` // folders, project-relative
	Write     []string        `json:"write"`
	DryRun    bool            `json:"dryRun,omitempty"`
	AskVendor bool            `json:"askVendor,omitempty"`
	Remove    *int            `json:"remove,omitempty"` // the workflow's guard
	Change    float64         `json:"change,omitempty"` // likewise, in percent of a target's rows; 0: any
	Preimage  bool            `json:"preimage,omitempty"`
	Timeout   time.Duration   `json:"timeout,omitempty"` // of working time
	Lang      string          `json:"lang"`
	Example   bool            `json:"example,omitempty"` // a shipped one, which the project does not have
	Again     string          `json:"again,omitempty"`   // the run that this one repeats from the start
	Undo      string          `json:"undo,omitempty"`    // the run that this one takes back
	Version   string          `json:"version,omitempty"` // of the workflow; "" for a bare script
	Retry     Retry           `json:"retry,omitzero"`
	Notify    Notify          `json:"notify,omitzero"`
	File      *File           `json:"file,omitempty"`      // that started it
	Sandboxed bool            `json:"sandboxed,omitempty"` // all connections are on the sandbox, whatever the project says
	Signed    *Signed         `json:"signed,omitempty"`    // the plan that it must keep to; nil: none
}

// Signed is a plan that people have signed, and that a run makes.
type Signed struct {
	File string `json:"file"` // as it was called
	Hash string `json:"hash"` // SHA-256 of the file, hexadecimal
	By   string `json:"by"`   // who had it made; "" is not known
	Plan []byte `json:"plan"` // its rows (package plan, Signed.Pack)
}

// Retry says how often and when a failed run goes on by itself.
type Retry struct {
	Attempts int           `json:"attempts,omitempty"` // all in all; 0 and 1: none
	Delay    time.Duration `json:"delay,omitempty"`
	Backoff  float64       `json:"backoff,omitempty"` // what the delay is multiplied with each time; below 1: 1
}

// Notify says who is told of what.
type Notify struct {
	On []string `json:"on,omitempty"` // occasions, as the workflow names them
	To []string `json:"to,omitempty"` // channels of dandori.yaml
}

// File is a file that started a run, as it was found.
type File struct {
	Path string `json:"path"` // project-relative
	Hash string `json:"hash"` // SHA-256 of its content, hexadecimal
}

// Lease is the right to work on a run.
type Lease struct {
	Run   string
	Epoch int64
}

// ErrStalled says that nothing can be written to the store for now, as when
// another program has it locked or its disk is full: later it may go well.
var ErrStalled = errors.New("queue: the store cannot be written for now")

// ErrFenced says that somebody else has claimed the run since. Nothing may be
// written or sent for it any more.
var ErrFenced = errors.New("queue: another process has taken the run over")

// Park is how a run is left that is not over, or that is.
type Park struct {
	State   State
	Reason  say.Text
	Due     time.Time // zero: it waits for somebody
	Until   time.Time
	Result  json.RawMessage
	Failure json.RawMessage
	Keep    []call.Keep // AtEnd changes of the workflow's state: kept in the same transaction
	Sent    map[string]int
	Worked  time.Duration // by this lease
	Retry   bool          // Queued: the next claim is another attempt
	Notices []Notice      // entered with it, when the run is left as State says
}

// Filter chooses runs for List. Zero fields choose all.
type Filter struct {
	Workflow string
	States   []State
	Before   string // runs older than this one, for the next page
	Limit    int    // 0: 100
}

// Queue is the store of runs. Times are the machine's time of day.
type Queue interface {
	// Add puts a run into the list, queued or claimed at once when owner is not "".
	// The lease is zero when the run was not claimed: because nobody was to, or
	// because its lane is taken, and it waits for its turn, due as it is.
	Add(ctx context.Context, r Run, owner string, lease time.Duration) (Lease, error)
	// Claim takes the run that has been due longest and whose lane is free; ok is false when there is none.
	Claim(ctx context.Context, owner string, lease time.Duration) (r Run, ok bool, err error)
	// ClaimRun takes the run id in one of the given states, due or not; of those
	// that are over it begins the next attempt. ok is false when it is in none
	// of them, somebody alive works on it, or its lane is taken.
	ClaimRun(ctx context.Context, id, owner string, lease time.Duration, from ...State) (r Run, ok bool, err error)
	// Renew prolongs all leases of owner, and returns the runs that it still
	// holds and those of them that somebody wants cancelled.
	Renew(ctx context.Context, owner string, lease time.Duration) (held, stopping []string, err error)
	// Stopping returns the runs of owner that somebody wants cancelled. It only reads.
	Stopping(ctx context.Context, owner string) ([]string, error)
	// Park gives a run back. ErrFenced when the lease is not the last. What was
	// asked for meanwhile is done: a run that is to be cancelled is not put to
	// sleep but cancelled, one that was woken does not wait but is due at once.
	Park(ctx context.Context, l Lease, p Park) error
	// Reap makes the runs of workers that have died, or are frozen, due at once, and returns how
	// many. A run that kills its workers one after the other without progress is
	// due later each time, and paused in the end.
	Reap(ctx context.Context) (int, error)
	// Ready returns runs that are due, whose lanes are free and on which nobody
	// works, those first that have been due longest. It only reads. What cannot
	// be read of a run that is damaged is left out.
	Ready(ctx context.Context, limit int) ([]Run, error)
	// Busy returns the run of a lane that comes first, of those that are not
	// over: the one that was started, or else was created first. "" for none, and for the lane "".
	Busy(ctx context.Context, lane string) (run string, err error)
	// Repin changes what a claimed run was ordered with. ErrFenced when the lease is not the last.
	Repin(ctx context.Context, l Lease, s Spec) error
	// Next returns when the next run is due that this process does not work on
	// and whose lane is free; zero for none.
	Next(ctx context.Context) (time.Time, error)
	// Others reports whether other processes work on runs, and may die of it.
	Others(ctx context.Context) (bool, error)
	// Wake makes a run that waits due at once. ok is false when it does not wait;
	// one that is worked on will not go to sleep without another look.
	Wake(ctx context.Context, id string) (ok bool, err error)
	// Cancel asks for a run's end: at once when nobody works on it. A run that
	// is in doubt stays so until somebody resolves it, and ends then.
	Cancel(ctx context.Context, id string) (State, error)

	Get(ctx context.Context, id string) (r Run, ok bool, err error) // id may be an unambiguous beginning
	List(ctx context.Context, f Filter) ([]Run, error)              // newest first
}

// Bell tells that something in the store has changed, through this process or
// another. It is for one waiter.
type Bell interface {
	// Wait returns when there was a change since the last Wait, or at until;
	// with an error when ctx ends. It may return without a cause.
	Wait(ctx context.Context, until time.Time) error
}

// Decision is a person's answer to an approval.
type Decision struct {
	Run      string    `json:"run"`
	N        int       `json:"n"` // the call of approve()
	Approved bool      `json:"approved"`
	By       string    `json:"by"`
	At       time.Time `json:"at"`
	Note     string    `json:"note"`
}

// Approvals keeps what people decided.
type Approvals interface {
	// Request enters that the run's call n asks for an approval, and the notices of it; again it does nothing.
	Request(ctx context.Context, run string, n int, message string, details json.RawMessage, notices []Notice) error
	// Decided returns the decision on call n, if there is one.
	Decided(ctx context.Context, run string, n int) (Decision, bool, error)
	// Open returns the calls of a run that wait for a decision, oldest first, with their messages.
	Open(ctx context.Context, run string) ([]Approval, error)
	// Decide enters d and wakes the run. ok is false when nothing waits for it.
	Decide(ctx context.Context, d Decision) (ok bool, err error)
}

// Approval is an open question to a person.
type Approval struct {
	N       int
	Asked   time.Time
	Message string
	Details json.RawMessage
}

// Line is one line of a run's log.
type Line struct {
	At      time.Time       `json:"at"`
	Level   string          `json:"level"` // debug, info, warn, error
	Message string          `json:"message"`
	Fields  json.RawMessage `json:"fields,omitempty"`
	Script  bool            `json:"script,omitempty"` // written by the script: a replay writes it again, and it is counted, not kept twice
}

// Logs keeps the lines of runs.
type Logs interface {
	// Write adds lines. They may be lost in a power cut.
	Write(ctx context.Context, run string, lines []Line) error
	// Read returns the lines from the nth (from 0) on, at most limit.
	Read(ctx context.Context, run string, from, limit int) ([]Line, error)
	// Scripted returns how many lines of the run its script wrote.
	Scripted(ctx context.Context, run string) (int, error)
}
