package sandbox

import (
	"fmt"
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
	jobs, err := loadJobs(in.Jobs)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.company, s.changed, s.encoded = next, in.Company != nil, in.Company
	s.tokens.Restore(in.SavedTokens)
	s.requests.Restore(in.Requests)
	s.updates.Restore(in.Updates)
	s.counts = in.Counts
	if s.counts.Requests == nil {
		s.counts.Requests = map[string]int{}
	}
	s.jobs.Restore(jobs)
	return nil
}

func loadJobs(in []savedJob) ([]*job, error) {
	jobs := make([]*job, len(in))
	for i, saved := range in {
		if !slices.Contains([]string{"", stateOK, stateNG, stateError}, saved.State) {
			return nil, simulator.Broken("state %q of task %d", saved.State, i+1)
		}
		jobs[i] = &job{
			Task: simulator.Task{Operation: saved.Operation, Nth: saved.Nth, Starts: saved.Starts, Ends: saved.Ends, Crash: saved.Crash, State: saved.State},
			ids:  saved.IDs, accepted: saved.Accepted, dry: saved.Dry, raw: saved.Body, messages: saved.Messages,
		}
	}
	return jobs, nil
}

// load replaces what the seed put into c.
func (c *company) load(data []byte) error {
	var in savedCompany
	if err := simulator.Decode(data, &in); err != nil {
		return err
	}
	if slices.Contains(in.Members, nil) || slices.Contains(in.Departments, nil) || slices.Contains(in.Users, nil) || slices.Contains(in.Hooks, nil) {
		return simulator.Broken("a list has a null")
	}
	c.memberIDs, c.membersAt, c.members = in.MemberIDs, in.MembersAt, simulator.NewKeyed(c.members.Key, in.Members...)
	c.departments = simulator.NewKeyed(byCode, in.Departments...)
	c.userIDs, c.users = in.UserIDs, simulator.NewKeyed(byID, in.Users...)
	c.hookIDs, c.hooks = in.HookIDs, simulator.NewKeyed(byHookID, in.Hooks...)
	c.permissions = map[string][]*permission{}
	maps.Copy(c.permissions, in.Permissions)
	c.blobs = map[string]*blob{}
	maps.Copy(c.blobs, in.Blobs)
	if len(in.Options) > 0 {
		c.optionIDs = in.OptionIDs
	}
	if err := c.loadSheets(in.Sheets); err != nil {
		return err
	}
	c.eachField(func(f *field) {
		if options, given := in.Options[f.id]; given {
			f.options = options
		}
	})
	for _, p := range c.members.List {
		if p.Texts == nil {
			p.Texts = map[string]string{}
		}
		if p.Values == nil {
			p.Values = values{}
		}
	}
	return c.stands()
}

func (c *company) loadSheets(in map[int]savedSheet) error {
	for id := range in {
		if c.sheetOf(fmt.Sprint(id)) == nil {
			return simulator.Broken("sheet %d", id)
		}
	}
	c.sheets = slices.DeleteFunc(c.sheets, func(s *sheet) bool { _, kept := in[s.id]; return !kept })
	for _, s := range c.sheets {
		s.updated, s.rows = in[s.id].Updated, map[string]*rows{}
		for code, r := range in[s.id].Rows {
			if r == nil || slices.Contains(r.Records, nil) {
				return simulator.Broken("the records of %q on sheet %d", code, s.id)
			}
			for _, record := range r.Records {
				if record.Values == nil {
					record.Values = values{}
				}
			}
			s.rows[code] = r
		}
	}
	return nil
}
