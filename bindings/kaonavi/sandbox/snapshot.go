package sandbox

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// Counts is what has happened so far.
type Counts struct {
	Requests map[string]int // by operation, the refused ones too; "unknown" is what is no operation
	TooMany  int            // answers of 429
	Tokens   int            // tokens given out
	Writes   int            // requests that would change something, the refused ones too, but no rehearsals
	Applied  int            // writes that were done: tasks that ended OK, and what has no task
	Refused  int            // tasks that ended as NG
	Crashed  int            // tasks that ended as ERROR
	Dry      int            // rehearsals that ended OK
}

// note counts a task that has ended.
func (c *Counts) note(j *job) {
	switch {
	case j.State == stateNG:
		c.Refused++
	case j.State == stateError:
		c.Crashed++
	case j.dry:
		c.Dry++
	default:
		c.Applied++
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

// KillTokens ends the life of every token given out so far, as 再発行 of the key does (§1.1).
func (s *Sandbox) KillTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokens.KillAll()
}

// Members returns the codes of all members, sorted.
func (s *Sandbox) Members() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle(s.options.Now())
	return slices.Sorted(maps.Keys(s.company.members.ByKey))
}

// Snapshot returns the company as it is now, as canonical JSON: sorted by key,
// without the times at which things were changed, so that two ways to one state
// give the same bytes.
func (s *Sandbox) Snapshot() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle(s.options.Now())
	c := s.company
	state := map[string]any{
		"members": c.snapMembers(), "sheets": c.snapSheets(), "departments": c.departments.ByKey,
		"users": c.snapUsers(), "permissions": c.permissions, "options": c.optionLists(), "webhooks": c.snapHooks(),
	}
	out, err := json.Marshal(state)
	if err != nil {
		panic(fmt.Sprintf("snapshot: %v", err)) // strings, booleans and maps of them
	}
	return out
}

func (c *company) snapMembers() map[string]any {
	out := map[string]any{}
	for _, p := range c.members.List {
		out[p.Code] = map[string]any{
			"texts": p.Texts, "department": p.Department, "subs": orEmpty(p.Subs), "values": p.Values, "face": p.Face.snap(),
		}
	}
	return out
}

// snap is the file without its time.
func (f *file) snap() string {
	if f == nil {
		return ""
	}
	return f.Name + " " + f.Key
}

// snapSheets is sheet → member → records → item → values or file.
func (c *company) snapSheets() map[int]map[string][]map[int][]string {
	out := map[int]map[string][]map[int][]string{}
	for _, s := range c.sheets {
		out[s.id] = map[string][]map[int][]string{}
		for code, r := range s.rows {
			for _, record := range r.Records {
				all := map[int][]string{}
				maps.Copy(all, record.Values)
				for id, f := range record.Files {
					all[id] = []string{f.snap()}
				}
				out[s.id][code] = append(out[s.id][code], all)
			}
		}
	}
	return out
}

// snapUsers shows passwords, which no answer does, and no login, which no write changes.
func (c *company) snapUsers() map[int]any {
	out := map[int]any{}
	for _, u := range c.users.List {
		plain := *u
		plain.LastLogin = nil
		out[u.ID] = plain
	}
	return out
}

func (c *company) snapHooks() map[int]any {
	out := map[int]any{}
	for _, h := range c.hooks.List {
		out[h.ID] = map[string]any{"url": h.URL, "events": h.Events, "secret": h.Secret}
	}
	return out
}

// optionLists is the choices by item, also of those under データ連携.
func (c *company) optionLists() map[int][]option {
	out := map[int][]option{}
	c.eachField(func(f *field) {
		if f.kind() == "enum" {
			out[f.id] = f.options
		}
	})
	return out
}

func (c *company) eachField(do func(*field)) {
	for _, f := range c.fields {
		do(f)
	}
	for _, s := range c.sheets {
		for _, f := range s.fields {
			do(f)
		}
	}
}
