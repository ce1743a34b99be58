package watch

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// folder is a folder that is watched, as it was when last looked at.
type folder struct {
	name    string // relative to Root
	place   string // absolute, links followed: what the system watches
	id      uint64
	want    interest
	silent  bool // no events come from here, or not all
	refused bool // by the system, perhaps for now
	again   bool // silent and just told of: somebody may have seen there what no scan did
	entries map[string]stamp
	beyond  map[string]bool // the places that its links lead into
}

// stamp is what is compared of a file. Of folders, only which one it is: what
// is in it is their own business.
type stamp struct {
	kind           fs.FileMode
	size, modified int64
	id, changed    uint64
	link           bool
	again          bool // differed at the last scan: one scan more, since clocks of other systems are coarse
}

func (s stamp) same(other stamp) bool {
	s.again, other.again = false, false
	return s == other
}

// stampOf looks at the file at path, or at what a link there leads to.
func stampOf(path string) (stamp, bool) {
	info, err := os.Lstat(path)
	if err != nil {
		return stamp{}, false
	}
	link := info.Mode()&fs.ModeSymlink != 0
	if link {
		if target, err := os.Stat(path); err == nil {
			info = target
		}
	}
	s := stamp{kind: info.Mode().Type(), link: link}
	s.id, s.changed = identity(info)
	if s.kind.IsDir() {
		s.changed = 0
		return s, true
	}
	s.size, s.modified = info.Size(), info.ModTime().UnixNano()
	return s, true
}

// join returns the project-relative name of what lies in folder name.
func join(name, base string) string { return path.Join(name, base) }

// list reads what is in f, as far as it is wanted. It reports false when the
// folder could not be read: then what was known stays.
func (w *Watcher) list(f *folder) (map[string]stamp, bool) {
	entries := map[string]stamp{}
	bases, ok := w.bases(f)
	for _, base := range bases {
		if w.c.Skip(join(f.name, base)) {
			continue
		}
		if s, there := stampOf(filepath.Join(f.place, base)); there {
			entries[base] = s
		}
	}
	return entries, ok
}

// bases returns the names that may be in f.
func (w *Watcher) bases(f *folder) (bases []string, ok bool) {
	if f.want == way {
		for base := range w.rules.next[f.name] {
			bases = append(bases, base)
		}
		return bases, true
	}
	dir, err := os.Open(f.place)
	if err != nil {
		return nil, false
	}
	defer func() { _ = dir.Close() }()
	bases, err = dir.Readdirnames(-1)
	return bases, err == nil
}

// cares reports whether base in f is wanted at all.
func (w *Watcher) cares(f *folder, base string) bool {
	if f.want == way && !w.rules.next[f.name][base] {
		return false
	}
	return !w.c.Skip(join(f.name, base))
}
