package cli

import (
	"context"
	"path"
	"slices"
	"time"

	"dandori/runtime/catalog"
	"dandori/runtime/schedule"
	"dandori/runtime/workflow"
)

// stand is how a workflow stands.
type stand struct {
	name    string
	saved   *workflow.Workflow // as its file says now; nil: it is not there any more
	def     *workflow.Workflow // as the next run takes it; before there is a version, saved
	live    *catalog.Version   // which the next run takes; nil: none, or not known
	pending *catalog.Version   // which waits for an approval; nil: none
	fault   *catalog.Fault     // of the last save; nil: it was good, or is not known
	gone    bool               // its file is deleted
	alone   bool               // nothing is known but what its file says
	changed time.Time
}

// merge puts what the catalog found in the place of what the files say, in
// their order; what they do not name any more follows.
func (o *overview) merge(ctx context.Context, found []catalog.Standing, shelf catalog.Shelf) error {
	saved, seen := o.all, map[string]bool{}
	o.all = nil
	for _, s := range saved {
		at := slices.IndexFunc(found, func(st catalog.Standing) bool { return st.Name == s.name })
		if at < 0 || seen[s.name] {
			continue
		}
		seen[s.name] = true
		if err := o.add(ctx, found[at], s.saved, shelf); err != nil {
			return err
		}
	}
	for _, st := range found {
		if !seen[st.Name] {
			if err := o.add(ctx, st, nil, shelf); err != nil {
				return err
			}
		}
	}
	return nil
}

func (o *overview) add(ctx context.Context, st catalog.Standing, saved *workflow.Workflow, shelf catalog.Shelf) error {
	s := stand{name: st.Name, saved: saved, def: st.Workflow, pending: st.Pending, fault: st.Fault, gone: st.Gone, changed: st.Changed}
	if st.Version != "" {
		e, _, err := shelf.Entry(ctx, st.Name)
		if err != nil {
			return err
		}
		s.live = e.Live
	}
	o.all = append(o.all, s)
	return nil
}

// cause is why the workflow cannot run; ok is false when it can, for all that is known.
func (s stand) cause() (p workflow.Problem, ok bool) {
	switch {
	case s.live != nil:
		return p, false
	case s.fault != nil:
		return s.fault.Problem(), true
	case s.def != nil && s.def.Broken():
		return s.def.Problems.Errors()[0], true
	}
	return p, false
}

// broken is what is wrong with the last save of a workflow of which the last
// good version stays in use.
func (s stand) broken() (p workflow.Problem, ok bool) {
	if s.live == nil || s.fault == nil {
		return p, false
	}
	return s.fault.Problem(), true
}

// elsewhere reports whether the fault is in the file of another workflow, which
// takes this one's name; what its own file says is in use.
func (s stand) elsewhere() bool {
	return s.saved != nil && s.fault != nil && s.fault.File != s.saved.File && path.Dir(s.fault.File) == workflow.Folder
}

// starts reports whether the workflow's triggers start runs.
func (s stand) starts() bool {
	_, failing := s.cause()
	return s.def != nil && !s.gone && !failing && !s.unapproved()
}

// unapproved reports whether the workflow waits for its first approval.
func (s stand) unapproved() bool {
	return s.live == nil && !s.alone && s.def != nil && s.def.Reload == workflow.Approve
}

// next is when the workflow starts by time the next time; zero when it does not.
func (s stand) next(now time.Time, zone *time.Location) time.Time {
	var next time.Time
	if !s.starts() {
		return next
	}
	for _, text := range s.def.On.Schedule {
		if at := upcoming(text, now, zone, 1); at != nil && (next.IsZero() || at[0].Before(next)) {
			next = at[0]
		}
	}
	return next
}

// upcoming returns the next n times of a schedule, fewer when there are no more.
func upcoming(text workflow.Schedule, now time.Time, zone *time.Location, n int) []time.Time {
	s, err := schedule.Parse(string(text))
	if err != nil {
		return nil // said of the workflow
	}
	var all []time.Time
	for at := s.Next(now, zone); !at.IsZero() && len(all) < n; at = s.Next(at, zone) {
		all = append(all, at)
	}
	return all
}
