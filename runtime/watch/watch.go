// Package watch tells that files of a project may have changed. It says where
// to look again, never what is there: who asks compares contents.
//
// Three things are watched together. The operating system's events tell within
// milliseconds, but queues overflow, watches run out, and other machines' file
// systems send none. A slow scan beside them compares names, sizes, times and
// identities, and finds what no event told. Folders without events are scanned
// every few seconds; what comes and goes between two scans is not told. Folders are watched, not files, and every folder on the way
// to one: saving by renaming replaces a file, and somebody may replace a folder.
package watch

import (
	"context"
	"io/fs"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"dandori/runtime/clock"
	"dandori/runtime/say"
)

// Config says what to watch, and how. The zero value of all but Root works.
type Config struct {
	// Root is the project's folder, absolute. It may come and go.
	Root string
	// Skip reports whether a file or folder is of no interest, nor anything below
	// it. Its name is relative to Root, with slashes.
	Skip func(name string) bool
	// Every is the time between two scans of everything; 0 means 30 s. Folders
	// that send no events are scanned every 2 s, or every Every if that is less.
	Every time.Duration
	// Log hears, once for each cause, that events are not to be had and what to do.
	// It is called with the watcher at rest: it may not call it.
	Log func(level string, t say.Text)
}

// Dirty says where to look again.
type Dirty struct {
	// All means everywhere: at the start, after events were lost, and when the
	// project's folder itself was replaced.
	All bool
	// Names are files and folders, relative to Root with slashes, sorted. They may
	// be gone. For a folder, all that is below it may have changed.
	Names []string
}

const (
	slowly  = 30 * time.Second       // between two scans of everything
	quickly = 2 * time.Second        // between two scans of what sends no events
	quiet   = 5 * time.Millisecond   // without events, and a burst is over
	bursts  = 50 * time.Millisecond  // what a burst may take until it is told all the same
	stormy  = 100                    // events of a burst that are more than any save has: a checkout, say
	lull    = 100 * time.Millisecond // quiet, for a storm
	storms  = 5 * time.Second        // what a storm may take, whose parts are better told together
	resting = 50                     // times as long as it takes, a scan is followed by rest
)

// Watcher watches the folders that are wanted of one project. Its methods may
// be called from any goroutine, Next from one at a time.
type Watcher struct {
	c   Config
	box *box

	mu     sync.Mutex // guards what follows
	notify notifier   // nil: the system gives no events at all
	rules  rules
	seen   map[string]*folder  // by name
	places map[string][]string // the names of the folders that are at one place
	behind map[string][]string // the names of the folders with a link that leads into a place
	heard  map[string]bool     // the places that the system watches for us
	found  map[string]bool     // what is to be told
	all    bool
	told   map[string]bool // the causes that were logged

	slow, quick time.Time     // when the next scan is due
	rest        time.Duration // a factor: how many times as long as it took a scan is followed by rest
}

// Open begins to watch. Nothing is looked at until Want. It fails only for a
// Root that is not absolute: without events it scans, and says so.
func Open(c Config) (*Watcher, error) { return open(c, system) }

func open(c Config, begin func() (notifier, error)) (*Watcher, error) {
	if !filepath.IsAbs(c.Root) {
		return nil, say.Errorf("the folder to watch, %s, is not an absolute path", c.Root)
	}
	w := &Watcher{
		c: c.withDefaults(), box: newBox(),
		seen: map[string]*folder{}, places: map[string][]string{}, behind: map[string][]string{}, heard: map[string]bool{},
		found: map[string]bool{}, told: map[string]bool{}, all: true, rest: resting,
	}
	w.slow, w.quick = clock.Now().Add(w.c.Every), clock.Now().Add(min(quickly, w.c.Every))
	w.box.ring()
	notify, err := begin()
	if err != nil {
		w.warn(err.Error(), func() say.Text { return refused(err, c.Root) })
		return w, nil
	}
	w.notify = notify
	go w.box.fill(notify)
	return w, nil
}

func (c Config) withDefaults() Config {
	c.Root = filepath.Clean(c.Root)
	if c.Skip == nil {
		c.Skip = func(string) bool { return false }
	}
	if c.Every <= 0 {
		c.Every = slowly
	}
	if c.Log == nil {
		c.Log = func(string, say.Text) {}
	}
	return c
}

// Next waits until something may have changed, gathers what belongs to the same
// burst, and says where to look. The first call returns All at once. Its error
// is the cause of ctx's end, or fs.ErrClosed.
func (w *Watcher) Next(ctx context.Context) (Dirty, error) {
	for {
		if err := w.await(ctx); err != nil {
			return Dirty{}, err
		}
		if d := w.settle(); d.All || len(d.Names) > 0 {
			return d, nil
		}
	}
}

// await waits for a burst of events to end, or for the time of a scan.
func (w *Watcher) await(ctx context.Context) error {
	stop := clock.AfterFunc(w.untilScan(), w.box.ring)
	defer stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-w.box.closed:
		return fs.ErrClosed
	case <-w.box.bell:
	}
	for waited, n := time.Duration(0), w.box.count(); n > 0; {
		pause, most := quiet, bursts
		if n >= stormy {
			pause, most = lull, storms
		}
		if waited >= most {
			return nil
		}
		if err := clock.Sleep(ctx, pause); err != nil {
			w.box.ring() // what has come is for the next call
			return err
		}
		waited += pause
		before := n
		if n = w.box.count(); n == before {
			return nil
		}
	}
	return nil
}

// settle looks at where events point, scans what is due, and returns what is to be told.
func (w *Watcher) settle() Dirty {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.apply(w.box.take())
	w.scanDue()
	d := Dirty{All: w.all || w.found["."]}
	if !d.All {
		for name := range w.found {
			d.Names = append(d.Names, name)
		}
		slices.Sort(d.Names)
	}
	w.all = false
	clear(w.found)
	return d
}

// Events reports whether all that is wanted sends events. Where it does not,
// a scan every few seconds takes their place.
func (w *Watcher) Events() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.notify != nil && !w.anySilent()
}

// Close ends the watching; a Next that waits returns fs.ErrClosed. It may be called twice.
func (w *Watcher) Close() error {
	w.box.close()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.notify == nil {
		return nil
	}
	err := w.notify.Close()
	w.notify = nil
	<-w.box.done
	return err
}

// warn logs what is to be said of a cause, once.
func (w *Watcher) warn(cause string, text func() say.Text) {
	if !w.told[cause] {
		w.told[cause] = true
		w.c.Log("warn", text())
	}
}
