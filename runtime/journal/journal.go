// Package journal keeps what a run asked and what it was answered, in the order
// in which both happened, so that the run can be gone through again without
// asking anything twice.
//
// A journal is append-only. An ask is entered before anything is done about it,
// an outcome before the script sees it; the order of the outcomes is the order
// in which they reached the script. What the script reads at once (the time,
// randomness) is entered as it is read. Asks are named by their number, from 1.
package journal

import (
	"slices"
	"sync"
	"time"

	"dandori/runtime/call"
)

// Kind says what an entry holds.
type Kind string

// The kinds of entries.
const (
	Ask     Kind = "ask"     // N, Call
	Outcome Kind = "outcome" // N, Answer or Err
	Now     Kind = "now"     // Time
	Random  Kind = "random"  // Bytes
)

// Entry is one line of a journal.
type Entry struct {
	Kind   Kind
	N      int         // the ask's number
	Call   call.Call   // what was asked
	Answer call.Answer // what came of it, when Err is nil
	Err    *call.Error
	Time   time.Time
	Bytes  []byte
}

// Log is a journal's store.
type Log interface {
	// Append adds e. When it returns nil, e will be among the Entries of whoever opens the log next.
	Append(e Entry) error
	// Entries returns what the log held when it was opened, oldest first.
	Entries() []Entry
}

// Memory is a Log that lives as long as the process.
type Memory struct {
	mu      sync.Mutex
	entries []Entry
}

// Append adds e.
func (m *Memory) Append(e Entry) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.entries = append(m.entries, e)
	return nil
}

// Entries returns a copy of what was appended so far.
func (m *Memory) Entries() []Entry {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.entries)
}
