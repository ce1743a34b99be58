package sandbox

import (
	"slices"

	"dandori/bindings/simulator"
)

// Load makes the sandbox go on where the one stood that Save was called on. It
// must have the same seed and sizes; nothing changes when there is an error.
func (s *Sandbox) Load(data []byte) error {
	var in saved
	if err := simulator.Decode(data, &in); err != nil {
		return err
	}
	if in.Version != savedVersion || in.Seed != s.options.Seed || in.Size != s.options.Size || in.Users != s.options.Users {
		return simulator.Broken("version %d, seed %d and size %d, not version %d, seed %d and size %d",
			in.Version, in.Seed, in.Size, savedVersion, s.options.Seed, s.options.Size)
	}
	if slices.ContainsFunc(in.Touches, func(t touch) bool { return t.Card < 0 || t.Card >= s.options.Size }) || in.Walked < 0 {
		return simulator.Broken("there is no such card")
	}
	organisation, err := s.loadOrganisation(in.Organisation)
	if err != nil {
		return err
	}
	walks, err := s.loadWalks(in)
	if err != nil {
		return err
	}
	jobs, err := s.loadJobs(in.Jobs)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.organisation, s.changed, s.encoded = organisation, in.Organisation != nil, in.Organisation
	s.cards, s.touches = s.cardsAfter(in.Touches), in.Touches
	s.walked, s.walks, s.jobs, s.mail = in.Walked, walks, jobs, in.Mail
	s.counts = in.Counts.whole()
	for name, k := range s.keys {
		k.window.Restore(in.Requests[name])
	}
	return nil
}

// whole returns c with maps that can be counted in.
func (c Counts) whole() Counts {
	if c.Requests == nil {
		c.Requests = map[string]int{}
	}
	if c.Statuses == nil {
		c.Statuses = map[int]int{}
	}
	return c
}

func (s *Sandbox) loadOrganisation(data []byte) (organisation, error) {
	o := seedOrganisation(s.people, s.options)
	if data == nil {
		return o, nil
	}
	var in savedOrganisation
	if err := simulator.Decode(data, &in); err != nil {
		return o, err
	}
	if !wide(in.Departments, departmentWidth) || !wide(in.Users, userWidth) || in.NextID < 0 || in.NextUser < 0 {
		return o, simulator.Broken("the organisation has rows of another width")
	}
	var ok bool
	if o.gone, ok = flagsAt(in.Gone, s.options.Users); !ok {
		return o, simulator.Broken("there is no such user")
	}
	o.departments, o.users, o.nextID, o.nextUser = in.Departments, in.Users, in.NextID, in.NextUser
	return o, nil
}

func (s *Sandbox) loadWalks(in saved) (map[string]*walk, error) {
	walks := map[string]*walk{}
	for id, w := range in.Walks {
		gone, ok := flagsAt(w.Gone, s.options.Users)
		if !ok || w.Touches < 0 || w.Touches > len(in.Touches) {
			return nil, simulator.Broken("the walk %q began nowhere", id)
		}
		walks[id] = &walk{born: w.Born, dead: w.Dead, touches: w.Touches, gone: gone, waiting: true}
	}
	return walks, nil
}

func (s *Sandbox) loadJobs(in []savedJob) ([]*job, error) {
	var jobs []*job
	for i, saved := range in {
		sound := wide(saved.Departments, departmentWidth) && wide(saved.Users, userWidth)
		if saved.Judged && !saved.Failed && !saved.Applied && !sound {
			return nil, simulator.Broken("import %d was found good with rows of another width", i)
		}
		j := &job{
			id: s.ids.uuid(importID, i), upload: upload{departments: saved.Departments, users: saved.Users},
			begins: saved.Begins, ends: saved.Ends, judged: saved.Judged, applied: saved.Applied, failed: saved.Failed,
		}
		for _, r := range saved.Results {
			j.results = append(j.results, result{kind: r.Kind, id: r.ID, temp: r.Temp, completed: r.Completed, errors: r.Errors})
		}
		jobs = append(jobs, j)
	}
	return jobs, nil
}

// wide reports whether all rows have so many cells.
func wide(rows [][]string, width int) bool {
	return !slices.ContainsFunc(rows, func(row []string) bool { return len(row) != width })
}

// flagsAt returns n flags that are true at the places given.
func flagsAt(places []int, n int) (flags []bool, ok bool) {
	flags = make([]bool, n)
	for _, i := range places {
		if i < 0 || i >= n {
			return nil, false
		}
		flags[i] = true
	}
	return flags, true
}
