package timetable

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"dandori/runtime/queue"
	"dandori/runtime/say"
)

var errKilled = errors.New("killed")

// memory is a store as queue.Causes describes it, which can die before or after any of its changes.
type memory struct {
	causes  map[string]queue.Cause
	marks   map[string][]byte
	notices []queue.Notice
	added   []queue.Cause // since somebody last emptied it
	rests   []queue.Cause // the records of very many
	left    int           // changes until it dies; below 0: it lives
	after   bool          // the change at which it dies has happened
	dead    bool
}

func newMemory() *memory {
	return &memory{causes: map[string]queue.Cause{}, marks: map[string][]byte{}, left: -1}
}

var _ queue.Causes = (*memory)(nil)

// change does f unless it dies with it.
func (m *memory) change(f func()) error {
	if m.dead {
		return errKilled
	}
	if m.left == 0 {
		m.dead = true
		if m.after {
			f()
		}
		return errKilled
	}
	m.left--
	f()
	return nil
}

// add enters a cause, once.
func (m *memory) add(c queue.Cause) bool {
	name := c.Workflow + " " + c.Key
	if _, there := m.causes[name]; there {
		return false
	}
	m.causes[name] = c
	m.added = append(m.added, c)
	if strings.HasSuffix(c.Key, "/") {
		m.rests = append(m.rests, c)
	}
	return true
}

func (m *memory) Fire(_ context.Context, r queue.Run, c queue.Cause, _ bool, _ func(string) (say.Text, []queue.Notice)) (f queue.Fired, err error) {
	err = m.change(func() {
		c.Run = r.ID
		f.New = m.add(c)
		f.Run = m.causes[c.Workflow+" "+c.Key].Run
	})
	return f, err
}

func (m *memory) Skip(_ context.Context, causes []queue.Cause, notices []queue.Notice) error {
	return m.change(func() {
		for _, c := range causes {
			m.add(c)
		}
		m.notices = append(m.notices, notices...)
	})
}

func (m *memory) Caused(_ context.Context, workflow string, _ queue.CauseKind, key string) (queue.Cause, bool, error) {
	c, ok := m.causes[workflow+" "+key]
	return c, ok, nil
}

func (m *memory) Mark(_ context.Context, name string) ([]byte, error) { return m.marks[name], nil }

func (m *memory) SetMark(_ context.Context, name string, mark []byte) error {
	return m.change(func() { m.marks[name] = mark })
}

func (m *memory) Causes(context.Context, queue.CauseFilter) ([]queue.Cause, error) {
	return nil, errors.New("no timetable asks for this")
}

func (m *memory) SetFate(context.Context, queue.Cause, string) error {
	return errors.New("schedules have no files")
}

// desk is a timetable whose clock is set by hand.
type desk struct {
	*Timetable
	t      *testing.T
	store  queue.Causes
	now    time.Time
	zone   *time.Location
	plans  []Plan
	mu     sync.Mutex
	began  []string // "workflow 2026-11-24 06:00" of each run
	logged []string
	refuse error // what Start answers
}

func newDesk(t *testing.T, store queue.Causes, now string) *desk {
	zone, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{t: t, store: store, zone: zone}
	d.at(now)
	d.restart()
	return d
}

func (d *desk) at(clock string) {
	d.t.Helper()
	now, err := time.ParseInLocation("2006-01-02 15:04:05", clock, d.zone)
	if err != nil {
		d.t.Fatal(err)
	}
	d.now = now
}

// restart is another process on the same store.
func (d *desk) restart() {
	d.Timetable = New(Config{
		Causes: d.store, Start: d.start, Now: func() time.Time { return d.now },
		Zone: func() *time.Location { return d.zone },
		Log:  func(level, workflow string, t say.Text) { d.logged = append(d.logged, level+" "+workflow+": "+t.En) },
		Skipped: func(workflow string, causes []queue.Cause) []queue.Notice {
			return []queue.Notice{{Occasion: queue.OnSkipped, Workflow: workflow, Text: causes[0].Reason}}
		},
	})
	if d.plans != nil {
		d.Set(d.plans)
	}
}

func (d *desk) set(plans ...Plan) {
	d.plans = plans
	d.Set(plans)
}

func (d *desk) start(ctx context.Context, workflow string, c queue.Cause) error {
	if d.refuse != nil {
		return d.refuse
	}
	shown := workflow + " " + c.At.In(d.zone).Format("2006-01-02 15:04")
	fired, err := d.store.Fire(ctx, queue.Run{ID: shown, Workflow: workflow, State: queue.Queued, Created: d.now, Due: d.now}, c, false, nil)
	d.mu.Lock()
	defer d.mu.Unlock()
	if fired.New {
		d.began = append(d.began, shown)
	}
	return err
}

// lookAt lets the timetable look at a time, and returns which runs that began.
func (d *desk) lookAt(clock string) []string {
	d.t.Helper()
	d.at(clock)
	d.began = nil
	d.look(d.t.Context())
	return d.began
}

// reason returns why an occurrence of workflow w started nothing.
func (d *desk) reason(clock string) string {
	d.t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", clock, d.zone)
	if err != nil {
		d.t.Fatal(err)
	}
	c, there, err := d.store.Caused(d.t.Context(), "w", queue.ByTime, key(at))
	if err != nil {
		d.t.Fatal(err)
	}
	if !there {
		return "not on record"
	}
	return c.Reason.En
}
