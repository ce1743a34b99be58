package cli

import (
	"context"
	"encoding/json"
	"slices"

	"dandori/runtime/catalog"
	"dandori/runtime/compile"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

// live is what a run of a workflow takes of which a saved change waits until
// somebody has looked at it (reload: approve).
type live struct {
	target   *target
	compiled *compiled
	version  string
}

// liveOf returns what a run of the project's workflow name takes when that is
// not simply what is saved; nil when it is. saved is what the files say; nil:
// they cannot be read, or have no such workflow.
func (a *app) liveOf(ctx context.Context, p *project, s *keeping, name string, saved *target) (*live, error) {
	if _, known, err := s.Entry(ctx, name); err != nil || !known && !looksFirst(saved) {
		return nil, err
	}
	c, err := a.openCatalog(ctx, p, s)
	if err != nil {
		return nil, unreadable(err)
	}
	defer c.Close()
	if st := standingOf(c, name); st.Gone || st.Workflow == nil || st.Workflow.Reload != workflow.Approve {
		return nil, nil
	}
	now, err := c.Current(ctx, name)
	if err != nil {
		return nil, err
	}
	switch pending := standingOf(c, name).Pending; {
	case now.Fault != nil:
		a.printProblem(now.Fault.Problem())
	case pending != nil:
		a.newDisplay().Log("warn", a.say(say.T("a saved change of %[1]s waits for an approval, and is not run yet: dandori approve %[1]s shows it", name)), nil)
	}
	return liveVersion(ctx, p, s, now)
}

// looksFirst reports whether changes of a workflow wait for somebody's word, as its file says now.
func looksFirst(t *target) bool {
	return t != nil && !t.example && t.workflow != nil && t.workflow.Reload == workflow.Approve
}

func standingOf(c *catalog.Catalog, name string) catalog.Standing {
	all := c.Standing()
	i := slices.IndexFunc(all, func(st catalog.Standing) bool { return st.Name == name })
	if i < 0 {
		return catalog.Standing{}
	}
	return all[i]
}

func liveVersion(ctx context.Context, p *project, s *keeping, now catalog.Current) (*live, error) {
	code, err := s.Content(ctx, now.Version.Program)
	if err != nil {
		return nil, err
	}
	program := &compile.Program{}
	if err := json.Unmarshal(code, program); err != nil {
		return nil, err
	}
	return &live{
		target:   &target{project: p, workflow: now.Workflow, script: now.Version.Script},
		compiled: &compiled{program: program, uses: now.Version.Uses}, version: now.Version.ID,
	}, nil
}
