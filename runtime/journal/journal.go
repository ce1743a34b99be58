package journal

import (
	"encoding/json"
	"iter"
	"time"

	"dandori/runtime/call"
)

// Kind says what an entry holds.
type Kind string

// The kinds of entries.
const (
	Begin   Kind = "begin"   // Pins: the first entry
	Ask     Kind = "ask"     // N, Call
	Outcome Kind = "outcome" // N, Answer or Err
	Now     Kind = "now"     // Time
	Random  Kind = "random"  // Bytes
	Intent  Kind = "intent"  // N, Intent: a request that is about to leave
	Result  Kind = "result"  // N, Result: what came of it
	Note    Kind = "note"    // N, Bytes: what the call knew before it sent (call.Scribe)
	Plan    Kind = "plan"    // N, Bytes: what the call is about to change (package plan)
	Resolve Kind = "resolve" // N, Resolution: a person's word on a request in doubt
	Retry   Kind = "retry"   // N: the outcome of N is void, and what the script asked after it
)

// Entry is one line of a journal.
type Entry struct {
	Kind       Kind
	At         time.Time   // when it was entered
	N          int         // the ask's number
	Call       call.Call   // what was asked
	Answer     call.Answer // what came of it, when Err is nil
	Err        *call.Error
	Time       time.Time
	Bytes      []byte
	Pins       *Pins
	Intent     *call.Intent
	Result     *call.Result
	Resolution *Resolution

	Blob string // names the content of Answer.Body, which Log.Load returns; "" when it is there already
}

// Pins are what a run must find unchanged whenever it goes on.
type Pins struct {
	Version     int             `json:"version"` // of the journal's format
	Params      json.RawMessage `json:"params,omitempty"`
	Lang        string          `json:"lang"` // of messages that the script sees
	Prelude     string          `json:"prelude"`
	Connections []Pin           `json:"connections"`
}

// Pin is what a connection was when the run began.
type Pin struct {
	Name        string `json:"name"`
	Kind        string `json:"kind"`
	Version     string `json:"version"`
	BaseURL     string `json:"baseURL"`     // "sandbox" for a simulated one
	Credentials string `json:"credentials"` // a keyed hash
	Sandbox     bool   `json:"sandbox"`
}

// Resolution is a person's word on a request in doubt.
type Resolution struct {
	K        int             `json:"k"`
	Happened bool            `json:"happened"`         // false: send it
	Answer   json.RawMessage `json:"answer,omitempty"` // what the call brings back when it happened
	By       string          `json:"by"`
}

// Log is a journal's store.
type Log interface {
	// Append adds e, whose bytes must not change any more. Entries keep their
	// order. When it returns nil for an intent, a result, a note, a plan, a resolution,
	// a retry, or an outcome of what changes something, e and all before it are
	// on disk; others may be lost in a crash together with all after them. An
	// error is final: it returns for every later Append, too.
	Append(e Entry) error
	// Sync returns when everything appended so far is on disk.
	Sync() error
	// Entries returns what the log held when it was opened, oldest first.
	Entries() iter.Seq2[Entry, error]
	// Load returns the content that an entry names by Blob.
	Load(blob string) ([]byte, error)
}
