package cli

import (
	"context"
	"path"
	"slices"
	"time"

	"dandori/runtime/catalog"
	"dandori/runtime/clock"
	"dandori/runtime/inbox"
	"dandori/runtime/say"
	"dandori/runtime/timetable"
	"dandori/runtime/workflow"
)

// unwatched are files that no run takes anything from: dandori's own, and the
// version control's, also of a repository within.
func unwatched(name string) bool {
	return private(name) || path.Base(name) == ".git"
}

// watch passes on where files may have changed, until ctx ends.
func (s *server) watch(ctx context.Context) error {
	saved := s.now.Load().texts // that were spoken of last
	for {
		dirty, err := s.watcher.Next(ctx)
		if err != nil {
			return err
		}
		if err := s.catalog.Refresh(ctx, dirty); err != nil && ctx.Err() == nil {
			s.log("error", say.T("what was saved cannot be looked at: %w", err))
		}
		s.inbox.Look(dirty.All, dirty.Names)
		s.replan.ring()
		if dirty.All || slices.ContainsFunc(configFiles, func(name string) bool { return slices.Contains(dirty.Names, name) }) {
			saved = s.configSaved(saved)
		}
	}
}

// replans lets schedules, files and folders to watch follow what workflows say, until ctx ends.
func (s *server) replans(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-s.replan:
		}
		s.setPlans()
		if err := clock.Sleep(ctx, calm); err != nil { // a thousand workflows are made anew one by one
			return err
		}
	}
}

func (s *server) setPlans() {
	var plans []timetable.Plan
	var triggers []inbox.Trigger
	for _, st := range s.catalog.Standing() {
		if st.Workflow == nil {
			continue
		}
		triggers = append(triggers, triggersOf(st)...)
		if !st.Gone {
			plans = append(plans, planOf(st))
		}
	}
	s.times.Set(plans)
	s.inbox.Set(triggers)
	s.watcher.Want(slices.Concat(s.catalog.Wanted(), s.inbox.Wanted(), []string{"."}))
}

func planOf(st catalog.Standing) timetable.Plan {
	p := timetable.Plan{Workflow: st.Name, Catchup: time.Duration(st.Workflow.Catchup)}
	for _, text := range st.Workflow.On.Schedule {
		p.Schedules = append(p.Schedules, string(text))
	}
	if st.Version == "" && st.Fault != nil {
		p.Invalid = st.Fault.Message
	}
	return p
}

func triggersOf(st catalog.Standing) (all []inbox.Trigger) {
	for _, g := range st.Workflow.On.Files {
		t := inbox.Trigger{Workflow: st.Name, Done: string(g.Done), Failed: string(g.Failed), Gone: st.Gone}
		for _, m := range g.Match {
			t.Match = append(t.Match, string(m))
		}
		all = append(all, t)
	}
	return all
}

// configFiles are what dandori reload reads again.
var configFiles = []string{workflow.ConfigFile, dotenv}

// configSaved says that what configures the project was saved and is not in use
// yet, once for each save; spoken is what it was at the last one.
func (s *server) configSaved(spoken texts) texts {
	said, err := readTexts(s.now.Load().files)
	if err != nil || said.same(spoken) {
		return spoken
	}
	if !said.same(s.now.Load().texts) {
		s.log("info", say.T("dandori.yaml or .env was saved: dandori reload lets it take effect"))
	}
	return said
}
