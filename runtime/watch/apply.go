package watch

import (
	"maps"
	"path"
	"path/filepath"
	"slices"

	"github.com/fsnotify/fsnotify"
)

// moved are the operations after which a name may stand for something else.
const moved = fsnotify.Create | fsnotify.Remove | fsnotify.Rename

// apply looks at where events point. All that was moved is let go of first,
// since a folder that was renamed is watched under its old name.
func (w *Watcher) apply(paths map[string]fsnotify.Op, lost bool) {
	if lost {
		w.rebuild()
		return
	}
	touched, linked := map[string]fsnotify.Op{}, map[string]bool{}
	for path, op := range paths {
		if slices.Contains(w.places[path], ".") && op&moved != 0 {
			w.rebuild()
			return
		}
		w.point(path, op, touched)
		w.behindLinks(filepath.Dir(path), linked)
		if len(w.behind[path]) > 0 && op&moved != 0 {
			w.deafen(path) // to listen to what is there now
			w.behindLinks(path, linked)
		}
	}
	others := map[string]bool{}
	for name, op := range touched {
		if op&moved != 0 {
			w.dropAnd(name, others)
		}
	}
	for name, op := range touched {
		w.touch(name, op)
	}
	w.visitOthers(others)
	for name := range linked {
		if f := w.seen[name]; f != nil && w.stands(f) {
			w.compare(name)
		}
	}
}

// point translates the place of an event into the names it has in the project.
func (w *Watcher) point(where string, op fsnotify.Op, touched map[string]fsnotify.Op) {
	above, base := filepath.Split(where)
	above = filepath.Clean(above)
	for _, name := range w.places[above] {
		if w.cares(w.seen[name], base) {
			touched[join(name, base)] |= op
		}
	}
	if len(w.places[above]) > 0 {
		return
	}
	for _, name := range w.places[where] { // a link leads there from elsewhere
		if name != "." {
			touched[name] |= op
		}
	}
}

// behindLinks adds the folders that have links which an event in place may concern.
func (w *Watcher) behindLinks(place string, linked map[string]bool) {
	for _, name := range w.behind[place] {
		linked[name] = true
	}
	for _, name := range w.places[place] {
		if len(w.seen[name].beyond) > 0 {
			linked[name] = true
		}
	}
}

// touch looks at one name, which an event or a scan pointed at.
func (w *Watcher) touch(name string, op fsnotify.Op) {
	f := w.seen[path.Dir(name)]
	if f == nil {
		return // gone with the folder it was in, which is told
	}
	base := path.Base(name)
	old := f.entries[base]
	s, there := stampOf(filepath.Join(f.place, base))
	if there {
		f.entries[base] = s
	} else {
		delete(f.entries, base)
	}
	if s.link || old.link {
		w.follow(f)
	}
	known := w.seen[name]
	if s.kind.IsDir() && known != nil && known.id == s.id {
		if op == fsnotify.Write { // kqueue and Windows say so of a folder when something is written in it
			w.compare(name)
			return
		}
		w.found[name] = true
		return
	}
	w.found[name] = true
	w.replace(name)
}

// replace looks anew at the folder name, which may be another one by now, or none.
func (w *Watcher) replace(name string) {
	others := map[string]bool{}
	w.dropAnd(name, others)
	w.visit(name)
	w.visitOthers(others)
}

// dropAnd drops name and adds the other names of what was dropped.
func (w *Watcher) dropAnd(name string, others map[string]bool) {
	for _, other := range w.drop(name) {
		others[other] = true
	}
}

func (w *Watcher) visitOthers(others map[string]bool) {
	for _, name := range slices.Sorted(maps.Keys(others)) {
		w.found[name] = true
		w.visit(name)
	}
}

// compare reads the folder name again and tells what differs.
func (w *Watcher) compare(name string) (differs bool) {
	f := w.seen[name]
	if f == nil {
		return false
	}
	entries, ok := w.list(f)
	if !ok {
		return false
	}
	old := f.entries
	f.entries = entries
	w.follow(f)
	for base := range old {
		if _, still := entries[base]; !still {
			differs = true
			w.changed(join(name, base), old[base].kind.IsDir())
		}
	}
	for base, s := range entries {
		was, known := old[base]
		switch {
		case !known || !s.same(was):
			differs = true
			s.again = f.silent
			entries[base] = s
			w.changed(join(name, base), s.kind.IsDir() || was.kind.IsDir())
		case was.again:
			w.found[join(name, base)] = true
		case s.kind.IsDir() && w.seen[join(name, base)] == nil:
			w.visit(join(name, base)) // it could not be entered, or a link led around in a circle
			w.found[join(name, base)] = w.found[join(name, base)] || w.seen[join(name, base)] != nil
		}
	}
	return differs
}

func (w *Watcher) changed(name string, isFolder bool) {
	w.found[name] = true
	if isFolder {
		w.replace(name)
	}
}
