package watch

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"dandori/runtime/say"
)

// listen asks the system for the events of f.
func (w *Watcher) listen(f *folder) {
	kind, sends := Kind(f.place)
	if !sends {
		w.warn(kind, func() say.Text { return sharedPlace(f.place, kind) })
	}
	err := w.hear(f.place)
	f.refused = err != nil && !errors.Is(err, fs.ErrNotExist)
	if f.refused {
		w.warn(cause(err), func() say.Text { return refused(err, f.place) })
	}
	f.silent = !sends || err != nil
}

// cause returns what is the same for all places that are refused alike.
func cause(err error) string {
	var number syscall.Errno
	if errors.As(err, &number) {
		return number.Error()
	}
	return err.Error()
}

// hear asks the system for the events of a place, if it was not asked before.
func (w *Watcher) hear(place string) error {
	if w.notify == nil {
		return errDeaf
	}
	if w.heard[place] {
		return nil
	}
	if err := w.notify.Add(place); err != nil {
		return err
	}
	w.heard[place] = true
	return nil
}

// errDeaf was logged when the watcher was opened.
var errDeaf = fs.ErrNotExist

// deafen undoes hear, unless a link still leads into the place: then it is
// asked for anew, since it may be another place of the same name by now.
func (w *Watcher) deafen(place string) {
	if w.notify == nil || !w.heard[place] {
		return
	}
	_ = w.notify.Remove(place) // the system may have let go of it by itself
	delete(w.heard, place)
	if len(w.behind[place]) > 0 {
		_ = w.hear(place) // gone, or beyond the limits: the scan sees through the link
	}
}

// follow listens to the places that the links in f lead into, since a change
// behind a link is no event where the link is.
func (w *Watcher) follow(f *folder) {
	beyond := map[string]bool{}
	for base, s := range f.entries {
		if s.link {
			hops(filepath.Join(f.place, base), beyond)
		}
	}
	w.around(beyond)
	if f.name == "." {
		w.hopsToRoot(beyond)
	}
	w.unfollow(f, beyond)
	for place := range beyond {
		if f.beyond[place] {
			continue
		}
		w.behind[place] = append(w.behind[place], f.name)
		_ = w.hear(place) // gone, or beyond the limits: the scan sees through the link
	}
	f.beyond = beyond
}

// around adds the folders around places, as far as they are the project's.
func (w *Watcher) around(places map[string]bool) {
	root := w.seen["."].place
	for place := range maps.Clone(places) {
		for strings.HasPrefix(place, root+string(filepath.Separator)) {
			place = filepath.Dir(place)
			places[place] = true
		}
	}
}

// hopsToRoot collects where a link may change that leads to the project itself.
func (w *Watcher) hopsToRoot(beyond map[string]bool) {
	if info, err := os.Lstat(w.c.Root); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		return
	}
	if place, err := filepath.EvalSymlinks(filepath.Dir(w.c.Root)); err == nil {
		beyond[place] = true
	}
	hops(w.c.Root, beyond)
}

// unfollow lets go of the places behind links of f but those in keep.
func (w *Watcher) unfollow(f *folder, keep map[string]bool) {
	for place := range f.beyond {
		if keep[place] {
			continue
		}
		delete(f.beyond, place)
		w.behind[place] = without(w.behind[place], f.name)
		if len(w.behind[place]) > 0 {
			continue
		}
		delete(w.behind, place)
		if len(w.places[place]) == 0 {
			w.deafen(place)
		}
	}
}

// hops collects the folders that a link's target, and what links on the way
// to it lead to, lie in.
func hops(link string, places map[string]bool) {
	for range 8 { // more are a loop, or nobody's work
		target, err := os.Readlink(link)
		if err != nil {
			break
		}
		if !filepath.IsAbs(target) {
			target = filepath.Join(filepath.Dir(link), target)
		}
		link = target
		if place, err := filepath.EvalSymlinks(filepath.Dir(link)); err == nil {
			places[place] = true
		}
	}
}
