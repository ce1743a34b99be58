package cli

import (
	"errors"

	"dandori/runtime/call"
	"dandori/runtime/compile"
	"dandori/runtime/engine"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

// exitCode is what the process says to the shell (design §7). The numbers are
// a promise: they are never moved.
type exitCode int

const (
	exitOK          exitCode = 0
	exitScript      exitCode = 1   // the script failed
	exitUsage       exitCode = 2   // wrong usage, unknown or ill-typed parameters
	exitConfig      exitCode = 3   // a configuration, workflow or compile error
	exitRefused     exitCode = 4   // the vendor refused us: uncaught 401, 403
	exitInDoubt     exitCode = 5   // a write is in doubt and waits for a person
	exitApproval    exitCode = 6   // waiting for an approval
	exitTimeout     exitCode = 7   // timed out
	exitCancelled   exitCode = 8   // cancelled
	exitFault       exitCode = 70  // a fault of dandori itself
	exitInterrupted exitCode = 130 // interrupted
)

// usageError is a command that was typed wrongly.
type usageError struct {
	text say.Text
	hint say.Text
}

func (e *usageError) Error() string           { return e.text.En }
func (e *usageError) SayIn(l say.Lang) string { return e.text.In(l) }

// outcome is how a command ended: err, if it is not nil, else the result of a run.
type outcome struct {
	err    error
	result engine.Result
}

// endings is the one table from how a command ended to its name in --json and
// its exit code. The first row that applies counts.
var endings = []struct {
	name    string // "": the name that the failure itself has
	code    exitCode
	applies func(outcome) bool
}{
	{"UsageError", exitUsage, isError[*usageError]},
	{"UsageError", exitUsage, isError[*workflow.WrongInput]},
	{"ConfigError", exitConfig, isError[workflow.Problems]},
	{"CompileError", exitConfig, isError[*compile.Errors]},
	{"ConfigError", exitConfig, isClass(call.Config)},
	{"", exitInDoubt, isClass(call.InDoubt)},
	{"", exitFault, isClass(call.Fault)},
	{"", exitScript, isError[*call.Error]},
	{"Fault", exitFault, func(o outcome) bool { return o.err != nil }},
	{"", exitOK, inState(engine.Succeeded)},
	{"", exitInDoubt, inState(engine.InDoubt)},
	{"", exitApproval, inState(engine.Waiting)},
	{"", exitCancelled, inState(engine.Cancelled)},
	{"", exitConfig, lostTo(call.Config)},
	{"", exitFault, func(o outcome) bool { return failure(o).Lost }},
	{"", exitInterrupted, inState(engine.Paused)},
	{"", exitTimeout, func(o outcome) bool { return failure(o).TimedOut }},
	{"", exitConfig, failedWith(call.Config)},
	{"", exitFault, failedWith(call.Fault)},
	{"", exitRefused, refused},
	{"", exitScript, func(outcome) bool { return true }},
}

// ending finds o's row.
func (o outcome) ending() (name string, code exitCode) {
	for _, e := range endings {
		if e.applies(o) {
			return e.name, e.code
		}
	}
	return "", exitFault
}

func isError[E error](o outcome) bool {
	var e E
	return errors.As(o.err, &e)
}

func isClass(c call.Class) func(outcome) bool {
	return func(o outcome) bool {
		var e *call.Error
		return errors.As(o.err, &e) && e.Class == c
	}
}

func inState(s engine.State) func(outcome) bool {
	return func(o outcome) bool { return o.result.State == s }
}

func failedWith(c call.Class) func(outcome) bool {
	return func(o outcome) bool { e := failure(o).Err; return e != nil && e.Class == c }
}

// lostTo reports whether the run is paused because its store failed with an error of that class.
func lostTo(c call.Class) func(outcome) bool {
	return func(o outcome) bool { return failure(o).Lost && failedWith(c)(o) }
}

func refused(o outcome) bool {
	e := failure(o).Err
	return e != nil && (e.Status == 401 || e.Status == 403)
}

// failure is why the run failed, empty where it did not.
func failure(o outcome) engine.Failure {
	if o.result.Failure == nil {
		return engine.Failure{}
	}
	return *o.result.Failure
}
