package catalog

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"dandori/runtime/clock"
	"dandori/runtime/compile"
	"dandori/runtime/say"
)

// halfway is how young a change may be for a build that fails to be looked at
// once more: some editors save in several steps.
const halfway = 40 * time.Millisecond

// outcome is how a workflow was found: exactly one of the fields is set.
type outcome struct {
	gone  bool
	fault *Fault
	stays *Version // as the entry has it, live or pending
	made  *Version
}

// renewed is renew in the background. What keeps it from working is told;
// the next change, or the next run, tries again.
func (c *Catalog) renewed(name string) {
	it := c.item(name)
	if it == nil {
		return
	}
	if err := c.renew(c.ctx, it); err != nil && c.ctx.Err() == nil {
		c.Log("error", name, say.T("the workflow could not be looked at: %w", err))
	}
}

// renew looks at a workflow's files, and makes a version of it if they are others
// than those of the newest.
func (c *Catalog) renew(ctx context.Context, it *item) error {
	n, err := c.looked(ctx, it)
	if err != nil {
		return err
	}
	for _, l := range n.lines {
		c.Log(l.level, it.name, l.text)
	}
	if n.live && c.Changed != nil {
		c.Changed(ctx, it.name)
	}
	return nil
}

// looked is renew up to what is to be told of it, which is told without the turn.
func (c *Catalog) looked(ctx context.Context, it *item) (news, error) {
	if err := take(ctx, it.turn); err != nil {
		return news{}, err
	}
	defer give(it.turn)
	before := it.entry.Live
	for again := it.entry.Pending != nil; ; again = true { // somebody may have approved it meanwhile
		if again {
			if err := c.reread(ctx, it); err != nil {
				return news{}, err
			}
		}
		elsewhere := it.entry.Live
		if n, ok, err := c.lookedOnce(ctx, it); ok || err != nil {
			if err == nil && elsewhere != nil && (before == nil || before.ID != elsewhere.ID) {
				n.tellElsewhere(elsewhere)
			}
			return n, err
		}
	}
}

// tellElsewhere tells of a version that another process made live: approved, or built by a second serve.
func (n *news) tellElsewhere(v *Version) {
	n.live = true
	if len(n.lines) == 0 && v.By != "" {
		n.lines = append(n.lines, line{"info", say.T("approved by %[1]s: the next run takes version %[2]s", v.By, v.ID)})
	}
}

// Review looks again, in the background, at the workflows of which a change
// waits for approval: another process may have approved it.
func (c *Catalog) Review() {
	c.mu.Lock()
	var names []string
	for name, it := range c.items {
		if it.entry.Pending != nil {
			names = append(names, name)
		}
	}
	c.mu.Unlock()
	slices.Sort(names)
	c.work.add(names...)
}

// lookedOnce is looked with the entry as it is known; ok is false when the shelf has another by now.
func (c *Catalog) lookedOnce(ctx context.Context, it *item) (n news, ok bool, err error) {
	c.mu.Lock()
	claim, e, tried := it.claim, it.entry, it.tried
	c.mu.Unlock()
	found, tried, err := c.find(ctx, claim, e, tried)
	if err != nil {
		return news{}, false, err
	}
	c.mu.Lock()
	it.tried = tried
	c.mu.Unlock()
	return c.settle(ctx, it, claim, found)
}

