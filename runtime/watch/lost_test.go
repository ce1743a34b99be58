package watch

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
)

// faulty is the system's notifier with faults.
type faulty struct {
	notifier
	add    func(path string) error // in place of Add, when it fails
	events chan fsnotify.Event     // in place of the system's, if set
	errors chan error              // in place of the system's, if set
}

func (f *faulty) Add(path string) error {
	if f.add != nil {
		if err := f.add(path); err != nil {
			return err
		}
	}
	return f.notifier.Add(path)
}

func (f *faulty) Streams() (<-chan fsnotify.Event, <-chan error) {
	events, errs := f.notifier.Streams()
	if f.events != nil {
		events = f.events
	}
	if f.errors != nil {
		errs = f.errors
	}
	return events, errs
}

func (f *faulty) Close() error {
	if f.events != nil {
		close(f.events)
	}
	if f.errors != nil {
		close(f.errors)
	}
	return f.notifier.Close()
}

func (f *faulty) begin() (notifier, error) {
	n, err := system()
	f.notifier = n
	return f, err
}

func TestAQueueThatOverflowsIsAReasonToLookEverywhere(t *testing.T) {
	f := &faulty{errors: make(chan error)}
	p := beginWith(t, Config{Root: furnished(t)}, f.begin, "scripts", "inbox/**")
	f.errors <- fsnotify.ErrEventOverflow
	if d := p.next(); !d.All {
		t.Errorf("after the overflow: %+v", d)
	}
	p.tells(func() { p.write("inbox/deep/a.csv", "1") }, "inbox/deep/a.csv")
}

// slack lets the system's queue fill until it is opened.
type slack struct {
	notifier
	open   chan struct{}
	events chan fsnotify.Event
	lost   atomic.Int64
}

func (s *slack) Streams() (<-chan fsnotify.Event, <-chan error) {
	events, errs := s.notifier.Streams()
	failed := make(chan error)
	go func() {
		<-s.open
		for e := range events {
			s.events <- e
		}
		close(s.events)
	}()
	go func() {
		for err := range errs {
			if errors.Is(err, fsnotify.ErrEventOverflow) {
				s.lost.Add(1)
			}
			failed <- err
		}
		close(failed)
	}()
	return s.events, failed
}

func TestTheSystemsOwnQueueOverflows(t *testing.T) {
	limit := queueLimit()
	if limit == 0 || limit > 100_000 {
		t.Skip("the queue's limit is not known, or large")
	}
	s := &slack{open: make(chan struct{}), events: make(chan fsnotify.Event)}
	p := beginWith(t, Config{Root: furnished(t)}, func() (notifier, error) {
		n, err := system()
		s.notifier = n
		return s, err
	}, "scripts", "inbox/**")
	p.write("scripts/b.ts", "")
	for i := range limit/2 + 5_000 { // what the reader holds comes on top; the same twice in a row would be one
		p.must(os.Truncate(p.at("scripts/a.ts"), int64(i)), os.Truncate(p.at("scripts/b.ts"), int64(i)))
	}
	p.mkdir("inbox/lost")
	close(s.open)
	for !p.next().All {
	}
	if s.lost.Load() == 0 {
		t.Fatal("the queue did not overflow")
	}
	p.tells(func() { p.write("inbox/lost/a.csv", "1") }, "inbox/lost/a.csv")
}

func TestWhenThereAreNoMoreWatchesFilesAreScanned(t *testing.T) {
	full := true
	f := &faulty{add: func(path string) error {
		if full && !strings.HasSuffix(path, "scripts") {
			return os.NewSyscallError("inotify_add_watch", syscall.ENOSPC)
		}
		return nil
	}}
	p := beginWith(t, Config{Root: furnished(t), Every: 10 * time.Millisecond}, f.begin, "scripts", "inbox/**")
	if p.w.Events() || !p.logged("fs.inotify.max_user_watches=") || len(p.logs) != 1 {
		t.Errorf("events %v, logged %q", p.w.Events(), p.logs)
	}
	p.write("inbox/deep/a.csv", "new, and told by a scan")
	for !covered(p.next().Names, "inbox/deep/a.csv") {
	}
	p.w.mu.Lock()
	full = false // somebody has raised the limit
	p.w.mu.Unlock()
	for !p.w.Events() {
		p.write("inbox/deep/a.csv", time.Now().String())
		p.next()
	}
}

func TestWithoutAnyEventsFilesAreScanned(t *testing.T) {
	none := func() (notifier, error) { return nil, os.NewSyscallError("inotify_init1", syscall.EMFILE) }
	p := beginWith(t, Config{Root: furnished(t), Every: 10 * time.Millisecond}, none, "scripts", "inbox/**")
	if p.w.Events() || len(p.logs) != 1 {
		t.Errorf("events %v, logged %q", p.w.Events(), p.logs)
	}
	for _, act := range []func(){
		func() { p.write("scripts/a.ts", "longer than before") },
		func() { p.write("scripts/.t", "x"); p.rename("scripts/.t", "scripts/a.ts") },
		func() { p.remove("scripts/a.ts") },
		func() { p.rename("inbox", "aside"); p.mkdir("scripts/a.ts") },
	} {
		act()
		for !covered(p.next().Names, "scripts/a.ts") {
		}
	}
	p.rename("aside", "inbox")
	for !covered(p.next().Names, "inbox/deep/a.csv") {
	}
	p.remove("scripts")
	for !covered(p.next().Names, "scripts/a.ts") {
	}
}

// Times of some file systems are coarse: a file that is written twice within a
// tick, to the same size, looks the same after the second as after the first.
func TestAScanTellsOfAChangeTwice(t *testing.T) {
	none := func() (notifier, error) { return nil, fs.ErrPermission }
	p := beginWith(t, Config{Root: furnished(t), Every: 10 * time.Millisecond}, none, "scripts")
	p.append("scripts/a.ts", "more")
	for range 2 {
		for !covered(p.next().Names, "scripts/a.ts") {
		}
	}
	p.w.mu.Lock()
	defer p.w.mu.Unlock()
	p.w.scan(true)
	if len(p.w.found) > 0 {
		t.Errorf("told again: %v", p.w.found)
	}
}

func TestAScanFindsWhatNoEventTold(t *testing.T) {
	f := &faulty{events: make(chan fsnotify.Event)} // nothing comes
	p := beginWith(t, Config{Root: furnished(t), Every: 10 * time.Millisecond}, f.begin, "scripts", "inbox/**")
	p.append("inbox/deep/a.csv", "more")
	for !covered(p.next().Names, "inbox/deep/a.csv") {
	}
	p.rename("inbox/deep", "inbox/d")
	for !covered(p.next().Names, "inbox/d/a.csv") {
	}
}
