package watch

import (
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
)

// Want says which folders to watch from now on: "inbox/**" is inbox with all
// below, "scripts" what lies in scripts alone, "." the project's own folder.
// Folders that do not exist are waited for. What is new to be watched is told by
// the next Next: it may have changed before anybody watched.
func (w *Watcher) Want(dirs []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	next := parseRules(dirs)
	if slices.Equal(next.dirs, w.rules.dirs) {
		return
	}
	w.apply(w.box.take()) // before folders are listened to under other names
	for _, dir := range next.dirs {
		if name, level := parseRule(dir); w.rules.of[name] < level {
			w.found[name] = true // also if it is not there: somebody may think it is
		}
	}
	w.rules = next
	w.leave()
	w.visit(".")
	w.box.ring()
}

// leave lets go of the folders that are not wanted any more, or not as much.
func (w *Watcher) leave() {
	for _, name := range slices.Sorted(maps.Keys(w.seen)) {
		f := w.seen[name]
		if f == nil || w.rules.in(name) == f.want {
			continue
		}
		w.drop(name)
		if w.rules.in(name) > nothing { // what changed last goes with it
			w.found[name] = true
		}
	}
}

// visit watches the folder name, if it is there and wanted, and those below it.
// A folder is listened to first and read then, so that nothing falls between.
func (w *Watcher) visit(name string) {
	want := w.rules.in(name)
	if want == nothing || name != "." && w.c.Skip(name) {
		return
	}
	place, ok := w.placeOf(name)
	if !ok || w.loops(name, place) {
		return
	}
	f := w.seen[name]
	if f == nil {
		f = &folder{name: name, place: place, want: want}
		w.seen[name] = f
		w.places[place] = append(w.places[place], name)
		w.listen(f)
		f.again = f.silent
	} else {
		if want == way { // to other places than before, perhaps
			w.compare(name)
		}
		w.visitBelow(f)
		return
	}
	info, err := os.Stat(place)
	if err != nil {
		w.drop(name)
		return
	}
	f.id, _ = identity(info)
	f.entries, _ = w.list(f)
	w.follow(f)
	w.visitBelow(f)
}

func (w *Watcher) visitBelow(f *folder) {
	for base, s := range f.entries {
		if s.kind.IsDir() {
			w.visit(join(f.name, base))
		}
	}
}

// placeOf returns where the folder name is, if it is one.
func (w *Watcher) placeOf(name string) (string, bool) {
	if name == "." {
		place, err := filepath.EvalSymlinks(w.c.Root)
		return place, err == nil
	}
	above := w.seen[path.Dir(name)]
	if above == nil {
		return "", false
	}
	s := above.entries[path.Base(name)]
	place := filepath.Join(above.place, path.Base(name))
	if s.link {
		target, err := filepath.EvalSymlinks(place)
		return target, err == nil && s.kind.IsDir()
	}
	return place, s.kind.IsDir()
}

// loops reports whether a link at name leads back to a folder around it.
func (w *Watcher) loops(name, place string) bool {
	for name != "." {
		name = path.Dir(name)
		if f := w.seen[name]; f != nil && f.place == place {
			return true
		}
	}
	return false
}

// drop lets go of the folder name and all below, and returns the other names
// under which they were known: those have to be visited anew, since the system
// may know their places no longer.
func (w *Watcher) drop(name string) (others []string) {
	f := w.seen[name]
	if f == nil {
		return nil
	}
	delete(w.seen, name)
	w.unfollow(f, nil)
	w.places[f.place] = without(w.places[f.place], name)
	for _, other := range slices.Clone(w.places[f.place]) {
		others = append(append(others, other), w.drop(other)...)
	}
	delete(w.places, f.place)
	w.deafen(f.place)
	for base, s := range f.entries {
		if s.kind.IsDir() {
			others = append(others, w.drop(join(name, base))...)
		}
	}
	return others
}

func without(names []string, name string) []string {
	return slices.DeleteFunc(names, func(n string) bool { return n == name })
}

// rebuild forgets everything and looks anew.
func (w *Watcher) rebuild() {
	w.all = true
	for place := range w.heard {
		_ = w.notify.Remove(place) // it may be gone
	}
	clear(w.heard)
	clear(w.seen)
	clear(w.places)
	clear(w.behind)
	w.visit(".")
}
