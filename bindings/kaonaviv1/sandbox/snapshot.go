package sandbox

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Counts is what has happened so far.
type Counts struct {
	Requests map[string]int // by operation, the refused ones too; "unknown" is what is no function
	TooMany  int            // answers of 429
	Tokens   int            // tokens given out
	Applied  int            // tasks that changed the company: OK
	Refused  int            // tasks that ended as NG
	Crashed  int            // tasks that ended as ERROR
}

func (c *Counts) note(state string) {
	switch state {
	case stateOK:
		c.Applied++
	case stateNG:
		c.Refused++
	case stateError:
		c.Crashed++
	}
}

// Counts returns what has happened up to now.
func (s *Sandbox) Counts() Counts {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle(s.options.Now())
	out := s.counts
	out.Requests = maps.Clone(s.counts.Requests)
	return out
}

// KillTokens ends the life of every token given out so far.
func (s *Sandbox) KillTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokens.KillAll()
}

// Snapshot returns the company as it is now, as canonical JSON: sorted by key,
// without blanks and without the times at which things were changed, so that two
// ways to one state give the same bytes.
func (s *Sandbox) Snapshot() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle(s.options.Now())
	c := s.company
	state := map[string]any{
		"members":     c.snapMembers(),
		"sheets":      c.snapSheets(),
		"departments": c.snapDepartments(),
		"users":       c.snapUsers(),
	}
	out, err := json.Marshal(state)
	if err != nil {
		panic(fmt.Sprintf("snapshot: %v", err)) // strings, booleans and maps of them
	}
	return out
}

func (c *company) snapMembers() map[string]string {
	out := map[string]string{}
	for _, m := range c.members.List {
		out[m.code] = m.name
	}
	return out
}

// snapSheets is sheet → member → records → column → value.
func (c *company) snapSheets() map[string]map[string][]map[string]string {
	out := map[string]map[string][]map[string]string{}
	for id, s := range c.sheets {
		out[id] = map[string][]map[string]string{}
		for code, records := range s.records {
			for _, r := range records {
				values := map[string]string{}
				for column, value := range r.values {
					values[fmt.Sprintf("definition_%d", column)] = value
				}
				out[id][code] = append(out[id][code], values)
			}
		}
	}
	return out
}

func (c *company) snapDepartments() map[string]map[string]string {
	out := map[string]map[string]string{}
	for code, d := range c.departments.byCode {
		out[code] = filled(map[string]string{"name": d.name, "parent": d.parent, "leader": d.leader, "memo": d.memo})
	}
	return out
}

// snapUsers shows passwords: a client that sends the mask back must be found out.
func (c *company) snapUsers() map[string]map[string]string {
	out := map[string]map[string]string{}
	for _, u := range c.users.List {
		var flags []string
		for i, flag := range userFlags() {
			if u.flags[i] {
				flags = append(flags, flag.key)
			}
		}
		out[u.email] = filled(map[string]string{
			"password": u.password, "member_code": u.memberCode, "name": u.name,
			"type": u.kind, "role": u.role, "flags": strings.Join(flags, " "),
		})
	}
	return out
}

// filled returns values without its blanks.
func filled(values map[string]string) map[string]string {
	maps.DeleteFunc(values, func(_, v string) bool { return v == "" })
	return values
}

// Members returns the codes of all members, sorted.
func (s *Sandbox) Members() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle(s.options.Now())
	return slices.Sorted(maps.Keys(s.company.members.ByKey))
}
