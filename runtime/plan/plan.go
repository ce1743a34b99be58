// Package plan is what a run is about to change, said before it is done: one
// Write a call, its rows before and after. The same words serve a dry run's plan
// for the person who signs, the check against the signed one, the guard over the
// whole run, and what is kept so that a run can be undone.
package plan

import (
	"bytes"
	"encoding/json"

	"dandori/runtime/say"
)

// Write is what one call of a script is about to change.
type Write struct {
	Connection string         `json:"connection"`         // its name in dandori.yaml
	Vendor     string         `json:"vendor"`             // its kind: "kaonavi"
	Operation  string         `json:"operation"`          // as scripts write it: "members.update"
	Target     string         `json:"target,omitempty"`   // what of the vendor's, where the operation does not say: a sheet's or a field's id
	Title      string         `json:"title,omitempty"`    // what people call the target: the sheet's name
	Requests   map[string]int `json:"requests"`           // what it will cost, by class of limit ("" is all others); without polls
	Present    int            `json:"present"`            // how many rows of the target are there now
	Rehearsed  []string       `json:"rehearsed"`          // what the vendor said to a rehearsal, [] for no objection; null: it was not asked
	Warnings   []say.Text     `json:"warnings,omitempty"` // what else the person who signs should know
	Changes    []Change       `json:"changes"`            // the rows that will differ, in the order of the call
}

// Change is one row before and after.
//
// Both are as the connection's own methods take them, with fields by name where
// there are such, so that what was can be sent again. Of a write that touches
// named fields only (PATCH), both hold the row's key and those fields. Secrets
// are never in them, and of a file its name, size and hash.
type Change struct {
	Of  string `json:"of,omitempty"` // what the row is, where one operation has several kinds: "user", "department"
	Key string `json:"key"`          // "": it is no row, but how the rows stand to each other: Of says what
	// Name is what people call the row, where the key does not say it: as it is
	// before, of a new row as it will be. "" where the look at what is there did not show it.
	Name string          `json:"name,omitempty"`
	Was  json.RawMessage `json:"was"` // null: there was no such row
	Now  json.RawMessage `json:"now"` // null: it is gone afterwards
}

// Action says what happens to a row.
type Action string

// The actions.
const (
	Add    Action = "add"
	Update Action = "update"
	Remove Action = "remove"
)

// Action says what happens to the row.
func (c Change) Action() Action {
	switch {
	case empty(c.Was):
		return Add
	case empty(c.Now):
		return Remove
	default:
		return Update
	}
}

func empty(raw json.RawMessage) bool {
	return len(raw) == 0 || bytes.Equal(raw, []byte("null"))
}

// Removed is how many rows are gone afterwards.
func (w Write) Removed() int { return w.count(Remove) }

func (w Write) count(a Action) int {
	n := 0
	for _, c := range w.Changes {
		if c.Action() == a {
			n++
		}
	}
	return n
}

// Encode returns w as a journal keeps it.
func Encode(w Write) ([]byte, error) { return json.Marshal(w) }

// Decode reads what Encode made.
func Decode(raw []byte) (Write, error) {
	var w Write
	err := json.Unmarshal(raw, &w)
	return w, err
}
