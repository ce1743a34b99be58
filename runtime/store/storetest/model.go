package storetest

import (
	"cmp"
	"slices"
	"time"

	"dandori/runtime/queue"
)

// model is the list of runs as it should be: the rules of package queue, in
// memory, without a thought for processes or disks.
type model struct {
	now  func() time.Time
	dead map[string]bool
	runs []*modelRun // in the order of their names
	late map[string]lateLease
}

// lateLease is what one process knows of a run whose living owner is late.
type lateLease struct{ due, found time.Time }

type modelRun struct {
	id, owner       string
	state           queue.State
	due             time.Time
	epoch           int64
	attempt         int
	crashes         int
	stopping, woken bool
	grew            bool // the journal, since the last claim
	wrote, answered int  // intents and results in the journal
}

func (m *model) find(id string) *modelRun {
	for _, r := range m.runs {
		if r.id == id {
			return r
		}
	}
	return nil
}

func (m *model) add(id string, due time.Time) {
	m.runs = append(m.runs, &modelRun{id: id, state: queue.Queued, due: due, attempt: 1})
}

// worksOn reports whether somebody works on a running run, as far as me knows.
func (m *model) worksOn(r *modelRun, me string) bool {
	if r.owner == me {
		return true
	}
	if m.dead[r.owner] {
		return false
	}
	key := me + " " + r.id
	if r.due.After(m.now()) {
		delete(m.late, key)
		return true
	}
	if !m.late[key].due.Equal(r.due) {
		m.late[key] = lateLease{due: r.due, found: m.now()}
	}
	return m.now().Before(m.late[key].found.Add(lease / 2))
}

// claim is what a claim of the next run by owner should return; nil for none.
func (m *model) claim(owner string) *modelRun {
	var due []*modelRun
	for _, r := range m.runs {
		late := !r.due.IsZero() && !r.due.After(m.now())
		if late && r.state == queue.Running && !m.worksOn(r, owner) {
			m.lose(r)
			late = !r.due.IsZero() && !r.due.After(m.now())
		}
		if late && r.state != queue.Running {
			due = append(due, r)
		}
	}
	if len(due) == 0 {
		return nil
	}
	r := slices.MinFunc(due, func(a, b *modelRun) int { return cmp.Or(a.due.Compare(b.due), cmp.Compare(a.id, b.id)) })
	m.take(r, owner)
	return r
}

func (m *model) claimRun(id, owner string, from []queue.State) bool {
	r := m.find(id)
	if !slices.Contains(from, r.state) {
		return false
	}
	if r.state == queue.Running {
		if m.worksOn(r, owner) {
			return false
		}
		m.lose(r)
		if r.state != queue.Queued && !slices.Contains(from, r.state) {
			return false
		}
	}
	m.take(r, owner)
	return true
}

func (m *model) take(r *modelRun, owner string) {
	if r.state.Over() {
		r.attempt++
		r.stopping = false
	}
	if r.state != queue.Queued {
		r.crashes = 0
	}
	r.state, r.owner, r.due, r.woken, r.grew = queue.Running, owner, m.now().Add(lease), false, false
	r.epoch++
}

func (m *model) lose(r *modelRun) {
	r.crashes++
	if r.grew {
		r.crashes = 0
	}
	r.epoch++
	r.owner = ""
	if r.crashes == 5 {
		r.state, r.due = queue.Paused, time.Time{}
		return
	}
	rest := map[int]time.Duration{0: 0, 1: 0, 2: time.Second, 3: 2 * time.Second, 4: 4 * time.Second}[r.crashes]
	r.state, r.due = queue.Queued, m.now().Add(rest)
}

// holds reports whether a lease is good.
func (m *model) holds(l queue.Lease) bool {
	r := m.find(l.Run)
	return r.state == queue.Running && r.epoch == l.Epoch
}

func (m *model) park(l queue.Lease, p queue.Park) bool {
	r := m.find(l.Run)
	if !m.holds(l) {
		return false
	}
	r.state, r.due, r.owner, r.crashes = p.State, p.Due, "", 0
	switch p.State {
	case queue.Waiting, queue.Queued, queue.Paused:
		if r.stopping {
			r.state = queue.Cancelled
		} else if r.woken && p.State == queue.Waiting || p.State == queue.Queued && p.Due.IsZero() {
			r.state, r.due = queue.Queued, m.now()
		}
	}
	if r.state != queue.Waiting && r.state != queue.Queued {
		r.due = time.Time{}
	}
	return true
}

func (m *model) renew(owner string) (held, stopping []string) {
	for _, r := range m.runs {
		if r.owner == owner {
			r.due = m.now().Add(lease)
			held = append(held, r.id)
			if r.stopping {
				stopping = append(stopping, r.id)
			}
		}
	}
	return held, stopping
}

func (m *model) reap() (n int) {
	for _, r := range m.runs {
		if m.dead[r.owner] {
			m.lose(r)
			n++
		}
	}
	return n
}

func (m *model) wake(id string) bool {
	r := m.find(id)
	switch r.state {
	case queue.Running:
		r.woken = true
	case queue.Waiting:
		r.state, r.due = queue.Queued, m.now()
		return true
	}
	return false
}

func (m *model) cancel(id string) queue.State {
	r := m.find(id)
	if r.state.Over() {
		return r.state
	}
	r.stopping = true
	if r.state == queue.InDoubt || r.state == queue.Running && !m.dead[r.owner] {
		return r.state
	}
	r.epoch++
	r.owner, r.due = "", time.Time{}
	if r.state = queue.Cancelled; r.wrote > r.answered {
		r.state = queue.InDoubt
	}
	return r.state
}

// next is when something is due that process does not work on.
func (m *model) next(process string) (next time.Time) {
	for _, r := range m.runs {
		due := r.due
		if r.state == queue.Running && due.Before(m.now().Add(time.Second)) {
			due = m.now().Add(time.Second)
		}
		mine := r.state == queue.Running && r.owner == process
		if !due.IsZero() && !mine && (next.IsZero() || due.Before(next)) {
			next = due
		}
	}
	return next
}
