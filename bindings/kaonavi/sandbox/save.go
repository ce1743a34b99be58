package sandbox

import (
	"encoding/json"
	"time"

	"dandori/bindings/simulator"
)

// savedVersion is the format that Save writes and Load reads.
const savedVersion = 1

// saved is a sandbox at rest: what does not follow from its seed and size.
type saved struct {
	Version int             `json:"version"`
	Seed    uint64          `json:"seed"`
	Size    int             `json:"size"`
	Company json.RawMessage `json:"company,omitempty"` // a savedCompany; none: as the seed made it
	simulator.SavedTokens
	Requests []time.Time `json:"requests"` // the requests that still count
	Updates  []time.Time `json:"updates"`  // the update requests that still count
	Jobs     []savedJob  `json:"jobs"`
	Counts   Counts      `json:"counts"`
}

type savedCompany struct {
	MemberIDs   int                      `json:"memberIds"`
	MembersAt   time.Time                `json:"membersAt"`
	Members     []*person                `json:"members"` // in order, as all lists
	Sheets      map[int]savedSheet       `json:"sheets"`
	Departments []*department            `json:"departments"`
	UserIDs     int                      `json:"userIds"`
	Users       []*user                  `json:"users"`
	Permissions map[string][]*permission `json:"permissions"`
	OptionIDs   int                      `json:"optionIds"`
	Options     map[int][]option         `json:"options"` // by item
	HookIDs     int                      `json:"hookIds"`
	Hooks       []*hook                  `json:"hooks"`
	Blobs       map[string]*blob         `json:"blobs,omitempty"`
}

type savedSheet struct {
	Updated time.Time        `json:"updated"`
	Rows    map[string]*rows `json:"rows"`
}

type savedJob struct {
	Operation string    `json:"operation"`
	Nth       int       `json:"nth"`
	IDs       []string  `json:"ids,omitempty"`
	Accepted  time.Time `json:"accepted"`
	Starts    time.Time `json:"starts"`
	Ends      time.Time `json:"ends"`
	Crash     bool      `json:"crash,omitempty"`
	Dry       bool      `json:"dry,omitempty"`
	Body      []byte    `json:"body,omitempty"` // until it has ended
	State     string    `json:"state,omitempty"`
	Messages  []string  `json:"messages,omitempty"`
}

// Save returns all that Load needs to go on in another sandbox of the same seed
// and size: the company, tasks, tokens, what counts against the limits.
func (s *Sandbox) Save() ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.changed && s.encoded == nil {
		var err error
		if s.encoded, err = json.Marshal(s.company.save()); err != nil {
			return nil, err
		}
	}
	out := saved{
		Version: savedVersion, Seed: s.options.Seed, Size: s.options.Size, Company: s.encoded,
		SavedTokens: s.tokens.Save(), Requests: s.requests.Times(), Updates: s.updates.Times(), Counts: s.counts,
	}
	jobs, err := s.jobs.Encode((*job).save)
	if err != nil {
		return nil, err
	}
	// The jobs that ended are encoded already: what is written is out, with them in the place of its Jobs.
	return json.Marshal(struct {
		saved
		Jobs []json.RawMessage `json:"jobs"`
	}{out, jobs})
}

func (c *company) save() savedCompany {
	out := savedCompany{
		MemberIDs: c.memberIDs, MembersAt: c.membersAt, Members: c.members.List, Sheets: map[int]savedSheet{},
		Departments: c.departments.List, UserIDs: c.userIDs, Users: c.users.List, Permissions: c.permissions,
		OptionIDs: c.optionIDs, Options: c.optionLists(), HookIDs: c.hookIDs, Hooks: c.hooks.List, Blobs: c.blobs,
	}
	for _, s := range c.sheets {
		out.Sheets[s.id] = savedSheet{Updated: s.updated, Rows: s.rows}
	}
	return out
}

// save returns the job as it is saved.
func (j *job) save() any {
	return savedJob{
		Operation: j.Operation, Nth: j.Nth, IDs: j.ids, Accepted: j.accepted, Starts: j.Starts, Ends: j.Ends,
		Crash: j.Crash, Dry: j.dry, Body: j.raw, State: j.State, Messages: j.messages,
	}
}
