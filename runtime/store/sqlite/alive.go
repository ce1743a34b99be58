package sqlite

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"dandori/runtime/say"
)

const (
	liveFolder = "live" // beside the store's file
	lockSuffix = ".lock"
	forgotten  = 24 * time.Hour // much longer than a lease
)

// life is the sign that a process lives: a lock on a file of its own, which
// the system takes away when the process ends, however it ends. Go opens files
// so that child processes do not inherit them.
type life struct {
	folder string
	worker string // random, never used again
	lock   *flock.Flock

	mu   sync.Mutex
	late map[string]late // leases, by the run
}

// beginLife takes the lock of a new worker in folder.
func beginLife(folder string) (*life, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	for range 20 {
		l := &life{folder: folder, worker: strings.ToLower(rand.Text()), late: map[string]late{}}
		l.lock = flock.New(l.path(l.worker))
		ok, err := l.lock.TryLock()
		if err != nil {
			return nil, err
		}
		if ok && l.there() {
			return l, nil
		}
		_ = l.lock.Close() // somebody swept the file before it was locked: try another
	}
	return nil, say.Errorf("the folder %s does not keep its files: something removes them", folder)
}

func (l *life) path(worker string) string { return filepath.Join(l.folder, worker+lockSuffix) }

// there reports whether the locked file is still the one that others find.
func (l *life) there() bool {
	mine, err := l.lock.Stat()
	if err != nil {
		return false
	}
	found, err := os.Stat(l.path(l.worker))
	return err == nil && os.SameFile(mine, found)
}

// alive reports whether a worker's process lives. A file that cannot be looked
// at counts as a living one's: the lease decides then.
func (l *life) alive(worker string) bool {
	if worker == l.worker {
		return true
	}
	if worker == "" {
		return false
	}
	lock := flock.New(l.path(worker), flock.SetFlag(os.O_RDONLY))
	got, err := lock.TryRLock() // shared: two that look at once do not take each other for the worker
	_ = lock.Close()
	return !got && !errors.Is(err, fs.ErrNotExist)
}

// late is a lease that was over although its owner lives.
type late struct {
	due   int64
	found time.Time
}

// frozen reports whether the owner of a run, which lives, is frozen: it does
// not prolong its lease although that is over. A clock that was set forward, or
// a machine that slept, ends every lease at once; so an owner is given half of a
// lease from when this process found it late, longer than it takes to renew one.
func (l *life) frozen(c candidate, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if c.due.Int64 > now.UnixMilli() {
		delete(l.late, c.id)
		return false
	}
	was, ok := l.late[c.id]
	if !ok || was.due != c.due.Int64 {
		maps.DeleteFunc(l.late, func(_ string, old late) bool { return now.Sub(old.found) > forgotten }) // renewed since, or over
		l.late[c.id] = late{due: c.due.Int64, found: now}
		return false
	}
	if now.Sub(was.found).Milliseconds() < (c.due.Int64-c.seen)/2 {
		return false
	}
	delete(l.late, c.id)
	return true
}

// bury removes the lock file of a worker that is dead. It is removed while
// locked, so that a worker being born notices.
func (l *life) bury(worker string) {
	path := l.path(worker)
	lock := flock.New(path, flock.SetFlag(os.O_RDONLY))
	if got, err := lock.TryLock(); !got || err != nil {
		return
	}
	removed := os.Remove(path)
	_ = lock.Close()
	if removed != nil {
		_ = os.Remove(path) // some systems only remove what nobody has open; the next sweep tries again
	}
}

// sweep removes the lock files of the dead.
func (l *life) sweep() {
	files, err := os.ReadDir(l.folder)
	if err != nil {
		return // the next start sweeps
	}
	for _, f := range files {
		if worker, ok := strings.CutSuffix(f.Name(), lockSuffix); ok && worker != l.worker {
			l.bury(worker)
		}
	}
}

// end gives the lock back: from here on others see a dead worker.
func (l *life) end() error {
	path := l.path(l.worker)
	removed := os.Remove(path)
	err := l.lock.Close()
	if removed != nil {
		_ = os.Remove(path) // where open files cannot be removed; if not now, the next start sweeps it
	}
	return err
}

// Worker names this process among those that use the store, as the owner of
// runs. The name is new each time that the store is opened.
func (d *DB) Worker() string { return d.life.worker }

// Alive reports whether the process that goes by this worker's name still
// lives. It is quick, and knows at once of a process that was killed.
func (d *DB) Alive(worker string) bool { return d.life.alive(worker) }
