package watch

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"dandori/runtime/clock"

	"github.com/fsnotify/fsnotify"
)

// anySilent reports whether a folder sends no events. A project that is not
// there sends none.
func (w *Watcher) anySilent() bool {
	if w.seen["."] == nil {
		return len(w.rules.of) > 0
	}
	for _, f := range w.seen {
		if f.silent {
			return true
		}
	}
	return false
}

// untilScan returns how long it is until a scan is due.
func (w *Watcher) untilScan() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	due := w.slow
	if w.anySilent() && w.quick.Before(due) {
		due = w.quick
	}
	return max(0, due.Sub(clock.Now()))
}

// scanDue scans what is due: everything, or only what sends no events. After a
// scan there is a rest of many times as long as it took, so that a large project
// on a slow share does not keep the machine busy.
func (w *Watcher) scanDue() {
	began := clock.Now()
	everything := !began.Before(w.slow)
	if !everything && (began.Before(w.quick) || !w.anySilent()) {
		return
	}
	w.scan(everything)
	took := clock.Since(began)
	w.quick = began.Add(max(min(quickly, w.c.Every), w.rest*took))
	if everything {
		w.slow = began.Add(max(w.c.Every, w.rest*took))
	}
}

// scan compares the folders with what they were, those around others first.
func (w *Watcher) scan(everything bool) {
	if w.seen["."] == nil {
		w.visit(".")
		w.all = w.all || w.seen["."] != nil
		return
	}
	for _, name := range slices.Sorted(maps.Keys(w.seen)) {
		if f := w.seen[name]; f != nil && (everything || f.silent) {
			w.check(f)
		}
	}
}

// check compares one folder. Where something differs that no event told, the
// system is asked for events anew: it may be watching a folder of the past.
func (w *Watcher) check(f *folder) {
	if !w.stands(f) {
		return
	}
	if f.again {
		f.again = false
		w.found[f.name] = true
	}
	if f.refused {
		w.listen(f)
	}
	if w.compare(f.name) && !f.silent {
		w.deafen(f.place)
		w.listen(f)
		w.found[f.name] = true // an event may have been lost with that
	}
}

// stands reports whether f is still the folder of its name. What is there
// instead is looked at anew.
func (w *Watcher) stands(f *folder) bool {
	info, err := os.Stat(filepath.Join(w.c.Root, filepath.FromSlash(f.name)))
	if err == nil && info.IsDir() {
		if id, _ := identity(info); id == f.id {
			return true
		}
	}
	if f.name == "." {
		w.rebuild()
	} else {
		w.touch(f.name, fsnotify.Create)
	}
	return false
}
