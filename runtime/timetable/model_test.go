package timetable

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"dandori/runtime/queue"
	"dandori/runtime/say"
	"dandori/runtime/schedule"
)

// TestModel lives through random weeks: plans are edited, processes killed at
// any change of the store, clocks set, workflows broken and mended. After every
// look, each occurrence of a timetable on record has started one run or has one reason.
func TestModel(t *testing.T) {
	seeds := []uint64{rand.Uint64()}
	for seed := range uint64(30) {
		seeds = append(seeds, seed)
	}
	for _, seed := range seeds {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			m := newModel(t, seed)
			for range 60 {
				m.step()
				if t.Failed() {
					return
				}
			}
		})
	}
}

type model struct {
	*desk
	m     *memory
	rng   *rand.Rand
	plans map[string]Plan
	known map[string]bool // workflows that this process has had a plan of
}

func newModel(t *testing.T, seed uint64) *model {
	m := newMemory()
	d := newDesk(t, m, "2026-03-01 00:00:00")
	zones := []string{"Asia/Tokyo", "America/New_York", "Australia/Lord_Howe"}
	rng := rand.New(rand.NewPCG(seed, 0))
	d.zone, _ = time.LoadLocation(zones[rng.IntN(len(zones))])
	return &model{desk: d, m: m, rng: rng, plans: map[string]Plan{}, known: map[string]bool{}}
}

var modelSchedules = []string{"0 6 * * *", "*/15 * * * *", "30 2 * * *", "@businessday 06:00", "0 */5 * * 1-5", "7,38 * * * *", "0 0 1 * *", "* * * * *", "0 0 31 2 *"}

func (m *model) step() {
	switch m.rng.IntN(10) {
	case 0, 1, 2:
		m.edit()
	case 3:
		m.m.left, m.m.after = m.rng.IntN(4), m.rng.IntN(2) == 0 // somewhere in what comes
	case 4:
		m.again()
	case 5:
		m.now = m.now.Add(-time.Duration(m.rng.IntN(5*3600)) * time.Second)
	case 6:
		m.now = m.now.Add(time.Duration(m.rng.IntN(10*24*3600)) * time.Second)
	default:
		m.now = m.now.Add(time.Duration(m.rng.IntN(20*60)) * time.Second)
	}
	m.lookAndCheck()
}

func (m *model) edit() {
	name := string(rune('a' + m.rng.IntN(3)))
	if m.rng.IntN(5) == 0 {
		delete(m.plans, name)
	} else {
		p := Plan{Workflow: name, Catchup: time.Duration(m.rng.IntN(4)) * 5 * time.Hour}
		for range m.rng.IntN(3) {
			p.Schedules = append(p.Schedules, modelSchedules[m.rng.IntN(len(modelSchedules))])
		}
		if m.rng.IntN(4) == 0 {
			p.Invalid = say.Raw("broken")
		}
		m.plans[name] = p
	}
	var all []Plan
	for _, p := range m.plans {
		all = append(all, p)
	}
	m.set(all...)
}

// lookAndCheck lets the process look; when it dies of that, another looks.
func (m *model) lookAndCheck() {
	marks := m.marks()
	for {
		for name := range m.plans {
			m.known[name] = true
		}
		m.look(m.t.Context())
		if !m.m.dead {
			break
		}
		m.m.dead, m.m.left = false, -1
		m.again()
	}
	for name, mark := range marks {
		if m.known[name] { // of a workflow that was deleted while nobody watched, nobody knows
			m.checkMark(name, mark)
		}
	}
	m.checkRecords()
}

// again is another process.
func (m *model) again() {
	m.restart()
	clear(m.known)
}

func (m *model) marks() map[string]mark {
	marks := map[string]mark{}
	for name, data := range m.m.marks {
		var k mark
		if err := json.Unmarshal(data, &k); err != nil {
			m.t.Fatal(err)
		}
		marks[strings.TrimPrefix(name, "timetable/")] = k
	}
	return marks
}

// checkMark walks through all that a mark's schedules name between it and now.
func (m *model) checkMark(name string, k mark) {
	for _, text := range k.Schedules {
		s, err := schedule.Parse(text)
		if err != nil {
			m.t.Fatal(err)
		}
		for at := s.Next(k.Through, m.zone); !at.IsZero() && !at.After(m.now); at = s.Next(at, m.zone) {
			if !m.onRecord(name, at) {
				m.t.Errorf("%s at %v is lost", name, at.In(m.zone))
				return
			}
		}
	}
}

// onRecord reports whether an occurrence is, by itself or among very many.
func (m *model) onRecord(name string, at time.Time) bool {
	if _, ok := m.m.causes[name+" "+key(at)]; ok {
		return true
	}
	return slices.ContainsFunc(m.m.rests, func(c queue.Cause) bool {
		return c.Workflow == name && key(at) >= strings.TrimSuffix(c.Key, "/") && !at.After(c.At)
	})
}

// checkRecords holds what was entered against the plans.
func (m *model) checkRecords() {
	for _, c := range m.m.added {
		if (c.Run == "") == c.Reason.IsZero() {
			m.t.Errorf("%s %s: run %q, reason %q", c.Workflow, c.Key, c.Run, c.Reason.En)
		}
		m.checkNew(c)
	}
	m.m.added = nil
}

// checkNew holds what this look entered against the plan.
func (m *model) checkNew(c queue.Cause) {
	p, planned := m.plans[c.Workflow]
	switch {
	case c.Run == "" || !planned:
	case m.now.Sub(c.At) > max(p.Catchup, Grace):
		m.t.Errorf("%s of %v ran at %v", c.Workflow, c.At, m.now)
	case c.At.After(m.now):
		m.t.Errorf("%s of %v ran too early, at %v", c.Workflow, c.At, m.now)
	}
}
