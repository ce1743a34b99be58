// Package call is the vocabulary of the one door: what a script asks for (a
// call), what that may change (its effect), what came of it (an answer or an
// error). It knows no vendor, no wire and no engine.
package call

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
)

// Effect says what sending an operation twice would do. It is declared for
// each operation in a table, never guessed from the HTTP verb.
type Effect uint8

const (
	// Read changes nothing: it may be sent at will, also in a dry run.
	Read Effect = iota + 1
	// Repeatable changes something, to the same state however often it is sent.
	Repeatable
	// Once changes something each time it is sent; it is never sent again by guesswork.
	Once
)

// String returns the effect's name in journals and logs.
func (e Effect) String() string {
	switch e {
	case Read:
		return "read"
	case Repeatable:
		return "repeatable"
	case Once:
		return "once"
	default:
		return fmt.Sprintf("effect(%d)", uint8(e))
	}
}

// Call is one ask of a script. Its name within the run is the order in which
// it was asked; Kind, Target and Args let a replay see whether the script still asks the same.
type Call struct {
	Kind   string          // what: "sansan.bizCards.list", "file.close", "timer"
	Target string          // of whom: a connection's name or a project-relative path; "" when there is only one
	Args   json.RawMessage // with what, as JSON with sorted keys; nil for none
	Effect Effect
}

// Spoken is the kind as a script writes it: kaonavi-v1.users.list is
// kaonaviV1.users.list. Journals hold the kind as it is.
func (c Call) Spoken() string {
	vendor, operation, _ := strings.Cut(c.Kind, ".")
	words := strings.Split(vendor, "-")
	for i, word := range words[1:] {
		if word != "" {
			words[i+1] = strings.ToUpper(word[:1]) + word[1:]
		}
	}
	if operation == "" {
		return c.Kind
	}
	return strings.Join(words, "") + "." + operation
}

// Answer is what a call brought back: the bytes that a script's value is made
// from, live and replayed alike.
type Answer struct {
	Body   []byte // the value: JSON, or raw bytes where the caller says so
	Cursor []byte // where a walk over pages goes on after this page; nil at the end and for what is no walk
	Keep   []Keep // what changes in the workflow's state, in the same transaction as the answer
}

// Keep is one change of the workflow's state.
type Keep struct {
	Key   string `json:"key"`
	Value []byte `json:"value"`           // JSON; nil removes the key
	AtEnd bool   `json:"atEnd,omitempty"` // only when the run succeeds
}

// OwnKeys begins the keys of the state that are dandori's own: scripts neither
// see nor change them.
const OwnKeys = "dandori:"

// Operation is one row of a vendor's table of operations.
type Operation struct {
	Name   string // as scripts write it, without the connection: "bizCards.list"
	Effect Effect
	Of     string // the class of requests that a limit may count apart ("updates"); "" is counted by general limits only
}

// Request says on whose behalf an HTTP request is made. Transport refuses a
// request that carries none.
type Request struct {
	Connection string // the connection's name in dandori.yaml
	Vendor     string // its kind: "sansan", "kaonavi-v1"
	Operation  Operation
}

type requestKey struct{}

// WithRequest returns ctx carrying r, for the layers that the request passes.
func WithRequest(ctx context.Context, r Request) context.Context {
	return context.WithValue(ctx, requestKey{}, r)
}

// RequestFrom returns what WithRequest put into ctx.
func RequestFrom(ctx context.Context) (Request, bool) {
	r, ok := ctx.Value(requestKey{}).(Request)
	return r, ok
}
