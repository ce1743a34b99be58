package simulator

import (
	"encoding/binary"
	"maps"
	"net/http"
	"time"
)

// Tokens are the access tokens that a company has. They are not for several goroutines at once.
type Tokens struct {
	Header string              // that shows one
	Life   time.Duration       // of each
	Window *Window             // how many are given out; nil: any number
	Spell  func([]byte) string // makes a token of bytes that no other has

	seed  uint64
	given uint64
	ends  map[string]time.Time // by token
}

// NewTokens returns t with no token given out; the same seed gives the same ones.
func NewTokens(seed uint64, t Tokens) *Tokens {
	t.seed, t.ends = seed, map[string]time.Time{}
	return &t
}

// Give returns a new token, or how long to wait when too many were given out.
func (t *Tokens) Give(now time.Time) (token string, wait time.Duration, ok bool) {
	if within, _, wait := t.Window.Take(now); !within {
		return "", wait, false
	}
	t.given++
	maps.DeleteFunc(t.ends, func(_ string, ends time.Time) bool { return !now.Before(ends) })
	token = t.Spell(binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, t.seed), t.given))
	t.ends[token] = now.Add(t.Life)
	return token, 0, true
}

// Shown reports whether r shows a token that lives.
func (t *Tokens) Shown(r *http.Request, now time.Time) bool {
	ends, ok := t.ends[r.Header.Get(t.Header)]
	return ok && now.Before(ends)
}

// Kill ends the life of the token that r shows.
func (t *Tokens) Kill(r *http.Request) { delete(t.ends, r.Header.Get(t.Header)) }

// KillAll ends the life of every token.
func (t *Tokens) KillAll() { clear(t.ends) }

// SavedTokens are Tokens at rest.
type SavedTokens struct {
	Given   uint64               `json:"given"`   // so that none is given twice
	Tokens  map[string]time.Time `json:"tokens"`  // by token: when its life ends
	Tokened []time.Time          `json:"tokened"` // the token requests that still count
}

// Save returns what Restore needs.
func (t *Tokens) Save() SavedTokens {
	return SavedTokens{Given: t.given, Tokens: t.ends, Tokened: t.Window.Times()}
}

// Restore makes the tokens those that were saved.
func (t *Tokens) Restore(in SavedTokens) {
	t.given, t.ends = in.Given, map[string]time.Time{}
	maps.Copy(t.ends, in.Tokens)
	t.Window.Restore(in.Tokened)
}
