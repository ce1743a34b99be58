package sansan

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"slices"
	"time"

	"dandori/bindings/sansan/api"
	"dandori/runtime/say"
)

// mark is how far the runs of a workflow have come: they have given every card
// that was updated until then, and those that show later although they were
// updated before can be told from those of Seen, which are all from Since on.
type mark struct {
	Version int                `json:"v"`
	Until   time.Time          `json:"until"` // the latest updatedTime given, by the vendor's own clock
	Since   time.Time          `json:"since"`
	Seen    map[int64][]string `json:"seen,omitempty"` // by the second of updatedTime
}

const markVersion = 1

// origin is before any card of Sansan's, which began in 2007.
func origin() time.Time { return time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC) }

func parseMark(raw json.RawMessage) (mark, error) {
	m := mark{Version: markVersion, Until: origin(), Since: origin(), Seen: map[int64][]string{}}
	if len(raw) == 0 {
		return m, nil
	}
	if err := json.Unmarshal(raw, &m); err != nil || m.Version != markVersion {
		return m, say.Errorf("how far bizCards.changes came is written in a way that this dandori does not know (version %d): %v", m.Version, err)
	}
	return m, nil
}

// from is where the next walk begins.
func (m mark) from(overlap time.Duration) time.Time { return latest(m.Until.Add(-overlap), m.Since) }

// with returns the mark of a run that began at m and has given these pairs.
func (m mark) with(given map[pair]bool, overlap time.Duration) mark {
	next := mark{Version: markVersion, Until: m.Until, Seen: map[int64][]string{}}
	for p := range given {
		next.Until = latest(next.Until, p.updated())
	}
	next.Since = latest(next.Until.Add(-overlap), m.from(overlap))
	for second, names := range m.Seen {
		next.add(second, names...)
	}
	for p := range given {
		next.add(p.second, p.name)
	}
	for _, names := range next.Seen {
		slices.Sort(names) // the same state is the same bytes
	}
	return next
}

func (m mark) add(second int64, names ...string) {
	if !time.Unix(second, 0).Before(m.Since) {
		m.Seen[second] = append(m.Seen[second], names...)
	}
}

// pair is a card as it was updated at a time: what is given once.
type pair struct {
	second int64  // of updatedTime
	name   string // made of the id and updatedTime
}

// pairOf returns the pair of a card; ok is false when it has no id, or no time
// that can be read: then it is given each time, for it cannot be told apart.
func pairOf(p api.Pair) (_ pair, ok bool) {
	at, err := time.Parse(time.RFC3339, p.Updated)
	if err != nil || p.ID == "" {
		return pair{}, false
	}
	sum := sha256.Sum256([]byte(p.ID + "\n" + at.UTC().Format(time.RFC3339Nano)))
	return pair{at.Unix(), base64.RawURLEncoding.EncodeToString(sum[:12])}, true
}

func (p pair) updated() time.Time { return time.Unix(p.second, 0).UTC() }

// pairs are those of the mark.
func (m mark) pairs() map[pair]bool {
	all := map[pair]bool{}
	for second, names := range m.Seen {
		for _, name := range names {
			all[pair{second, name}] = true
		}
	}
	return all
}

func latest(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}
