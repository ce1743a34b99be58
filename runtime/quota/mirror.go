package quota

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"sync"
	"time"
)

// mirror is what this process knows of a bucket: its slots as they were when
// it looked last. A change reads only the slots that changed since, and writes
// only those that it changes, so that it costs the same whether sixty requests
// or three thousand count.
type mirror struct {
	shared *Shared
	bucket string

	mu    sync.Mutex
	life  string // of the page that slots belong to; "": none
	seen  int64  // Changed of the newest of them
	slots []Slot // by ID
	body  []byte // of the page that was read or written last
	page  page
	pacer pacer
	here  map[int64]chan struct{} // this process's waiters by ID: closed when one should look at once
}

// desk is a bucket within one change.
type desk struct {
	book
	page   *page
	now    instant
	bucket Bucket
	mirror *mirror
	dirty  bool // the page must be kept
}

// change runs f on the bucket as l counts it, alone among all processes.
func (m *mirror) change(ctx context.Context, l *Ledger, f func(d *desk) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	err := m.shared.shelf.Change(ctx, m.bucket, func(b Bucket) error {
		d, err := m.open(b, l)
		if err != nil {
			return err
		}
		if err := f(d); err != nil {
			return err
		}
		return d.close()
	})
	if err != nil {
		m.life, m.body = "", nil // they may hold what was not kept
	}
	return err
}

func (m *mirror) open(b Bucket, l *Ledger) (*desk, error) {
	d := &desk{bucket: b, mirror: m, now: m.shared.boot()}
	body, err := b.Body()
	if err != nil {
		return nil, err
	}
	whole := true
	if d.page = m.known(body); d.page == nil {
		d.page, whole = parsePage(body)
	}
	if !whole {
		d.page, d.dirty = newPage(), true
	}
	if d.page.Life != m.life {
		m.life, m.seen, m.slots = d.page.Life, 0, nil
	}
	fresh, err := b.Slots(m.seen)
	if err != nil {
		return nil, err
	}
	m.merge(d.now, fresh)
	if !whole && len(m.slots) > 0 {
		d.mend()
	}
	d.dirty = d.page.settle(d.now) || d.dirty
	d.count(l)
	return d, nil
}

// known returns the page with this body if it is the one that was read or
// written last, else nil: reading it anew is most of a look's work.
func (m *mirror) known(body []byte) *page {
	if m.body == nil || !bytes.Equal(body, m.body) {
		return nil
	}
	p := m.page
	p.Line.Waiters = slices.Clone(p.Line.Waiters)
	return &p
}

// count takes up the slots as l's limits count them.
func (d *desk) count(l *Ledger) {
	d.book = book{limits: l.limits, slots: d.mirror.slots, brake: d.page.Brake, lastID: d.page.LastID}
	if l.config.Pace == Full {
		d.pacer = &d.mirror.pacer
		if last := d.page.Brake.Last; last > 0 {
			d.pacer.off = max(d.pacer.off, last+offAfter429)
		}
	}
	for _, limit := range l.limits {
		if limit.span() > d.page.Longest {
			d.page.Longest, d.dirty = limit.span(), true
		}
	}
	d.prune(d.now, d.page.Longest)
}

// mend begins a new page for slots whose page was lost. They still count; only
// whether somebody was told to stop is not known any more.
func (d *desk) mend() {
	for _, s := range d.mirror.slots {
		d.page.LastID, d.page.Changed = max(d.page.LastID, s.ID), max(d.page.Changed, s.Changed)
	}
	d.page.Brake = brake{Last: max(1, d.now), Until: d.now + firstStop}
}

// merge takes in slots that are new or have changed.
func (m *mirror) merge(now instant, fresh []Slot) {
	for _, s := range fresh {
		m.seen = max(m.seen, s.Changed)
		settleSlot(now, &s)
		i, known := slices.BinarySearchFunc(m.slots, s.ID, func(s Slot, id int64) int { return cmp.Compare(s.ID, id) })
		if known {
			s.left = m.slots[i].left
			m.slots[i] = s
			continue
		}
		m.slots = slices.Insert(m.slots, i, s)
	}
}

// put writes s, which is one of the book's.
func (d *desk) put(s *Slot) error {
	d.page.Changed++
	s.Changed, d.dirty = d.page.Changed, true
	return d.bucket.Put(*s)
}

// close keeps what was changed.
func (d *desk) close() error {
	m := d.mirror
	m.slots = d.slots
	if d.page.Brake != d.brake || d.page.LastID != d.lastID {
		d.page.Brake, d.page.LastID, d.dirty = d.brake, d.lastID, true
	}
	if !d.dirty {
		return nil
	}
	m.seen = max(m.seen, d.page.Changed)
	body, err := d.page.encode()
	if err != nil {
		return err
	}
	m.body, m.page = body, *d.page // nobody uses the desk's any more
	return d.bucket.Keep(body)
}

// sweepEvery is how many slots are given out between two sweeps of those that count no more.
const sweepEvery = 32

// sweep removes the slots that no mirror holds any more.
func (d *desk) sweep() error {
	if d.lastID%sweepEvery != 0 || len(d.slots) == 0 {
		return nil
	}
	return d.bucket.Drop(d.slots[0].ID)
}

// bury lets the slots of dead workers end linger from now, when that is before their deadline.
func (d *desk) bury(linger time.Duration) error {
	dead := map[string]bool{}
	for i := range d.slots {
		s := &d.slots[i]
		if s.Answered > 0 || s.Unsent || s.Deadline > 0 && s.Deadline <= d.now+linger {
			continue
		}
		if _, known := dead[s.Worker]; !known {
			dead[s.Worker] = !d.alive(s.Worker)
		}
		if dead[s.Worker] {
			s.Deadline = d.now + linger
			if err := d.put(s); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *desk) alive(worker string) bool {
	shelf := d.mirror.shared.shelf
	return worker == shelf.Worker() || shelf.Alive(worker)
}
