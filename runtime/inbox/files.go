package inbox

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// file is one that matches, as it was seen last.
type file struct {
	name    string
	stamp   stamp
	rules   *rules // by which it was considered
	round   int    // the last look that found it
	old     bool   // it lay there, as it is, when dandori started
	since   time.Time
	due     time.Time // when it is considered next; zero: when there is news
	stalled bool      // a workflow of it is: see files.stalls
	hash    string    // of what it held when it was considered last
	taken   stamp     // what it was then
	entered []string  // the workflows for which that content is entered
}

// files is what is known of all that match.
type files struct {
	first   bool // nothing has been looked at yet
	round   int
	known   map[string]*file
	waiting map[string]*file // those of known that are not done with
	stalls  map[string]stall // by workflow
	settle  time.Time        // when the fates of files are looked after next
	heavy   sync.WaitGroup   // big files that are being hashed
	hashing chan struct{}    // held by the one
}

// stall is why files of a workflow must wait.
type stall struct {
	until time.Time
	tries int
	busy  bool // for another run of its lane
}

func newFiles() files {
	return files{
		first: true,
		known: map[string]*file{}, waiting: map[string]*file{}, stalls: map[string]stall{},
		hashing: make(chan struct{}, 1),
	}
}

// unchanged reports whether nothing is new about the file since it was seen.
func (fs *files) unchanged(name string, r *rules, s stamp) bool {
	f := fs.known[name]
	if f == nil || f.rules != r || !f.stamp.is(s) {
		return false
	}
	f.round = fs.round
	return true
}

// saw notes how a file is, and when it may be complete.
func (fs *files) saw(name string, s stamp, t *tour, still time.Duration) {
	f := fs.known[name]
	if f == nil {
		f = &file{name: name}
		fs.known[name] = f
	}
	f.round = fs.round
	if !f.stamp.still(s) {
		f.since, f.old = t.now, fs.first
	}
	f.stamp, f.rules = s, t.rules
	f.due = f.since.Add(patience(s, still))
	fs.waiting[name] = f
}

// patience is how long a file must not have changed to be complete. An empty
// one is often one that is about to be filled.
func patience(s stamp, still time.Duration) time.Duration {
	if s.size == 0 {
		return 10 * still
	}
	return still
}

// drop forgets a file that is gone.
func (fs *files) drop(name string, m *memory) {
	delete(fs.known, name)
	delete(fs.waiting, name)
	m.drop(name)
}

// dropUnseen forgets what the look at dir that was just taken did not find in
// it, and what was said of it.
func (i *Inbox) dropUnseen(dir string) {
	for name, f := range i.files.known {
		if f.round != i.files.round && within(name, dir) {
			i.files.drop(name, &i.hashes)
			i.said.forget(name)
		}
	}
}

// ripe returns the files that are due, in the order of their names, and those
// that wait for their workflow when that may have changed.
func (fs *files) ripe(now time.Time, n news) []*file {
	maps.DeleteFunc(fs.stalls, func(_ string, s stall) bool { return n.anew || n.freed && s.busy })
	var found []*file
	for _, f := range fs.waiting {
		if (n.freed || n.anew) && f.stalled || !f.due.IsZero() && !f.due.After(now) {
			found = append(found, f)
		}
	}
	slices.SortFunc(found, func(a, b *file) int { return strings.Compare(a.name, b.name) })
	return found
}

// next returns when the next file is due; zero: none is.
func (fs *files) next() time.Time {
	next := fs.settle
	for _, f := range fs.waiting {
		if !f.due.IsZero() && (next.IsZero() || f.due.Before(next)) {
			next = f.due
		}
	}
	return next
}
