package quota

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/say"
)

const (
	defaultHold = 15 * time.Minute
	lookAgain   = 10 * time.Second // a waiter looks into the file so often, for slots that came back unused
	lockWait    = 30 * time.Second // longest wait for the lock of a request that has been answered
)

// FileConfig describes a ledger file.
type FileConfig struct {
	Config        // Pace is ignored: it matters only for windows of seconds
	Path   string // the file; its folder is made. Two more files beside it hold the locks
	// Credentials are what the token is bound to. A key is derived from them,
	// so that the file tells nobody anything who does not have them anyway.
	Credentials string
	// Hold is the longest time that a holder of a slot can be silent and alive,
	// at least transport.Timeouts.Whole; default 15 min.
	Hold time.Duration
	// OnBroken is told of a file that was put aside because it could not be read; nil: nobody.
	OnBroken func(aside string)
}

// File keeps limits and the access token of one company for all processes of
// this machine, in a file that only its owner can read. It fulfils
// transport.Ledger and transport.Vault and is safe for concurrent use.
//
// Times in it are times of day, because processes share no other clock. A time
// that lies ahead (the clock stepped back) counts as now: what was sent still
// counts for a whole window. A slot whose holder died counts as answered at its
// deadline. A file that cannot be read is put aside as PATH.broken, and every
// limit counts as used up when it was last written.
type File struct {
	config FileConfig
	disk   disk
	seal   seal
	flight flight

	mu    sync.Mutex
	turns map[string]chan struct{} // of a class: who waits for a slot in the file; first come first served
}

// OpenFile returns the ledger in the file that c names; it need not exist yet.
func OpenFile(c FileConfig) (*File, error) {
	c.Hold = cmp.Or(c.Hold, defaultHold)
	seal, err := newSeal(c.Credentials)
	if err != nil {
		return nil, err
	}
	f := &File{config: c, disk: disk{path: c.Path}, seal: seal, turns: map[string]chan struct{}{}}
	f.flight.turn = make(chan struct{}, 1)
	if err := f.disk.prepare(); err != nil {
		return nil, f.disk.trouble(err)
	}
	return f, nil
}

// Take waits until r may be sent or ctx ends; then it returns ctx's cause. A
// file that cannot be read or written is an error of class Config: nothing is
// sent that is not counted.
func (f *File) Take(ctx context.Context, r call.Request) (done func(call.Taken), err error) {
	turn := f.turn(classOf(r))
	select {
	case turn <- struct{}{}:
		defer func() { <-turn }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	for {
		id, at, err := f.try(ctx, classOf(r))
		switch {
		case err != nil:
			return nil, err
		case id != 0:
			return f.doneFunc(id), nil
		}
		wait := at.Sub(clock.Now())
		if wait >= worthSaying {
			call.Waits(ctx, at, say.T("the request limit of %s is used up", r.Connection))
		}
		if err := clock.Sleep(ctx, min(wait, lookAgain)); err != nil {
			return nil, err
		}
	}
}

// try takes a slot if there is one; else it returns when there may be one.
func (f *File) try(ctx context.Context, of string) (id int64, at time.Time, err error) {
	err = f.change(ctx, func(p *page, now time.Time) bool {
		b := f.book(p)
		if at = b.at(now, of); at.After(now) {
			return false
		}
		id = b.take(now, of, f.config.Hold)
		p.keep(b)
		return true
	})
	return id, at, err
}

func (f *File) doneFunc(id int64) func(call.Taken) {
	var once sync.Once
	return func(t call.Taken) {
		once.Do(func() {
			ctx, cancel := context.WithTimeout(context.Background(), lockWait)
			defer cancel()
			// Nobody can be told of an error here. The slot then stays taken until its deadline.
			_ = f.change(ctx, func(p *page, now time.Time) bool {
				b := f.book(p)
				t.Answered = now
				b.done(now, id, t)
				p.keep(b)
				return true
			})
		})
	}
}

// Use reports how much of each limit is in use by all processes.
func (f *File) Use(ctx context.Context) ([]Use, error) {
	var use []Use
	err := f.change(ctx, func(p *page, now time.Time) bool {
		use = f.book(p).use(now)
		return false
	})
	return use, err
}

// change runs work on the file's content under its lock, and writes it back when work says so.
func (f *File) change(ctx context.Context, work func(p *page, now time.Time) (write bool)) error {
	unlock, err := f.disk.lock(ctx, ".lock")
	if err != nil {
		return err
	}
	defer unlock()
	now := clock.Now().Round(0)
	p, whole, err := f.disk.load(now)
	if err != nil {
		return err
	}
	if !whole {
		p.Slots = f.usedUp(p.Lost)
		f.sayBroken()
	}
	settled := p.settle(now, f.config.Hold)
	if work(p, now) || settled || !whole {
		return f.disk.save(p)
	}
	return nil
}

func (f *File) sayBroken() {
	if f.config.OnBroken != nil {
		f.config.OnBroken(f.disk.path + brokenSuffix)
	}
}

// usedUp returns slots that fill every limit as of the time at.
func (f *File) usedUp(at time.Time) []slot {
	limits := f.config.shared()
	slices.SortStableFunc(limits, func(a, b Limit) int { return strings.Compare(b.Of, a.Of) }) // a class counts in "" too
	var slots []slot
	for _, l := range limits {
		b := book{limits: limits, slots: slots}
		for n := len(b.ends(at, l)); n < l.Requests; n++ {
			slots = append(slots, slot{Of: l.Of, Sent: at, Answered: at})
		}
	}
	return slots
}

func (f *File) book(p *page) *book {
	return &book{limits: f.config.shared(), slots: p.Slots, brake: p.Brake, lastID: p.LastID}
}

func (f *File) turn(of string) chan struct{} {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.turns[of] == nil {
		f.turns[of] = make(chan struct{}, 1)
	}
	return f.turns[of]
}
