package quota

import (
	"time"

	"dandori/runtime/call"
)

// company is whom the limits of the tests bind, kaonavi those of Kaonavi v1: 60
// requests and 5 tokens an hour.
var (
	company = Holder{Vendor: "kaonavi-v1", Host: "api.kaonavi.jp", Name: "acme"}
	kaonavi = Config{Limits: []Limit{{Requests: 60, Per: time.Hour}, {Requests: 5, Per: time.Hour, Of: call.TokenClass}}}
)

// bootedAt is the boot clock of a machine that was started then, in a bubble.
func bootedAt(start time.Time) func() time.Duration {
	return func() time.Duration { return time.Since(start) }
}

// bubbles begin there (package testing/synctest).
var bubble = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// shared is a process of a machine that was started an hour before the bubble.
func shared(shelf Shelf) *Shared { return NewShared(shelf, bootedAt(bubble.Add(-time.Hour))) }

func vaultOn(shelf Shelf) *Vault { return shared(shelf).Vault(company, "key:secret") }
