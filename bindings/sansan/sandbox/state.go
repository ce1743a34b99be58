package sandbox

import (
	"encoding/json"
	"maps"
	"net/http"
)

// Counts say what a sandbox was asked and what it did.
type Counts struct {
	Requests map[string]int // by operation; "" for what is none, and for unknown keys
	Statuses map[int]int    // answers by HTTP status
	TooMany  int            // answers of 429
	Imports  int            // imports that changed the organisation
	Settings int            // times that the email client was set
}

// count notes a reply and returns it.
func (s *Sandbox) count(operation string, r *reply) *reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counts.Requests[operation]++
	s.counts.Statuses[r.status]++
	if r.status == http.StatusTooManyRequests {
		s.counts.TooMany++
	}
	return r
}

// Counts returns what was counted until now.
func (s *Sandbox) Counts() Counts {
	s.settle(s.options.Now())
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.counts
	c.Requests, c.Statuses = maps.Clone(c.Requests), maps.Clone(c.Statuses)
	return c
}

// Snapshot returns the state that writes change, as JSON: the same state is
// always the same bytes.
func (s *Sandbox) Snapshot() []byte {
	now := s.options.Now()
	s.settle(now)
	s.mu.Lock()
	defer s.mu.Unlock()
	type jobState struct {
		ID     string `json:"id"`
		Status int    `json:"status"`
	}
	jobs := make([]jobState, len(s.jobs))
	for i, j := range s.jobs {
		jobs[i] = jobState{j.id, j.status(now)}
	}
	b, err := json.MarshalIndent(struct {
		Departments [][]string   `json:"departments"`
		Users       [][]string   `json:"users"`
		EmailClient *emailClient `json:"emailClient"`
		Jobs        []jobState   `json:"jobs"`
	}{s.organisation.departments, s.organisation.users, s.mail, jobs}, "", "  ")
	if err != nil {
		return nil // strings and numbers always marshal
	}
	return append(b, '\n')
}

// CardIDs returns the ids of all cards, the least recently updated of the seed first.
func (s *Sandbox) CardIDs() []string {
	all := make([]string, s.options.Size)
	for n := range all {
		all[n] = s.ids.of(cardID, n)
	}
	return all
}
