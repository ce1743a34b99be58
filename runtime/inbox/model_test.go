package inbox

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"dandori/runtime/queue"
)

// model is what people and processes have done so far, and what must come of it.
type model struct {
	*office
	rand    *rand.Rand
	log     []string
	serial  int
	made    map[string]bool   // every content that was ever in the inbox: none may be lost
	removed map[string]bool   // those that a person took away
	entered map[string]string // path and content → its run
	living  map[string]bool   // runs that are not over
	deaths  int
}

// TestWalks lets people and processes do what they like, over seeds, and then
// asks for what was promised.
func TestWalks(t *testing.T) {
	seeds := []uint64{rand.Uint64()}
	for seed := range uint64(5) {
		seeds = append(seeds, seed)
	}
	for _, seed := range seeds {
		walk(t, seed, 120)
	}
}

func walk(t *testing.T, seed uint64, steps int) {
	t.Helper()
	m := &model{
		office: open(t, csv), rand: rand.New(rand.NewPCG(seed, 1)),
		made: map[string]bool{}, removed: map[string]bool{}, entered: map[string]string{}, living: map[string]bool{},
	}
	m.restart()
	m.write("inbox/.keep", "")
	for range steps {
		m.anything()
		m.notice()
	}
	m.calm()
	m.judge()
	if t.Failed() {
		t.Fatalf("seed %d, %d deaths:\n%s", seed, m.deaths, strings.Join(m.log, "\n"))
	}
}

func (m *model) say(format string, args ...any) {
	m.log = append(m.log, fmt.Sprintf(format, args...))
}

// restart is a new process, which may die at any step of its moves.
func (m *model) restart() {
	m.serve(csv)
	m.in.Look(true, nil)
	m.in.at = func(step string) {
		if m.rand.IntN(8) == 0 {
			m.say("killed at %s", step)
			panic(death{})
		}
	}
}

// alive does f, and starts a new process when this one dies of it.
func (m *model) alive(f func()) {
	defer func() {
		if e := recover(); e != nil {
			if _, died := e.(death); !died {
				panic(e)
			}
			m.deaths++
			m.restart()
		}
	}()
	f()
}

func (m *model) anything() {
	name := fmt.Sprintf("inbox/%d.csv", m.rand.IntN(4))
	switch m.rand.IntN(10) {
	case 0, 1:
		m.say("write %s", name)
		m.put(name, false)
	case 2:
		m.say("rename to %s", name)
		m.put(name, true)
	case 3:
		m.say("remove %s", name)
		m.take(name)
	case 4:
		m.say("same again %s", name)
		m.again(name)
	case 5, 6:
		d := time.Duration(m.rand.IntN(3000)) * time.Millisecond
		m.say("pass %v", d)
		m.alive(func() { m.pass(d) })
	case 7, 8:
		m.endOne()
	case 9:
		m.say("killed")
		m.restart()
	}
}

// put writes a new content, at once or under another name first.
func (m *model) put(name string, renamed bool) {
	m.take(name)
	m.serial++
	content := fmt.Sprintf("content %d", m.serial)
	m.made[content] = true
	if !renamed {
		m.write(name, content[:m.rand.IntN(len(content))+1])
		if m.rand.IntN(2) == 0 {
			m.alive(func() { m.pass(still / 2) })
		}
		m.write(name, content)
		return
	}
	m.write("inbox/coming.tmp", content)
	if err := os.Rename(m.path("inbox/coming.tmp"), m.path(name)); err != nil {
		m.t.Fatal(err)
	}
	m.in.Look(false, []string{"inbox/coming.tmp", name})
}

// take removes what is at name, as a person does.
func (m *model) take(name string) {
	raw, err := os.ReadFile(m.path(name))
	if err != nil {
		return
	}
	m.removed[string(raw)] = true
	if err := os.Remove(m.path(name)); err != nil {
		m.t.Fatal(err)
	}
	m.in.Look(false, []string{name})
}

// again drops the content of an earlier run under the same name.
func (m *model) again(name string) {
	var before []string
	for key := range m.entered {
		if p, content, _ := strings.Cut(key, " "); p == name {
			before = append(before, content)
		}
	}
	if len(before) == 0 {
		return
	}
	slices.Sort(before)
	m.take(name)
	m.write(name, before[m.rand.IntN(len(before))])
}

