package catalog

import (
	"context"
	"maps"
	"path"
	"slices"
	"strings"

	"dandori/runtime/clock"
	"dandori/runtime/say"
)

// news is what is to be told of a look at a workflow.
type news struct {
	lines []line // one at most
	live  bool   // another version is live, or the workflow is gone or back
	write bool   // the entry is another
}

type line struct {
	level string
	text  say.Text
}

func (n *news) say(level string, t say.Text) {
	n.write = true
	if len(n.lines) == 0 {
		n.lines = append(n.lines, line{level, t})
	}
}

// settle enters what was found; ok is false when the entry was another by then.
func (c *Catalog) settle(ctx context.Context, it *item, claim *claim, found outcome) (n news, ok bool, err error) {
	c.mu.Lock()
	old, greeted := it.entry, it.greeted
	c.mu.Unlock()
	e := old
	e.Gone, e.Fault = found.gone, found.fault
	if e.Fault == nil && claim != nil {
		e.Fault = claim.other
	}
	if found.made != nil {
		if err := c.arrived(ctx, it, claim, found.made, &e, &n); err != nil {
			return news{}, false, err
		}
	}
	if found.stays != nil && found.stays == e.Live && e.Pending != nil {
		e.Pending = nil
		n.say("info", say.T("the change that waited for approval was taken back"))
	}
	differences(old, e, found, &n)
	if n.write {
		e.Changed = clock.Now()
		if ok, err := c.Shelf.SetEntry(ctx, e, old.Changed); err != nil || !ok {
			return news{}, false, err
		}
		c.keeper.ask()
	}
	if greeted && e.Live != nil && e.Fault == nil {
		n.lines = nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if e.Live != old.Live {
		it.def = nil
	}
	it.entry, it.greeted = e, false
	return n, true, nil
}

// differences tells what is otherwise than it was, but for versions.
func differences(old, e Entry, found outcome, n *news) {
	switch {
	case e.Gone && !old.Gone:
		e.Pending = nil
		n.say("info", say.T("its file is gone: the workflow starts nothing any more; its runs go on"))
		n.live = true
	case found.fault != nil && (!found.fault.same(old.Fault) || old.Gone):
		n.say("error", complaint(e))
	case !e.Fault.same(old.Fault) && e.Fault != nil:
		n.say("error", e.Fault.place())
	case old.Gone && !e.Gone:
		n.say("info", say.T("the workflow is back"))
	case old.Fault != nil && e.Fault == nil:
		n.say("info", say.T("the error is mended: the version in use is what the files say"))
	}
	if old.Gone != e.Gone {
		n.live = true
	}
}

// complaint says what is wrong with a save, and what that means.
func complaint(e Entry) say.Text {
	if e.Live == nil {
		return say.T("%s (the workflow cannot run before this is mended)", e.Fault.place())
	}
	return say.T("%s (the last good version stays in use)", e.Fault.place())
}

// arrived gives a version its place: live, or waiting for somebody's word.
func (c *Catalog) arrived(ctx context.Context, it *item, claim *claim, v *Version, e *Entry, n *news) error {
	n.write = true
	if was := e.Live; was != nil && was.saved(v) {
		v.Made, v.By = was.Made, was.By
		e.Live, e.Pending = v, nil
		return nil
	}
	ask, err := c.asksFor(ctx, it, claim)
	if err != nil {
		return err
	}
	if !ask {
		n.say("info", arrival(e.Live, v))
		n.live = true
		e.Live, e.Pending = v, nil
		return nil
	}
	if was := e.Pending; was == nil || !was.saved(v) {
		n.say("warn", say.T("a change of %[1]s waits for approval: dandori approve %[2]s", strings.Join(differ(e.Live, v), ", "), it.name))
	}
	e.Pending = v
	return nil
}

// asksFor reports whether a new version waits for an approval: the live one says so, or the first.
func (c *Catalog) asksFor(ctx context.Context, it *item, claim *claim) (bool, error) {
	def, err := c.live(ctx, it)
	if err != nil {
		return false, err
	}
	if def == nil {
		def = claim.Workflow
	}
	return def.Reload == "approve", nil
}

func arrival(was, v *Version) say.Text {
	if was == nil {
		return say.T("the workflow is ready (version %s)", v.ID)
	}
	return say.T("the next run takes the new version %[1]s (changed: %[2]s)", v.ID, strings.Join(differ(was, v), ", "))
}

// saved reports whether w was made of the same files as v. Their code may
// differ where dandori itself, or what the project offers, is another.
func (v *Version) saved(w *Version) bool {
	return v.ID == w.ID || v.File == w.File && v.Script == w.Script && v.Sources == w.Sources && maps.Equal(packages(v), packages(w))
}

// packages are the hashes of what a version has of npm.
func packages(v *Version) map[string]string {
	of := map[string]string{}
	for name, hash := range v.Files {
		if ofPackage(name) && !strings.HasSuffix(name, "/") && path.Base(name) != "package.json" {
			of[name] = hash
		}
	}
	return of
}

// differ returns the files in which two versions differ, sorted.
func differ(was, v *Version) []string {
	if was == nil {
		was = &Version{}
	}
	var names []string
	for name, hash := range v.Files {
		if !strings.HasSuffix(name, "/") && was.Files[name] != hash {
			names = append(names, strings.TrimSuffix(name, "@"))
		}
	}
	for name := range was.Files {
		if _, ok := v.Files[name]; !ok && !strings.HasSuffix(name, "/") {
			names = append(names, strings.TrimSuffix(name, "@"))
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
