package journal

import (
	"fmt"
	"iter"
	"slices"
	"sync"
)

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

// Sync does nothing: there is no disk.
func (m *Memory) Sync() error { return nil }

// Entries returns a copy of what was appended so far.
func (m *Memory) Entries() iter.Seq2[Entry, error] {
	m.mu.Lock()
	entries := slices.Clone(m.entries)
	m.mu.Unlock()
	return func(yield func(Entry, error) bool) {
		for _, e := range entries {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// Load fails: nothing is kept apart from its entry.
func (m *Memory) Load(blob string) ([]byte, error) {
	return nil, fmt.Errorf("journal: there is no content %s in memory", blob)
}

// Len returns how many entries there are.
func (m *Memory) Len() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.entries)
}

// Keep returns a journal that holds the first n entries: one that was cut off there.
func (m *Memory) Keep(n int) *Memory {
	m.mu.Lock()
	defer m.mu.Unlock()
	return &Memory{entries: slices.Clone(m.entries[:n])}
}
