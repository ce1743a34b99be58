package catalog

import (
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

// A trace is what a build came from: every file → the hash of its content, ""
// for one that was looked for and is not there. A name that ends in "/" is a
// folder, with the hash of those of its names that could change what an import
// finds: another ending of the same name, a package.json, a node_modules. One
// that ends in "@" is a symbolic link, with the hash of what it leads to.
type trace = map[string]string

// trace takes down what the files are now.
func (l *looker) trace(inputs []string) trace {
	t, dirs := trace{}, leads{}
	for _, name := range inputs {
		if t[name] = l.named(name); t[name] == "" {
			index := path.Join(name, "index") // of a folder, which may be there
			l.instead(t, name)
			l.instead(t, index)
			t[index] = l.named(index)
			dirs.add(index)
		}
		dirs.add(name)
	}
	for dir, names := range dirs {
		t[dir+"/"] = l.rivals(dir, names)
		manifest := path.Join(dir, "package.json")
		if hash := l.hash(manifest); hash != "" {
			t[manifest] = hash
		}
	}
	return t
}

// instead takes down what is there in the place of a name that is missing and
// is not what was looked for yet, such as a link that leads nowhere.
func (l *looker) instead(t trace, name string) {
	dir, stem := path.Dir(name), stem(path.Base(name))
	for _, base := range l.names(dir) {
		if rest, ok := strings.CutPrefix(base, stem); ok && (rest == "" || rest[0] == '.') {
			t[path.Join(dir, base)] = l.named(path.Join(dir, base))
		}
	}
}

// before is what the files are now that a build of claim will read, as far as the builds before tell.
func (l *looker) before(claim *claim, e Entry, tried *attempt) trace {
	t := trace{claim.Script: l.hash(claim.Script)}
	for _, old := range (&item{entry: e, tried: tried}).traces() {
		for name := range old {
			if _, known := t[name]; !known && name != claim.File && !strings.HasSuffix(name, "/") {
				t[name] = l.named(name)
			}
		}
	}
	return t
}

// holds reports whether all is as it was taken down, but for the file except.
func (l *looker) holds(t trace, except string) bool {
	dirs := leads{}
	for name, hash := range t {
		if strings.HasSuffix(name, "/") || name == except {
			continue
		}
		if l.named(name) != hash {
			return false
		}
		dirs.add(name)
	}
	for name, hash := range t {
		if dir, ok := strings.CutSuffix(name, "/"); ok && l.rivals(dir, dirs[dir]) != hash {
			return false
		}
	}
	return true
}

// leads are the names in each folder that lead on to a file.
type leads map[string][]string

func (d leads) add(name string) {
	for _, dir := range parents(name) {
		if base := path.Base(name); base != "package.json" { // which is looked for everywhere
			d[dir] = append(d[dir], base)
		}
		name = dir
	}
}

// rivals is the hash of the names in a folder that an import of one of names might find in its place.
func (l *looker) rivals(dir string, names []string) string {
	all := l.names(dir)
	found := map[string]bool{}
	for _, stem := range stems(names) {
		at, _ := slices.BinarySearch(all, stem)
		for ; at < len(all) && strings.HasPrefix(all[at], stem); at++ {
			if rest := all[at][len(stem):]; rest == "" || rest[0] == '.' {
				found[all[at]] = true
			}
		}
	}
	return sum([]byte(strings.Join(slices.Sorted(maps.Keys(found)), "\x00")))[:16]
}

// stems are names without their endings, each once, with those that imports look for by themselves.
func stems(names []string) []string {
	out := []string{"node_modules", "package.json"}
	for _, name := range names {
		out = append(out, stem(name))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func stem(name string) string {
	if ext := path.Ext(name); ext != name {
		return strings.TrimSuffix(name, ext)
	}
	return name
}

// named is a file's or a link's hash.
func (l *looker) named(name string) string {
	link, ok := strings.CutSuffix(name, "@")
	if !ok {
		return l.hash(name)
	}
	to, err := fs.ReadLink(l.files, link)
	if err != nil {
		return ""
	}
	return sum([]byte(to))[:16]
}

// changes are names that may have changed: thousands of them after a checkout.
type changes struct {
	names map[string]bool
	leads map[string]map[string]bool // by folder: the names in it, whole and up to each of their dots
}

func changesOf(names []string) changes {
	c := changes{map[string]bool{}, map[string]map[string]bool{}}
	for _, name := range names {
		c.names[name] = true
		dir, base := path.Dir(name), path.Base(name)
		if c.leads[dir] == nil {
			c.leads[dir] = map[string]bool{}
		}
		c.leads[dir][base] = true
		for i := range base {
			if base[i] == '.' {
				c.leads[dir][base[:i]] = true
			}
		}
	}
	return c
}

// touch reports whether one of the changes may matter to what has this trace.
func (c changes) touch(t trace) bool {
	for name := range t {
		if dir, ok := strings.CutSuffix(name, "/"); ok {
			if c.names[dir] || c.names[path.Join(dir, "package.json")] || c.names[path.Join(dir, "node_modules")] {
				return true
			}
			continue
		}
		if c.names[name] || c.names[strings.TrimSuffix(name, "@")] || c.rival(t, name) {
			return true
		}
	}
	return false
}

// rival reports whether an import of one of the trace's files might find a changed file in its place.
func (c changes) rival(t trace, file string) bool {
	for _, dir := range parents(file) {
		if _, ok := t[dir+"/"]; ok && c.leads[dir][stem(path.Base(file))] {
			return true
		}
		file = dir
	}
	return false
}
