package call

import (
	"encoding/json"

	"dandori/runtime/say"
)

// Class names the kind of an Error: the class of which scripts see an instance.
type Class string

// The classes that the module "dandori" exports (design §4.1), and five that no script can catch or construct.
const (
	VendorError     Class = "VendorError"     // the vendor refused: Status, Code, Field, Errors
	JobFailed       Class = "JobFailed"       // a vendor's task or import ended badly: Job, State, Messages, Results
	ConnectionError Class = "ConnectionError" // no answer that can be read
	TimeoutError    Class = "TimeoutError"    // no answer in time
	PermissionError Class = "PermissionError" // the workflow may not do this, or the guard forbids it
	Rejected        Class = "Rejected"        // a person said no
	TypeError       Class = "TypeError"       // a wrong argument
	RangeError      Class = "RangeError"      // an argument of the right type outside its range
	PlainError      Class = "Error"           // any other failure that a script may catch

	InDoubt Class = "InDoubt" // a write whose answer is unknown: ends the run, cannot be caught
	Changed Class = "Changed" // something that the run began with is different now: pauses the run, cannot be caught
	Config  Class = "Config"  // configuration, workflow or compile error: ends the run before it begins
	Fault   Class = "Fault"   // a fault of dandori itself

	LimitError Class = "LimitError" // the run used more of the machine than it may: ends the run, cannot be caught
)

// Error is a failed call, as data: it crosses into scripts, into journals and
// onto terminals, and reads the same after each crossing.
type Error struct {
	Class      Class    `json:"class"`
	Text       say.Text `json:"text"`          // what happened, in every language
	Hint       say.Text `json:"hint,omitzero"` // what to do or type next; zero when there is nothing to say
	Connection string   `json:"connection,omitempty"`
	Vendor     string   `json:"vendor,omitempty"`    // the connection's kind
	Operation  string   `json:"operation,omitempty"` // as scripts write it: "bizCards.list"

	Status int      `json:"status,omitempty"` // VendorError: the HTTP status
	Code   string   `json:"code,omitempty"`   // VendorError: the vendor's own code; file errors: ENOENT and the like
	Field  string   `json:"field,omitempty"`  // VendorError: the field that the vendor named
	Errors []string `json:"errors,omitempty"` // VendorError: every message of the answer

	Job      string          `json:"job,omitempty"`      // JobFailed: the vendor's id of the job
	State    string          `json:"state,omitempty"`    // JobFailed: "ng" or "error"
	Messages []string        `json:"messages,omitempty"` // JobFailed: the vendor's reasons
	Results  json.RawMessage `json:"results,omitempty"`  // JobFailed: rows of results, where the vendor has them

	cause error
}

// New returns an error of class c that reads as format says; format must stand
// in the table of package say.
func New(c Class, format string, args ...any) *Error {
	return &Error{Class: c, Text: say.T(format, args...)}
}

// Error returns the text in English; SayIn returns it in the reader's language.
func (e *Error) Error() string { return e.Text.En }

// SayIn returns the text in language l.
func (e *Error) SayIn(l say.Lang) string { return e.Text.In(l) }

// Unwrap returns what caused e, nil when e came out of a journal.
func (e *Error) Unwrap() error { return e.cause }

// Because returns e with its cause, for errors.Is and errors.As within this process.
func (e *Error) Because(cause error) *Error {
	e.cause = cause
	return e
}

// WithHint returns e with what to do next.
func (e *Error) WithHint(format string, args ...any) *Error {
	e.Hint = say.T(format, args...)
	return e
}

// Of returns e with the request that it happened to.
func (e *Error) Of(r Request) *Error {
	e.Connection, e.Vendor, e.Operation = r.Connection, r.Vendor, r.Operation.Name
	return e
}
