package catalog

import (
	"cmp"
	"context"
	"io/fs"
	"maps"
	"runtime"
	"slices"
	"sync"
	"time"

	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

// Config is a project whose workflows are kept. All functions may be called
// from several goroutines at once.
type Config struct {
	Files fs.FS // the project's; best os.DirFS
	Shelf Shelf
	// Parse reads workflows/*.yaml of files, which shows some of them only,
	// against the project's configuration as it is now. An error says that
	// nothing can be read now: all stays as it is.
	Parse func(files fs.FS) (workflow.Set, error)
	// Build compiles w as its files are now. An error that is *compile.Errors
	// or workflow.Problems is told with its place.
	Build func(ctx context.Context, w *workflow.Workflow) (Built, error)
	// Base names what else versions are made with: the engine's build, and
	// what the project offers to scripts. It is asked often.
	Base func() string
	// Patience is what a build may take before it is given up; 0 means 20 s.
	Patience time.Duration
	Lazy     bool // nothing is made in the background, only what is asked for; for commands that end soon
	// Log is told of each change, in one line; workflow is "" for what is about all.
	Log func(level, workflow string, t say.Text)
	// Changed is told that another version of a workflow is live, that the
	// workflow is gone, or back. It is not called for what is so at the start.
	Changed func(ctx context.Context, workflow string)
}

// Built is a compiled workflow.
type Built struct {
	Program []byte   // a compile.Program as JSON
	Uses    []string // the connections that the script imports
	Inputs  []string // the files that were read, project-relative
	Links   []string // the symbolic links on the ways to them
}

// Catalog knows the versions of a project's workflows, and makes new ones of
// what is saved. It holds no code in memory.
type Catalog struct {
	Config
	ctx  context.Context // of the work in the background
	end  context.CancelFunc
	look *looker

	reading chan struct{} // a lock on sheets that can be waited for with a context
	sheets  sheets

	mu    sync.Mutex
	items map[string]*item
	base  string // that was told of last

	work   work
	keeper keeper
}

// item is one workflow.
type item struct {
	name string
	turn chan struct{} // a lock: its version is being made, or its entry written

	// Guarded by the catalog's mu; written only with turn.
	entry   Entry
	greeted bool               // it was told of as one of many new ones, and not looked at since
	def     *workflow.Workflow // the live version's definition; nil: not read yet
	tried   *attempt           // the last build that failed; nil: it did not

	claim *claim // what the YAML says now; nil: nothing. Guarded by mu
}

// attempt is a build that failed, and what it came from.
type attempt struct {
	claim *claim
	base  string
	from  trace
	fault *Fault
}

// Open returns the catalog of a project. What changed while nobody watched is
// found by hashes and made in the background, until ctx ends or Close is called.
func Open(ctx context.Context, c Config) (*Catalog, error) {
	entries, err := c.Shelf.Entries(ctx)
	if err != nil {
		return nil, err
	}
	c.Patience = cmp.Or(c.Patience, patience)
	look := newLooker(c.Files)
	cat := &Catalog{
		Config: c, look: look, reading: make(chan struct{}, 1), items: map[string]*item{}, base: c.Base(),
		sheets: sheets{look: look, parse: c.Parse, all: map[string]*sheet{}},
	}
	cat.ctx, cat.end = context.WithCancel(ctx)
	cat.work.begin(max(1, runtime.NumCPU()-1), cat.renewed)
	cat.work.closed = c.Lazy
	cat.keeper.flush = cat.sync
	for _, e := range entries {
		cat.items[e.Workflow] = newItem(e)
	}
	if _, err := cat.read(ctx, nil); err != nil {
		cat.end()
		return nil, err
	}
	cat.introduce(entries)
	cat.work.add(slices.Sorted(maps.Keys(cat.items))...)
	return cat, nil
}

// introduce tells of the workflows that the shelf did not know: in one line, also when there are a thousand.
func (c *Catalog) introduce(entries []Entry) {
	if n := len(c.items) - len(entries); n > 0 && !c.Lazy {
		c.Log("info", "", say.T("new workflows: %d; they are compiled in the background, and when they are run", n))
	}
	for _, it := range c.items {
		it.greeted = it.entry.Live == nil && it.entry.Pending == nil && !it.entry.Gone && it.entry.Fault == nil
	}
}

func newItem(e Entry) *item { return &item{name: e.Workflow, turn: make(chan struct{}, 1), entry: e} }

// Close ends the work in the background and waits for it, and until what was
// found is on disk. Nothing may be asked of c any more.
func (c *Catalog) Close() {
	c.end()
	c.work.close()
	c.keeper.wait()
}

// Settled waits until nothing is left to make.
func (c *Catalog) Settled(ctx context.Context) error { return c.work.idle(ctx) }

// item returns a workflow, nil for one that nothing is known of.
func (c *Catalog) item(name string) *item {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.items[name]
}

// read reads the YAML files named, all for nil, and returns the workflows of
// which they say something else now.
func (c *Catalog) read(ctx context.Context, only []string) ([]string, error) {
	if err := take(ctx, c.reading); err != nil {
		return nil, err
	}
	defer give(c.reading)
	if err := c.sheets.read(ctx, only); err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	claims := c.sheets.claims(c.homes())
	for name := range claims {
		if c.items[name] == nil {
			c.items[name] = newItem(Entry{Workflow: name})
		}
	}
	var other []string
	for name, it := range c.items {
		if !it.claim.same(claims[name]) {
			other = append(other, name)
		}
		it.claim = claims[name]
	}
	slices.Sort(other)
	return other, nil
}

// homes are the files in which workflows stand. Callers hold mu.
func (c *Catalog) homes() map[string]string {
	home := map[string]string{}
	for name, it := range c.items {
		if file := it.home(); file != "" {
			home[name] = file
		}
	}
	return home
}

func (it *item) home() string {
	e := it.entry
	switch {
	case e.Gone:
		return ""
	case it.claim != nil:
		return it.claim.File
	case e.Pending != nil:
		return e.Pending.File
	case e.Live != nil:
		return e.Live.File
	}
	return ""
}

// same reports whether two claims make no difference.
func (c *claim) same(other *claim) bool {
	if c == nil || other == nil {
		return c == other
	}
	return c.hash == other.hash && c.File == other.File && c.Script == other.Script && c.other.same(other.other) && c.fault().same(other.fault())
}

// fault is what is wrong with the definition itself; nil: nothing.
func (c *claim) fault() *Fault {
	if !c.Broken() {
		return nil
	}
	return faultOf(c.Problems, c.File)
}

// take takes a lock, unless ctx ends before.
func take(ctx context.Context, lock chan struct{}) error {
	select {
	case lock <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func give(lock chan struct{}) { <-lock }
