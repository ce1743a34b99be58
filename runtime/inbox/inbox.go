// Package inbox starts a run for each file that comes into a folder of the
// project, once it is complete, and puts the file away when its run is over.
//
// A file is its name and its content: the same content under the same name
// starts no second run, whatever happens to this process. That is kept by the
// cause that is entered together with the run (queue.Causes); what this package
// remembers in memory only saves it from reading files again.
//
// Names are project-relative with "/". They are compared in Unicode's composed
// form, because macOS hands out decomposed ones, and without case where the
// project's file system has none.
package inbox

import (
	"context"
	"reflect"
	"slices"
	"sync"
	"time"

	"dandori/runtime/clock"
	"dandori/runtime/queue"
	"dandori/runtime/say"
)

// Trigger says that files which match start runs of a workflow. Of several that
// match a file for the same workflow the first one counts.
type Trigger struct {
	Workflow string
	Match    []string // doublestar globs, project-relative
	Done     string   // the folder for files whose run succeeded; "": they stay
	Failed   string   // likewise for those whose run failed or was cancelled
	Gone     bool     // the workflow was deleted: it starts nothing, but the files of its last runs are put away
}

// Runs tells how a run stands.
type Runs interface {
	Get(ctx context.Context, id string) (r queue.Run, ok bool, err error)
}

// Config is what an inbox needs.
type Config struct {
	Root   string // the project's folder
	Causes queue.Causes
	Runs   Runs
	// Start builds a run of the workflow for c.File and enters it with c (queue.Causes.Fire).
	// On an error the file is tried again, later each time.
	Start func(ctx context.Context, workflow string, c queue.Cause) (queue.Fired, error)
	Still time.Duration // how long a file must not have changed; 0: 2 s; at least 1 s, for the coarse clocks of file systems
	Log   func(level string, t say.Text)
}

// Inbox looks for complete files. Its methods may be called from any goroutine.
type Inbox struct {
	c      Config
	bell   chan struct{}
	hashes memory
	said   once
	at     func(step string) // between the steps of a move, for tests that kill it there; nil: nothing

	moving sync.Mutex // one file is put away at a time
	redone bool       // the move that the process before did not end

	mu       sync.Mutex // guards what others hand in
	news     news
	rules    *rules    // what starts what
	triggers []Trigger // that rules are made of

	files files // only Run's goroutine touches it
}

// news is what Run has been told since it looked last.
type news struct {
	all       bool
	names     map[string]bool
	freed     bool      // a run is over: its lane may be free
	ended     bool      // others may be: their files are to be put away
	anew      bool      // the workflows may be others
	read      []reading // big files that have been hashed, or could not be
	unsettled bool      // a file could not be put away
}

// reading is what came of hashing a big file.
type reading struct {
	name string
	err  error
}

// New returns an inbox without triggers.
func New(c Config) *Inbox {
	switch {
	case c.Still == 0:
		c.Still = 2 * time.Second
	case c.Still < time.Second:
		c.Still = time.Second
	}
	return &Inbox{
		c: c, bell: make(chan struct{}, 1),
		hashes: memory{known: map[string]hashed{}}, said: once{lines: map[string]say.Text{}},
		news: news{names: map[string]bool{}}, rules: &rules{unset: true}, files: newFiles(),
	}
}

// Set replaces the triggers; all files are looked at again, and those that
// waited because their run could not be started are tried again. Before the first
// Set no file is put away: it is not known where to.
func (i *Inbox) Set(triggers []Trigger) {
	if i.same(triggers) {
		i.ring()
		return
	}
	r := newRules(triggers, foldsCase(i.c.Root))
	for _, t := range r.useless {
		i.said.log(i.c.Log, "warn", t.En, t)
	}
	i.mu.Lock()
	i.rules, i.triggers = r, slices.Clone(triggers)
	i.news.all, i.news.anew = true, true
	i.mu.Unlock()
	i.ring()
}

// same reports whether the triggers are those that were set last: then only
// the workflows may be others, and files need not be judged anew.
func (i *Inbox) same(triggers []Trigger) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.triggers == nil || !reflect.DeepEqual(i.triggers, triggers) {
		return false
	}
	i.news.anew = true
	return true
}

// Wanted returns the folders that hold what the triggers match, sorted: "inbox"
// for the folder alone, "inbox/**" with all below it. They need not exist.
func (i *Inbox) Wanted() []string { return i.current().wanted() }

// Look says which files or folders may have changed; all: any may have. It
// returns at once.
func (i *Inbox) Look(all bool, names []string) {
	i.mu.Lock()
	i.news.all = i.news.all || all
	for _, name := range names {
		i.news.names[name] = true
	}
	i.mu.Unlock()
	i.ring()
}

// Run looks for files until ctx ends, and returns its cause.
func (i *Inbox) Run(ctx context.Context) error {
	defer i.files.heavy.Wait()
	i.Look(true, nil)
	for {
		next := i.step(ctx, clock.Now())
		stop := func() bool { return true }
		if !next.IsZero() {
			stop = clock.AfterFunc(next.Sub(clock.Now()), i.ring)
		}
		select {
		case <-ctx.Done():
			stop()
			return context.Cause(ctx)
		case <-i.bell:
			stop()
		}
	}
}

// ring lets Run take another step.
func (i *Inbox) ring() {
	select {
	case i.bell <- struct{}{}:
	default:
	}
}

func (i *Inbox) current() *rules {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.rules
}

// take returns the news and the triggers as they are now.
func (i *Inbox) take() (news, *rules) {
	i.mu.Lock()
	defer i.mu.Unlock()
	n := i.news
	i.news = news{names: map[string]bool{}}
	return n, i.rules
}

// once keeps a line from being logged again as long as it says the same about the same thing.
type once struct {
	mu    sync.Mutex
	lines map[string]say.Text
}

func (o *once) log(log func(string, say.Text), level, about string, t say.Text) {
	o.mu.Lock()
	again := o.lines[about] == t
	o.lines[about] = t
	o.mu.Unlock()
	if !again && log != nil {
		log(level, t)
	}
}

// forget lets the next line about a thing be logged again.
func (o *once) forget(about string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.lines, about)
}

func sorted[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
