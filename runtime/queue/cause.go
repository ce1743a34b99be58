package queue

import (
	"context"
	"time"

	"dandori/runtime/say"
)

// CauseKind is a way in which runs are started without a person.
type CauseKind string

// The kinds of causes.
const (
	ByTime CauseKind = "schedule"
	ByFile CauseKind = "file"
)

// Cause is what started a run, or would have. It is entered in the transaction
// that puts the run into the list, and what has been entered starts no second run.
type Cause struct {
	Workflow string
	Kind     CauseKind
	Key      string    // what makes it one: of a schedule the instant in RFC 3339 (UTC), of a file its path, a blank and its hash
	At       time.Time // when it was due, or found
	Schedule string    // ByTime: as the workflow writes it
	File     File      // ByFile
	Run      string    // that it started; "" when it started none
	Reason   say.Text  // why it started none; zero when it did
	Fate     string    // ByFile: where the file went when the run was over, project-relative; "-" it stays; "" not yet decided
}

// Fired is what came of a cause.
type Fired struct {
	Run  string // in the list: the new one, or the one that the cause had started before
	New  bool   // the run was put into the list now
	Busy string // the run in the same lane because of which none was started; "" for none
}

// CauseFilter chooses causes. Zero fields choose all.
type CauseFilter struct {
	Workflow string
	Kind     CauseKind
	Run      string
	Open     bool // ByFile: a run was started, and the fate is not decided
	Over     bool // with Open: that run is over, or not in the list any more
	Limit    int  // 0: 100
}

// Causes keeps what started runs and what did not.
type Causes interface {
	// Fire enters c and puts r into the list, in one transaction; a cause that is
	// there already does nothing. With unlessBusy, when another run of r's lane is not
	// over: a schedule's occurrence is entered with the reason that skipped returns, a file's is not entered.
	// skipped is called inside the transaction and must not use the store; without unlessBusy it may be nil.
	Fire(ctx context.Context, r Run, c Cause, unlessBusy bool, skipped func(busy string) (say.Text, []Notice)) (Fired, error)
	// Skip enters causes that start no run, with their reasons; those that are there already stay as they are.
	Skip(ctx context.Context, causes []Cause, notices []Notice) error
	// Causes returns causes, newest first.
	Causes(ctx context.Context, f CauseFilter) ([]Cause, error)
	// Caused returns the cause of that key, if it is there.
	Caused(ctx context.Context, workflow string, kind CauseKind, key string) (Cause, bool, error)
	// SetFate says where the file of a cause went.
	SetFate(ctx context.Context, c Cause, fate string) error
	// Mark returns what SetMark kept last under a name; nil for nothing. Timetables keep how far they are.
	Mark(ctx context.Context, name string) ([]byte, error)
	SetMark(ctx context.Context, name string, mark []byte) error
}
