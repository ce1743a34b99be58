package call

import (
	"context"
	"errors"
	"time"

	"dandori/runtime/clock"
	"dandori/runtime/say"
)

// Taken says how a request's slot within a limit ended. Transport fills it in,
// the ledger of limits reads it.
type Taken struct {
	Sent       bool          // false: not one byte left this machine, so nothing was counted
	Answered   time.Time     // when the answer was complete or given up, with its monotonic reading
	Broken     bool          // sent, but no complete answer came: how long it took says nothing about the way
	TooMany    bool          // the answer was a 429
	RetryAfter time.Duration // how long the 429 says to wait; 0: it names no time
}

// Token is an access token fresh from the vendor.
type Token struct {
	Secret   string
	Lifetime time.Duration // from the moment it was asked for
}

// TokenClass is Operation.Of of requests for access tokens: a limit with this
// class counts only them.
const TokenClass = "token"

// Doubt is the error for a write that r made and whose answer is not known
// because of cause. It ends the run; no script can catch it.
func Doubt(r Request, cause error) *Error {
	e := New(InDoubt, "it is not known whether %s on %s was done: %v", r.Operation.Name, r.Connection, cause)
	return e.Of(r).Because(cause).WithHint("Look it up on the vendor's screen before you run this again; sending it twice could do it twice.")
}

// ErrAway is among the causes of a context's end when its run leaves memory
// while it waits: it comes back, so that its place in a line may be kept.
var ErrAway = errors.New("call: the run leaves memory while it waits")

type waitKey struct{}

// WithWait returns ctx whose waits (for a limit, for a token, before a request
// is sent again) are told to f, and to whoever ctx told already: a zero time
// says that the work goes on. f must not block.
func WithWait(ctx context.Context, f func(until time.Time, why say.Text)) context.Context {
	if outer, ok := ctx.Value(waitKey{}).(func(time.Time, say.Text)); ok {
		inner := f
		f = func(until time.Time, why say.Text) {
			inner(until, why)
			outer(until, why)
		}
	}
	return context.WithValue(ctx, waitKey{}, f)
}

// Waits tells whoever WithWait put into ctx that the work stands still until then.
func Waits(ctx context.Context, until time.Time, why say.Text) {
	if f, ok := ctx.Value(waitKey{}).(func(time.Time, say.Text)); ok {
		f(until, why)
	}
}

// Moves tells them that the work goes on, after a wait that may have ended early.
func Moves(ctx context.Context) { Waits(ctx, time.Time{}, say.Text{}) }

// Until waits until t, telling why, or until ctx ends; then it returns the cause.
func Until(ctx context.Context, t time.Time, why say.Text) error {
	Waits(ctx, t, why)
	defer Moves(ctx)
	return clock.Sleep(ctx, t.Sub(clock.Now()))
}

// SomeDay is until when the work waits that waits for a person.
func SomeDay() time.Time { return time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC) }
