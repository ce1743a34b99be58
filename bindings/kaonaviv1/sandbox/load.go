package sandbox

import (
	"maps"
	"slices"

	"dandori/bindings/simulator"
)

// Load makes the sandbox go on where the one stood that Save was called on. It
// must have the same seed and size; nothing changes when there is an error.
func (s *Sandbox) Load(data []byte) error {
	var in saved
	if err := simulator.Decode(data, &in); err != nil {
		return err
	}
	if in.Version != savedVersion || in.Seed != s.options.Seed || in.Size != s.options.Size {
		return simulator.Broken("version %d, seed %d and size %d, not version %d, seed %d and size %d",
			in.Version, in.Seed, in.Size, savedVersion, s.options.Seed, s.options.Size)
	}
	next := newCompany(s.options.Seed, s.options.Size)
	if in.Company != nil {
		if err := next.load(in.Company); err != nil {
			return err
		}
	}
	jobs, err := s.loadJobs(next, in.Jobs)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.company, s.changed, s.encoded = next, in.Company != nil, in.Company
	s.tokens.Restore(in.SavedTokens)
	s.requests.Restore(in.Requests)
	s.counts = in.Counts
	if s.counts.Requests == nil {
		s.counts.Requests = map[string]int{}
	}
	s.jobs.Restore(jobs)
	return nil
}

// load replaces what the seed put into c.
func (c *company) load(data []byte) error {
	var in savedCompany
	if err := simulator.Decode(data, &in); err != nil {
		return err
	}
	c.members = simulator.NewKeyed(func(m *member) string { return m.code })
	for _, m := range in.Members {
		if m.Code == "" || c.members.Has(m.Code) {
			return simulator.Broken("member %q", m.Code)
		}
		c.members.Add(&member{code: m.Code, name: m.Name, kana: m.Kana})
	}
	c.departments = newTree()
	for _, d := range in.Departments {
		if d.Code == "" || c.departments.byCode[d.Code] != nil || d.Parent != "" && c.departments.byCode[d.Parent] == nil {
			return simulator.Broken("department %q below %q", d.Code, d.Parent) // a parent stands before what is below it
		}
		c.departments.add(&department{code: d.Code, name: d.Name, parent: d.Parent, leader: d.Leader, memo: d.Memo})
	}
	c.users = simulator.NewKeyed(func(u *user) string { return u.email })
	for _, u := range in.Users {
		if c.users.Has(u.Email) {
			return simulator.Broken("user %q", u.Email)
		}
		c.users.Add(u.load())
	}
	return c.loadSheets(in.Sheets)
}

func (u savedUser) load() *user {
	return &user{
		email: u.Email, password: u.Password, memberCode: u.Member, name: u.Name, kind: u.Kind, role: u.Role, flags: u.Flags,
		created: u.Created, lastLogin: u.LastLogin, passwordAt: u.PasswordAt, by: u.By, at: u.At,
	}
}

func (c *company) loadSheets(in map[string]savedSheet) error {
	for id := range in {
		if c.sheets[id] == nil {
			return simulator.Broken("sheet %q", id)
		}
	}
	for id, s := range c.sheets {
		s.records = map[string][]*record{}
		for code, records := range in[id] {
			if !c.members.Has(code) || len(records) == 0 || len(records) > 1 && !s.multiple {
				return simulator.Broken("%d records of member %q on sheet %s", len(records), code, id)
			}
			for _, r := range records {
				values := maps.Clone(r.Values)
				if values == nil {
					values = map[int]string{}
				}
				s.records[code] = append(s.records[code], &record{values: values, by: r.By, at: r.At})
			}
		}
	}
	return nil
}

// loadJobs makes the jobs; those under way will change c.
func (s *Sandbox) loadJobs(c *company, in []savedJob) ([]*job, error) {
	jobs := make([]*job, len(in))
	for i, saved := range in {
		j := &job{
			Task:  simulator.Task{Operation: saved.Operation, Nth: saved.Nth, Starts: saved.Starts, Ends: saved.Ends, Crash: saved.Crash, State: saved.State},
			sheet: saved.Sheet, errors: saved.Errors, result: saved.Read.load(),
		}
		if !slices.Contains([]string{"", stateOK, stateNG, stateError}, j.State) {
			return nil, simulator.Broken("state %q of task %d", j.State, i+1)
		}
		change, ok := s.changeOf(c, j, saved.Rows)
		if !ok {
			return nil, simulator.Broken("task %d is %s of sheet %q", i+1, j.Operation, j.sheet)
		}
		if saved.Change {
			j.change = change
		}
		jobs[i] = j
	}
	return jobs, nil
}

// changeOf returns what a task of these rows does, nil for a preset; ok is
// false when there is no such operation or sheet.
func (s *Sandbox) changeOf(c *company, j *job, rows []row) (w change, ok bool) {
	sheet := c.sheets[j.sheet]
	sheetMode := func(m mode) change {
		return &sheetChange{mode: m, sheet: sheet, rows: rows, variant: s.options.Variant}
	}
	switch j.Operation {
	case "user.overwrite":
		return &userChange{mode: overwrite, rows: rows}, true
	case "user.add":
		return &userChange{mode: add, rows: rows}, true
	case "department.overwrite":
		return &departmentChange{mode: overwrite, rows: rows}, true
	case "department.add":
		return &departmentChange{mode: add, rows: rows}, true
	case "sheet.data.overwrite":
		return sheetMode(overwrite), sheet != nil
	case "sheet.data.add":
		return sheetMode(add), sheet != nil
	case "sheet.data.update":
		return sheetMode(update), sheet != nil
	case "sheet.data.delete":
		return &sheetDeletion{sheet: sheet, rows: rows}, sheet != nil
	case "sheet.preset":
		return nil, sheet != nil
	default:
		return nil, false
	}
}

func (r *savedSheetRead) load() *sheetRead {
	if r == nil {
		return nil
	}
	out := &sheetRead{headers: objectOf(r.Headers)}
	for _, l := range r.Lines {
		out.lines = append(out.lines, sheetLine{
			member: member{code: l.Member.Code, name: l.Member.Name, kana: l.Member.Kana},
			values: objectOf(l.Values), by: l.By, modified: l.Modified,
		})
	}
	return out
}

func objectOf(pairs [][2]string) object {
	var o object
	for _, p := range pairs {
		o = append(o, field{p[0], p[1]})
	}
	return o
}
