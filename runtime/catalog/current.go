package catalog

import (
	"context"
	"slices"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

// Current is what a run takes that begins now.
type Current struct {
	Version  Version
	Workflow *workflow.Workflow // as the version defines it; not to be changed
	Fault    *Fault             // why the last save is not what the run takes; nil: it is, or it waits for approval
}

// Current returns the version that a run of the workflow takes that begins
// now. The files are looked at: what was saved before the call counts. When the
// last save is broken, the last good version is taken. The error is
// workflow.Problems when there was none yet, else a *call.Error for the person
// who wants the run.
func (c *Catalog) Current(ctx context.Context, name string) (Current, error) {
	it, err := c.asked(ctx, name)
	if err != nil {
		return Current{}, err
	}
	if err := c.renew(ctx, it); err != nil {
		return Current{}, err
	}
	def, err := c.live(ctx, it)
	if err != nil {
		return Current{}, err
	}
	c.mu.Lock()
	e := it.entry
	c.mu.Unlock()
	switch {
	case e.Gone:
		return Current{}, call.New(call.Config, "the workflow %q was deleted", name)
	case e.Live != nil:
		return Current{Version: *e.Live, Workflow: def, Fault: e.Fault}, nil
	case e.Fault != nil:
		return Current{}, workflow.Problems{e.Fault.Problem()}
	}
	return Current{}, call.New(call.Config, "the workflow %q has not been approved yet", name).WithHint("dandori approve %s", name)
}

// asked returns the workflow of a run, with what its YAML says now.
func (c *Catalog) asked(ctx context.Context, name string) (*item, error) {
	c.rebase()
	stale, err := c.stale(ctx, name)
	if err != nil {
		return nil, err
	}
	if stale {
		again, err := c.read(ctx, nil)
		if err != nil {
			return nil, err
		}
		c.work.add(slices.DeleteFunc(again, func(other string) bool { return other == name })...)
	}
	if it := c.item(name); it != nil {
		return it, nil
	}
	return nil, call.New(call.Config, "there is no workflow %q", name)
}

// stale reports whether the YAML of a workflow must be read again: it is not
// known, or not what it was. Another file that claims its name changes nothing for it.
func (c *Catalog) stale(ctx context.Context, name string) (bool, error) {
	if err := take(ctx, c.reading); err != nil {
		return false, err
	}
	defer give(c.reading)
	it := c.item(name)
	if it == nil {
		return true, nil
	}
	c.mu.Lock()
	claim := it.claim
	c.mu.Unlock()
	return claim == nil || !c.sheets.fresh(claim.File), nil
}

// live reads the definition of the live version, nil when there is none.
func (c *Catalog) live(ctx context.Context, it *item) (*workflow.Workflow, error) {
	c.mu.Lock()
	v, claim, def := it.entry.Live, it.claim, it.def
	c.mu.Unlock()
	if v == nil || def != nil {
		return def, nil
	}
	if claim != nil && claim.File == v.File && claim.hash == v.Files[v.File] && !claim.Broken() {
		def = claim.Workflow
	} else {
		var err error
		if def, err = c.definition(ctx, it.name, v); err != nil {
			return nil, err
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if it.entry.Live == v {
		it.def = def
	}
	return def, nil
}

// Standing is how a workflow stands.
type Standing struct {
	Name     string
	Workflow *workflow.Workflow // as the live version defines it; before there is one, as its YAML does. Not to be changed
	Version  string             // the live one's name; "" for none
	Pending  *Version           // which waits for an approval; nil: none
	Fault    *Fault             // of the last save; nil: it was good
	Gone     bool               // it was deleted, and starts nothing
	Changed  time.Time
}

// Standing returns how all workflows stand, by their names.
func (c *Catalog) Standing() []Standing {
	var all []Standing
	for _, it := range c.sorted() {
		def, err := c.live(c.ctx, it)
		c.mu.Lock()
		e, claim := it.entry, it.claim
		c.mu.Unlock()
		s := Standing{Name: it.name, Workflow: def, Pending: e.Pending, Fault: e.Fault, Gone: e.Gone, Changed: e.Changed}
		if e.Live != nil {
			s.Version = e.Live.ID
		}
		if def == nil && claim != nil {
			s.Workflow = claim.Workflow
		}
		if claim != nil && s.Fault == nil {
			s.Fault = claim.fault()
		}
		if err != nil && s.Fault == nil {
			s.Fault = &Fault{Message: say.Raw(say.In(err, say.English))}
		}
		all = append(all, s)
	}
	return all
}
