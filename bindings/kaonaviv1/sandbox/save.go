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
	Jobs     []savedJob  `json:"jobs"`
	Counts   Counts      `json:"counts"`
}

type savedCompany struct {
	Members     []savedMember         `json:"members"` // in order, as all lists
	Departments []savedDepartment     `json:"departments"`
	Users       []savedUser           `json:"users"`
	Sheets      map[string]savedSheet `json:"sheets"`
}

type savedMember struct {
	Code string `json:"code"`
	Name string `json:"name"`
	Kana string `json:"kana,omitempty"`
}

type savedDepartment struct {
	Code   string `json:"code"`
	Name   string `json:"name"`
	Parent string `json:"parent,omitempty"`
	Leader string `json:"leader,omitempty"`
	Memo   string `json:"memo,omitempty"`
}

type savedUser struct {
	Email      string  `json:"email"`
	Password   string  `json:"password"`
	Member     string  `json:"member,omitempty"`
	Name       string  `json:"name"`
	Kind       string  `json:"kind"`
	Role       string  `json:"role"`
	Flags      [4]bool `json:"flags"`
	Created    string  `json:"created"`
	LastLogin  string  `json:"lastLogin,omitempty"`
	PasswordAt string  `json:"passwordAt"`
	By         string  `json:"by"`
	At         string  `json:"at"`
}

// savedSheet is member → records.
type savedSheet map[string][]savedRecord

type savedRecord struct {
	Values map[int]string `json:"values"`
	By     string         `json:"by"`
	At     time.Time      `json:"at"`
}

type savedJob struct {
	Operation string          `json:"operation"`
	Sheet     string          `json:"sheet,omitempty"`
	Nth       int             `json:"nth"`
	Starts    time.Time       `json:"starts"`
	Ends      time.Time       `json:"ends"`
	Crash     bool            `json:"crash,omitempty"`
	Change    bool            `json:"change,omitempty"` // it is a write under way, of Rows
	Rows      []row           `json:"rows,omitempty"`
	Errors    []string        `json:"errors,omitempty"`
	State     string          `json:"state,omitempty"`
	Read      *savedSheetRead `json:"read,omitempty"`
}

// savedSheetRead is what a preset has read; headers and values are pairs in order.
type savedSheetRead struct {
	Headers [][2]string `json:"headers"`
	Lines   []savedLine `json:"lines"`
}

type savedLine struct {
	Member   savedMember `json:"member"`
	Values   [][2]string `json:"values"`
	By       string      `json:"by"`
	Modified string      `json:"modified"`
}

// Save returns all that Load needs to go on in another sandbox of the same seed
// and size: the company, tasks, tokens, what counts against the limits.
func (s *Sandbox) Save() ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	company, err := s.encodeCompany()
	if err != nil {
		return nil, err
	}
	out := saved{
		Version: savedVersion, Seed: s.options.Seed, Size: s.options.Size, Company: company,
		SavedTokens: s.tokens.Save(), Requests: s.requests.Times(), Counts: s.counts,
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

func (s *Sandbox) encodeCompany() (json.RawMessage, error) {
	if !s.changed || s.encoded != nil {
		return s.encoded, nil
	}
	var err error
	s.encoded, err = json.Marshal(s.company.save())
	return s.encoded, err
}

func (c *company) save() savedCompany {
	out := savedCompany{Sheets: map[string]savedSheet{}}
	for _, m := range c.members.List {
		out.Members = append(out.Members, m.save())
	}
	for _, code := range c.departments.order {
		d := c.departments.byCode[code]
		out.Departments = append(out.Departments, savedDepartment{Code: d.code, Name: d.name, Parent: d.parent, Leader: d.leader, Memo: d.memo})
	}
	for _, u := range c.users.List {
		out.Users = append(out.Users, savedUser{
			Email: u.email, Password: u.password, Member: u.memberCode, Name: u.name, Kind: u.kind, Role: u.role, Flags: u.flags,
			Created: u.created, LastLogin: u.lastLogin, PasswordAt: u.passwordAt, By: u.by, At: u.at,
		})
	}
	for id, s := range c.sheets {
		out.Sheets[id] = savedSheet{}
		for code, records := range s.records {
			for _, r := range records {
				out.Sheets[id][code] = append(out.Sheets[id][code], savedRecord{Values: r.values, By: r.by, At: r.at})
			}
		}
	}
	return out
}

func (m member) save() savedMember { return savedMember{Code: m.code, Name: m.name, Kana: m.kana} }

// save returns the job as it is saved.
func (j *job) save() any {
	out := savedJob{
		Operation: j.Operation, Sheet: j.sheet, Nth: j.Nth, Starts: j.Starts, Ends: j.Ends, Crash: j.Crash,
		Errors: j.errors, State: j.State, Read: j.result.save(),
	}
	if j.change != nil && j.State == "" {
		out.Change, out.Rows = true, j.change.sent()
	}
	return out
}

func (r *sheetRead) save() *savedSheetRead {
	if r == nil {
		return nil
	}
	out := &savedSheetRead{Headers: r.headers.pairs()}
	for _, l := range r.lines {
		out.Lines = append(out.Lines, savedLine{Member: l.member.save(), Values: l.values.pairs(), By: l.by, Modified: l.modified})
	}
	return out
}

// pairs returns the fields of an object of strings.
func (o object) pairs() [][2]string {
	out := make([][2]string, len(o))
	for i, f := range o {
		text, _ := f.value.(string)
		out[i] = [2]string{f.key, text}
	}
	return out
}
