// Package catalog keeps the versions of workflows: which one the next run
// takes, which one waits for somebody's word, and why the last save is none.
package catalog

import (
	"context"
	"time"

	"dandori/runtime/say"
)

// Version is a workflow as it was saved at one time, with all that its script imports.
type Version struct {
	ID      string            `json:"id"`   // names its content: definition, code and what the project offers to scripts
	File    string            `json:"file"` // its YAML
	Script  string            `json:"script"`
	Program string            `json:"program"` // the compiled code, by its content
	Sources string            `json:"sources"` // the texts of Files by their names (JSON), by its content; without node_modules
	Uses    []string          `json:"uses"`    // the connections that the script imports
	Files   map[string]string `json:"files"`   // every file that it was made of → SHA-256, hexadecimal
	Base    string            `json:"base"`    // what else it was made with: the engine's build and the modules that the project offers
	Made    time.Time         `json:"made"`
	By      string            `json:"by,omitempty"` // who approved it
}

// Fault is why a save made no version.
type Fault struct {
	File    string   `json:"file"`
	Line    int      `json:"line"` // from 1; 0: the file as a whole
	Column  int      `json:"column"`
	Message say.Text `json:"message"`
	Hint    say.Text `json:"hint,omitzero"`
}

// Entry is how a workflow stands.
type Entry struct {
	Workflow string
	Live     *Version // which the next run takes; nil: none yet
	Pending  *Version // which waits for an approval; nil: none
	Fault    *Fault   // of the last save; nil: it was good
	Gone     bool     // its file is deleted: it starts nothing
	Changed  time.Time
}

// Shelf keeps entries.
type Shelf interface {
	Entries(ctx context.Context) ([]Entry, error)
	Entry(ctx context.Context, workflow string) (Entry, bool, error)
	// SetEntry keeps e in the place of the entry that was changed at was (zero:
	// there was none). ok is false when another has that place by now: somebody
	// approved a version, or looked at the workflow, too. What e's versions name by
	// content is kept as long as they are. An entry survives the death of the
	// process; a power cut too once Sync was called, or once anything that was
	// entered later does.
	SetEntry(ctx context.Context, e Entry, was time.Time) (ok bool, err error)
	// Sync returns when the entries set before it was called survive a power cut.
	Sync(ctx context.Context) error
	// Put keeps a content, once, and names it; Content returns it.
	Put(ctx context.Context, content []byte) (name string, err error)
	Content(ctx context.Context, name string) ([]byte, error)
}
