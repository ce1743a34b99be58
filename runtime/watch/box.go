package watch

import (
	"sync"

	"github.com/fsnotify/fsnotify"
)

// notifier is what the operating system's events come from.
type notifier interface {
	Add(path string) error
	Remove(path string) error
	Close() error
	Streams() (<-chan fsnotify.Event, <-chan error)
}

type fsnotifier struct{ *fsnotify.Watcher }

func (n fsnotifier) Streams() (<-chan fsnotify.Event, <-chan error) { return n.Events, n.Errors }

func system() (notifier, error) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	return fsnotifier{w}, nil
}

// most is how many paths are kept apart; beyond it, everything is looked at.
const most = 50_000

// box takes events as fast as they come, so that the system's queue stays short
// however long somebody thinks about the last ones.
type box struct {
	bell   chan struct{} // holds one ring
	closed chan struct{}
	done   chan struct{} // no event comes any more

	mu    sync.Mutex
	n     int // events since the last take
	paths map[string]fsnotify.Op
	lost  bool
	shut  bool
}

func newBox() *box {
	return &box{bell: make(chan struct{}, 1), closed: make(chan struct{}), done: make(chan struct{}), paths: map[string]fsnotify.Op{}}
}

// fill puts events in until the notifier is closed.
func (b *box) fill(n notifier) {
	defer close(b.done)
	events, errors := n.Streams()
	for events != nil || errors != nil {
		select {
		case e, ok := <-events:
			if !ok {
				events = nil
				continue
			}
			b.put(e)
		case _, ok := <-errors:
			if !ok {
				errors = nil
				continue
			}
			b.lose() // fsnotify.ErrEventOverflow, or events that could not be read
		}
	}
}

func (b *box) put(e fsnotify.Event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if e.Name == "" { // what the system says when it lets go of a folder
		return
	}
	b.n++
	if len(b.paths) >= most {
		b.lost = true
	}
	if !b.lost {
		b.paths[e.Name] |= e.Op
	}
	b.ring()
}

func (b *box) lose() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.n++
	b.lost = true
	b.ring()
}

// ring wakes who waits, or who is going to.
func (b *box) ring() {
	select {
	case b.bell <- struct{}{}:
	default:
	}
}

func (b *box) count() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.n
}

// take empties the box. If events were lost, the paths are not worth a look.
func (b *box) take() (paths map[string]fsnotify.Op, lost bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	paths, lost = b.paths, b.lost
	b.paths, b.lost, b.n = map[string]fsnotify.Op{}, false, 0
	return paths, lost
}

func (b *box) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.shut {
		b.shut = true
		close(b.closed)
	}
}