// endOne ends a run that is not over, as its script would.
func (m *model) endOne() {
	ids := sorted(m.living)
	if len(ids) == 0 {
		return
	}
	id := ids[m.rand.IntN(len(ids))]
	delete(m.living, id)
	r, _, err := m.store.Get(m.t.Context(), id)
	if err != nil {
		m.t.Fatal(err)
	}
	state := queue.Succeeded
	if _, changed := Changed(m.t.Context(), m.root, *r.Spec.File); changed || m.rand.IntN(3) == 0 {
		state = queue.Failed
	}
	m.say("%s of %s: %s", id, r.Spec.File.Path, state)
	m.alive(func() { m.end(id, state) })
}

// notice takes note of new runs: none for a file and content that had one.
func (m *model) notice() {
	m.t.Helper()
	for _, r := range m.runs() {
		if m.known(r.ID) {
			continue
		}
		raw, err := os.ReadFile(m.path(r.Spec.File.Path))
		if err != nil {
			m.t.Fatalf("%s: %v", r.ID, err)
		}
		key := r.Spec.File.Path + " " + string(raw)
		if m.entered[key] != "" {
			m.t.Errorf("%s: a second run after %s", key, m.entered[key])
		}
		m.say("%s takes %s", r.ID, key)
		m.entered[key], m.living[r.ID] = r.ID, true
	}
}

func (m *model) known(id string) bool {
	for _, run := range m.entered {
		if run == id {
			return true
		}
	}
	return false
}

// calm lets all come to its end, without deaths.
func (m *model) calm() {
	m.in.at = nil
	for range 2 {
		m.in.Look(true, nil)
		m.pass(2 * settleEvery)
		m.notice()
		for len(m.living) > 0 {
			m.endOne()
			m.in.at = nil
		}
	}
	m.pass(2 * settleEvery)
}

// judge asks for what was promised.
func (m *model) judge() {
	m.t.Helper()
	at := map[string][]string{}
	for _, dir := range []string{"inbox", "inbox/done", "inbox/failed"} {
		list, _ := os.ReadDir(m.path(dir))
		for _, d := range list {
			if d.IsDir() {
				continue
			}
			raw, err := os.ReadFile(m.path(path.Join(dir, d.Name())))
			if err != nil {
				m.t.Fatal(err)
			}
			at[string(raw)] = append(at[string(raw)], path.Join(dir, d.Name()))
		}
	}
	for content := range m.made {
		if !m.removed[content] && len(at[content]) == 0 {
			m.t.Errorf("%q is lost", content)
		}
	}
	for _, p := range sorted(at) {
		for _, name := range at[p] {
			if path.Dir(name) == "inbox" && path.Base(name) != ".keep" && m.entered[name+" "+p] == "" {
				m.t.Errorf("%s with %q had no run", name, p)
			}
		}
	}
	m.fates(at)
}

// fates asks whether each file is where the records say.
func (m *model) fates(at map[string][]string) {
	m.t.Helper()
	causes, err := m.store.Causes(context.Background(), queue.CauseFilter{Limit: 100_000})
	if err != nil {
		m.t.Fatal(err)
	}
	content := map[string]string{}
	for key, run := range m.entered {
		_, content[run], _ = strings.Cut(key, " ")
	}
	for _, c := range causes {
		r, _, err := m.store.Get(context.Background(), c.Run)
		if err != nil {
			m.t.Fatal(err)
		}
		want := "inbox/failed"
		if r.State == queue.Succeeded {
			want = "inbox/done"
		}
		switch {
		case c.Fate == "":
			m.t.Errorf("%s: %s was never decided", c.Run, c.File.Path)
		case c.Fate != stays && (path.Dir(c.Fate) != want || !slices.Contains(at[content[c.Run]], c.Fate)):
			m.t.Errorf("%s (%s): %s is not at %s but at %q", c.Run, r.State, c.File.Path, c.Fate, at[content[c.Run]])
		case c.Fate == stays && !m.removed[content[c.Run]]:
			m.t.Errorf("%s (%s): %s was never put away", c.Run, r.State, c.File.Path)
		}
	}
}
