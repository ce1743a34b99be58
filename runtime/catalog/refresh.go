package catalog

import (
	"cmp"
	"context"
	"maps"
	"path"
	"slices"
	"strings"

	"dandori/runtime/say"
	"dandori/runtime/watch"
	"dandori/runtime/workflow"
)

// Refresh looks again at what may have changed. Versions are made in the
// background; Settled waits for them.
func (c *Catalog) Refresh(ctx context.Context, d watch.Dirty) error {
	c.rebase()
	if d.All {
		if _, err := c.read(ctx, nil); err != nil {
			return err
		}
		c.work.add(c.names()...)
		return nil
	}
	var again []string
	if files, any := c.definitions(d.Names); any {
		var err error
		if again, err = c.read(ctx, files); err != nil {
			return err
		}
	}
	c.work.add(append(again, c.touched(d.Names)...)...)
	return nil
}

// definitions returns the YAML files to read again when names have changed, nil
// for all; any is false when there is none.
func (c *Catalog) definitions(names []string) (files []string, any bool) {
	files = []string{}
	for _, name := range names {
		switch {
		case name == workflow.ConfigFile, within(workflow.Folder, name):
			return nil, true
		case path.Dir(name) == workflow.Folder:
			files = append(files, name)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, it := range c.items {
		if it.claim != nil && it.claim.Broken() && slices.ContainsFunc(names, func(name string) bool { return within(it.claim.Script, name) }) {
			files = append(files, it.claim.File)
		}
	}
	return files, len(files) > 0
}

// touched returns the workflows to which a change of names may matter.
func (c *Catalog) touched(names []string) []string {
	changed := changesOf(names)
	c.mu.Lock()
	defer c.mu.Unlock()
	var all []string
	for name, it := range c.items {
		for _, t := range it.traces() {
			if changed.touch(t) {
				all = append(all, name)
				break
			}
		}
	}
	slices.Sort(all)
	return all
}

// traces are what a workflow's versions, and the build that failed, were made
// of. Callers hold mu.
func (it *item) traces() []trace {
	var all []trace
	for _, v := range []*Version{it.entry.Live, it.entry.Pending} {
		if v != nil {
			all = append(all, v.Files)
		}
	}
	if it.tried != nil {
		all = append(all, it.tried.from)
	}
	return all
}

// rebase has everything looked at when what the project offers is another: each
// workflow is made anew, which is told once.
func (c *Catalog) rebase() {
	base := c.Base()
	c.mu.Lock()
	same := base == c.base
	c.base = base
	c.mu.Unlock()
	if same {
		return
	}
	names := c.names()
	c.Log("info", "", say.T("what scripts may import has changed: %d workflows are compiled anew", len(names)))
	c.work.add(names...)
}

func (c *Catalog) names() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Sorted(maps.Keys(c.items))
}

func (c *Catalog) sorted() []*item {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.SortedFunc(maps.Values(c.items), func(a, b *item) int { return cmp.Compare(a.name, b.name) })
}

// Wanted returns the folders whose files matter, project-relative and sorted.
func (c *Catalog) Wanted() []string {
	dirs := map[string]bool{".": true, workflow.Folder: true}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, it := range c.items {
		for _, t := range it.traces() {
			for name := range t {
				if dir, ok := strings.CutSuffix(name, "/"); ok {
					dirs[dir] = true
				}
			}
		}
		if it.claim != nil && it.claim.Script != "" {
			dirs[path.Dir(it.claim.Script)] = true
		}
	}
	return slices.Sorted(maps.Keys(dirs))
}
