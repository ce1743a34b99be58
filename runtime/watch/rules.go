package watch

import (
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// interest is how much of a folder is wanted. More includes less.
type interest int

const (
	nothing interest = iota
	way              // only what leads to a wanted folder
	whole            // what lies in it
	deep             // and all below
)

// rules are the folders that are wanted.
type rules struct {
	dirs []string // as they were given, sorted
	of   map[string]interest
	next map[string]map[string]bool // for a folder on the way, the names in it that lead on
}

func parseRules(dirs []string) rules {
	r := rules{dirs: slices.Sorted(slices.Values(dirs)), of: map[string]interest{}, next: map[string]map[string]bool{}}
	r.dirs = slices.Compact(r.dirs)
	for _, dir := range r.dirs {
		name, level := parseRule(dir)
		if !filepath.IsLocal(filepath.FromSlash(name)) {
			continue // outside the project: nobody may read there
		}
		r.of[name] = max(r.of[name], level)
		r.lead(name)
	}
	return r
}

// parseRule reads "inbox", "inbox/**" and "**".
func parseRule(dir string) (name string, level interest) {
	name = path.Clean(filepath.ToSlash(dir))
	if name == "**" {
		return ".", deep
	}
	if above, ok := strings.CutSuffix(name, "/**"); ok {
		return above, deep
	}
	return name, whole
}

// lead makes every folder on the way to name be watched for what leads there.
func (r rules) lead(name string) {
	for name != "." {
		above := path.Dir(name)
		r.of[above] = max(r.of[above], way)
		if r.next[above] == nil {
			r.next[above] = map[string]bool{}
		}
		r.next[above][path.Base(name)] = true
		name = above
	}
}

// in returns how much of the folder name is wanted.
func (r rules) in(name string) interest {
	level := r.of[name]
	for ; name != "." && level < deep; name = path.Dir(name) {
		if r.of[path.Dir(name)] == deep {
			return deep
		}
	}
	return level
}