// reread takes the entry from the shelf.
func (c *Catalog) reread(ctx context.Context, it *item) error {
	e, ok, err := c.Shelf.Entry(ctx, it.name)
	if err != nil {
		return err
	}
	if !ok { // it was deleted so long ago that nobody keeps it any more, or cannot be read
		e = Entry{Workflow: it.name}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if e.Live == nil || it.entry.Live == nil || e.Live.ID != it.entry.Live.ID {
		it.def = nil
	}
	it.entry = e
	return nil
}

// find says how the workflow of claim stands, with e as it was.
func (c *Catalog) find(ctx context.Context, claim *claim, e Entry, tried *attempt) (outcome, *attempt, error) {
	if claim == nil {
		return outcome{gone: true}, nil, nil
	}
	if fault := claim.fault(); fault != nil {
		return outcome{fault: fault}, nil, nil
	}
	base := c.Base()
	for _, v := range []*Version{e.Pending, e.Live} {
		if v != nil && v.Base == base && v.File == claim.File && v.Files[v.File] == claim.hash && c.look.holds(v.Files, v.File) {
			return outcome{stays: v}, nil, nil
		}
	}
	if tried != nil && tried.claim.same(claim) && tried.base == base && c.look.holds(tried.from, "") {
		return outcome{fault: tried.fault}, tried, nil
	}
	before := c.look.before(claim, e, tried)
	v, from, err := c.build(ctx, claim, base, before)
	if err == nil {
		return outcome{made: v}, nil, nil
	}
	if ctx.Err() != nil {
		return outcome{}, nil, context.Cause(ctx)
	}
	if _, ok := errors.AsType[*shelfError](err); ok {
		return outcome{}, nil, err
	}
	if isGivenUp(err) {
		from = c.look.trace(slices.Sorted(maps.Keys(before))) // it did not say what it read
	}
	tried = &attempt{claim: claim, base: base, from: from, fault: faultOf(err, claim.Script)}
	return outcome{fault: tried.fault}, tried, nil
}

// searched are the files that a build has read or looked for that failed with err.
func searched(err error, claim *claim) []string {
	names := []string{claim.Script}
	var errs *compile.Errors
	if errors.As(err, &errs) {
		names = append(append(names, errs.Inputs...), errs.Sought...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// build makes a version, or says what it found when it failed. It builds until
// what it read is what the files are when it has done so, as they were before it
// as far as they are known, and gives those a moment that are being saved.
func (c *Catalog) build(ctx context.Context, claim *claim, base string, before trace) (*Version, trace, error) {
	for waited := false; ; {
		began := clock.Now()
		b, err := c.patiently(ctx, claim.Workflow)
		if isGivenUp(err) {
			return nil, nil, err
		}
		inputs := append([]string{claim.Script}, b.Inputs...)
		for _, link := range b.Links {
			inputs = append(inputs, link+"@")
		}
		if err != nil {
			inputs = searched(err, claim)
		}
		after := c.look.trace(inputs)
		sure := c.sure(before, after, began)
		before = after
		switch {
		case !sure:
		case err == nil:
			v, err := c.version(ctx, claim, b, after, base)
			if v != nil || err != nil {
				return v, after, err
			}
		case waited || !c.young(after):
			return nil, after, err
		default:
			waited = true
			if err := clock.Sleep(ctx, halfway); err != nil {
				return nil, nil, err
			}
		}
		if ctx.Err() != nil {
			return nil, nil, context.Cause(ctx)
		}
	}
}

// sure reports whether a build that began at a time has read what its files are now:
// they were the same before it, or have been for long. Of what is missing nothing
// tells since when: it must have been missing before, too.
func (c *Catalog) sure(before, after trace, began time.Time) bool {
	for name, hash := range after {
		if was, ok := before[name]; ok && was != hash || !ok && (hash == "" || c.look.fresh(name, began, unsettled)) {
			return false
		}
	}
	return true
}

// young reports whether a file may be in the middle of being saved.
func (c *Catalog) young(t trace) bool {
	for name := range t {
		if c.look.fresh(name, clock.Now(), halfway) {
			return true
		}
	}
	return false
}

// version puts what was built on the shelf; nil when the files are others by now.
func (c *Catalog) version(ctx context.Context, claim *claim, b Built, from trace, base string) (*Version, error) {
	texts := map[string]string{claim.File: claim.text}
	for _, name := range b.Inputs {
		if ofPackage(name) {
			continue
		}
		hash, text := c.look.text(name)
		if hash != from[name] {
			return nil, nil
		}
		texts[name] = string(text)
	}
	from[claim.File] = claim.hash
	v := &Version{File: claim.File, Script: claim.Script, Uses: b.Uses, Files: from, Base: base, Made: clock.Now()}
	return v, c.put(ctx, v, b.Program, texts)
}
