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
	now   func() time.Time
	dead  map[string]bool
	runs  []*modelRun // in the order of their names
	late  map[string]lateLease
	fired map[string]string // the run that a cause has started; "" when it was skipped
}

// lateLease is what one process knows of a run whose living owner is late.
type lateLease struct{ due, found time.Time }

type modelRun struct {
	id, owner, lane string
	state           queue.State
	due             time.Time
	epoch           int64
	attempt         int
	crashes         int
	stopping, woken bool
	grew            bool // the journal, since the last claim
	wrote, answered int  // intents and results in the journal

	created, seen  time.Time
	started, again bool
	lasted, worked time.Duration
}

func (m *model) find(id string) *modelRun {
	for _, r := range m.runs {
		if r.id == id {
			return r
		}
	}
	return nil
}

func (m *model) add(id, lane string, created, due time.Time) {
	m.runs = append(m.runs, &modelRun{id: id, lane: lane, state: queue.Queued, created: created, due: due, attempt: 1})
}

// free reports whether no other run of r's lane goes before it.
func (m *model) free(r *modelRun) bool {
	for _, o := range m.runs {
		if o == r || o.lane != r.lane || r.lane == "" || o.state.Over() {
			continue
		}
		older := cmp.Or(o.created.Compare(r.created), cmp.Compare(o.id, r.id)) < 0
		begun := r.started && !r.state.Over() // it has the lane
		if o.started || older && !begun {
			return false
		}
	}
	return true
}

// busy reports whether a run of the lane is not over.
func (m *model) busy(lane string) bool {
	return lane != "" && slices.ContainsFunc(m.runs, func(r *modelRun) bool { return r.lane == lane && !r.state.Over() })
}

// due reports whether a run that nobody works on could be claimed now.
func (m *model) due(r *modelRun) bool {
	return r.state != queue.Running && !r.due.IsZero() && !r.due.After(m.now()) && m.free(r)
}

// ready is what could be claimed now, what is due longest first.
func (m *model) ready() (due []*modelRun) {
	for _, r := range m.runs {
		if m.due(r) {
			due = append(due, r)
		}
	}
	slices.SortFunc(due, func(a, b *modelRun) int { return cmp.Or(a.due.Compare(b.due), cmp.Compare(a.id, b.id)) })
	return due
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
	for _, r := range m.runs {
		if r.state == queue.Running && !r.due.After(m.now()) && !m.worksOn(r, owner) {
			m.lose(r, 0)
		}
	}
	due := m.ready()
	if len(due) == 0 {
		return nil
	}
	m.take(due[0], owner)
	return due[0]
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
		m.lose(r, 0)
		if r.state != queue.Queued && !slices.Contains(from, r.state) {
			return false
		}
	}
	if !m.free(r) {
		return false
	}
	m.take(r, owner)
	return true
}

func (m *model) take(r *modelRun, owner string) {
	if r.state.Over() || r.again {
		r.attempt++
	}
	if r.state.Over() {
		r.stopping = false
	}
	r.started, r.again, r.seen, r.lasted = true, false, m.now(), 0
	if r.state != queue.Queued {
		r.crashes = 0
	}
	r.state, r.owner, r.due, r.woken, r.grew = queue.Running, owner, m.now().Add(lease), false, false
	r.epoch++
}

func (m *model) lose(r *modelRun, place int) {
	r.crashes++
	if r.grew {
		r.crashes = 0
	}
	r.epoch++
	r.owner = ""
	r.tire()
	if r.crashes == 5 {
		r.state, r.due = queue.Paused, time.Time{}
		return
	}
	rest := map[int]time.Duration{0: 0, 1: 0, 2: time.Second, 3: 2 * time.Second, 4: 4 * time.Second}[r.crashes]
	r.state, r.due = queue.Queued, m.now().Add(rest*time.Duration(1+place))
}

// tire counts what an owner worked that does not tell.
func (r *modelRun) tire() { r.worked, r.lasted = r.worked+r.lasted, 0 }

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
	r.again = p.Retry && r.state == queue.Queued
	r.lasted, r.worked = 0, r.worked+p.Worked
	return true
}

func (m *model) renew(owner string) (held, stopping []string) {
	for _, r := range m.runs {
		if r.owner == owner {
			r.lasted += min(m.now().Sub(r.seen), lease)
			r.due, r.seen = m.now().Add(lease), m.now()
			held = append(held, r.id)
			if r.stopping {
				stopping = append(stopping, r.id)
			}
		}
	}
	return held, stopping
}

func (m *model) reap(me string) (n int) {
	places := map[string]int{} // of one process's runs each rests longer than the one before
	for _, r := range m.runs {
		owner, late := r.owner, r.state == queue.Running && !r.due.After(m.now())
		switch {
		case m.dead[owner]:
			m.lose(r, places[owner])
			places[owner]++
			n++
		case late && !m.worksOn(r, me):
			m.lose(r, 0)
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
	r.tire()
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
		behind := r.state != queue.Running && !m.free(r)
		if !due.IsZero() && !mine && !behind && (next.IsZero() || due.Before(next)) {
			next = due
		}
	}
	return next
}
