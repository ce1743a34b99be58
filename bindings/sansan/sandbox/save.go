package sandbox

import (
	"encoding/json"
	"time"
)

// savedVersion is the format that Save writes and Load reads.
const savedVersion = 1

// saved is a sandbox at rest: what does not follow from its seed and sizes.
type saved struct {
	Version      int                    `json:"version"`
	Seed         uint64                 `json:"seed"`
	Size         int                    `json:"size"`
	Users        int                    `json:"users"`
	Organisation json.RawMessage        `json:"organisation,omitempty"` // a savedOrganisation; none: as the seed made it
	Touches      []touch                `json:"touches,omitempty"`
	Walked       int                    `json:"walked"`
	Walks        map[string]savedWalk   `json:"walks,omitempty"` // by SnapshotId
	Jobs         []savedJob             `json:"jobs"`
	Mail         *emailClient           `json:"mail,omitempty"`
	Requests     map[string][]time.Time `json:"requests"` // by key: those that still count against its limit
	Counts       Counts                 `json:"counts"`
}

type savedOrganisation struct {
	Departments [][]string `json:"departments"`
	Users       [][]string `json:"users"`
	NextID      int        `json:"nextID"`
	NextUser    int        `json:"nextUser"`
	Gone        []int      `json:"gone,omitempty"` // the numbers of the seed's users who are deleted
}

// savedWalk is a walk without its items: they follow from its token and from
// what was there when it began.
type savedWalk struct {
	Born    time.Time `json:"born"`
	Dead    bool      `json:"dead,omitempty"`
	Touches int       `json:"touches,omitempty"`
	Gone    []int     `json:"gone,omitempty"`
}

type savedJob struct {
	Departments [][]string    `json:"departments,omitempty"` // what was sent, until it is applied
	Users       [][]string    `json:"users,omitempty"`
	Begins      time.Time     `json:"begins"`
	Ends        time.Time     `json:"ends"`
	Judged      bool          `json:"judged,omitempty"`
	Applied     bool          `json:"applied,omitempty"`
	Failed      bool          `json:"failed,omitempty"`
	Results     []savedResult `json:"results,omitempty"`
}

type savedResult struct {
	Kind      int      `json:"kind"`
	ID        string   `json:"id,omitempty"`
	Temp      string   `json:"temp,omitempty"`
	Completed bool     `json:"completed"`
	Errors    []string `json:"errors,omitempty"`
}

// Save returns all that Load needs to go on in another sandbox of the same seed
// and sizes: organisation, imports, walks, what counts against the limits.
func (s *Sandbox) Save() ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	organisation, err := s.encodeOrganisation()
	if err != nil {
		return nil, err
	}
	out := saved{
		Version: savedVersion, Seed: s.options.Seed, Size: s.options.Size, Users: s.options.Users, Organisation: organisation,
		Touches: s.touches, Walked: s.walked, Mail: s.mail, Counts: s.counts,
		Walks: map[string]savedWalk{}, Requests: map[string][]time.Time{},
	}
	for id, w := range s.walks {
		out.Walks[id] = savedWalk{Born: w.born, Dead: w.dead, Touches: w.touches, Gone: numbers(w.gone)}
	}
	for name, k := range s.keys {
		out.Requests[name] = k.window.Times()
	}
	for _, j := range s.jobs {
		out.Jobs = append(out.Jobs, j.save())
	}
	return json.Marshal(out)
}

func (s *Sandbox) encodeOrganisation() (json.RawMessage, error) {
	if !s.changed || s.encoded != nil {
		return s.encoded, nil
	}
	o := s.organisation
	var err error
	s.encoded, err = json.Marshal(savedOrganisation{
		Departments: o.departments, Users: o.users, NextID: o.nextID, NextUser: o.nextUser, Gone: numbers(o.gone),
	})
	return s.encoded, err
}

func (j *job) save() savedJob {
	out := savedJob{
		Departments: j.upload.departments, Users: j.upload.users,
		Begins: j.begins, Ends: j.ends, Judged: j.judged, Applied: j.applied, Failed: j.failed,
	}
	for _, r := range j.results {
		out.Results = append(out.Results, savedResult{Kind: r.kind, ID: r.id, Temp: r.temp, Completed: r.completed, Errors: r.errors})
	}
	return out
}

// numbers returns the places at which flags are true.
func numbers(flags []bool) []int {
	var out []int
	for i, set := range flags {
		if set {
			out = append(out, i)
		}
	}
	return out
}
