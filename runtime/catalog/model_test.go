package catalog_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"dandori/runtime/catalog"
	"dandori/runtime/seal"
	"dandori/runtime/store/sqlite"
)

// disk is what stands on the disk of a workflow, or of a module: a mark, and
// the line in which it is broken, 0 where it is good.
type disk struct {
	mark, broken int
	yaml         int // the mark of its definition; of a module: nothing
	module       int // that it imports
}

// stands is how a workflow must stand.
type stands struct {
	live  string // what the next run's code must hold; "" for none
	fault string // its place; "" for none
	gone  bool
}

// model knows what the catalog must say, from what was saved.
type model struct {
	*world
	rng     *rand.Rand
	marks   int
	scripts map[string]disk // by workflow
	modules []disk
	stands  map[string]stands
	dirty   map[string]bool // names of files since the last look
}

func (m *model) mark() int { m.marks++; return m.marks }

func (m *model) saveModule(i int, d disk) {
	text := fmt.Sprintf("export const m = 'mod%d';\n", d.mark)
	if d.broken > 0 {
		text += strings.Repeat("\n", d.broken-2) + "const = 1\n"
	}
	m.modules[i] = d
	m.save(fmt.Sprintf("scripts/lib/m%d.ts", i), text)
}

func (m *model) saveScript(name string, d disk) {
	text := fmt.Sprintf("import { log } from 'dandori'; import { m } from './lib/m%d'; log(m, 'scr%d')\n", d.module, d.mark)
	if d.broken > 0 {
		text += strings.Repeat("\n", d.broken-2) + "const = 1\n"
	}
	m.scripts[name] = d
	m.save("scripts/"+name+".ts", text)
}

func (m *model) saveYAML(name string, d disk) {
	m.scripts[name] = d
	m.save("workflows/"+name+".yaml", fmt.Sprintf("description: yam%d\nscript: ../scripts/%s.ts\n", d.yaml, name))
}

// save saves in one of the ways of editors.
func (m *model) save(name, text string) {
	m.dirty[name] = true
	if m.rng.IntN(2) == 0 {
		m.write(name, text)
		return
	}
	if err := os.WriteFile(filepath.Join(m.root, name), []byte(text), 0o644); err != nil {
		m.Fatal(err)
	}
}

func (m *model) any() string {
	names := slices.Sorted(maps.Keys(m.scripts))
	if len(names) == 0 {
		return ""
	}
	return names[m.rng.IntN(len(names))]
}

// edit changes one thing, or touches it.
func (m *model) edit() string {
	name := m.any()
	d := m.scripts[name]
	i := m.rng.IntN(len(m.modules))
	switch what := m.rng.IntN(12); {
	case name == "" || what == 0:
		name = fmt.Sprintf("w%d", m.rng.IntN(8))
		if _, ok := m.scripts[name]; ok {
			return "nothing"
		}
		d = disk{mark: m.mark(), yaml: m.mark(), module: i}
		m.saveScript(name, d)
		m.saveYAML(name, d)
		return "add " + name
	case what <= 3:
		d.mark, d.broken, d.module = m.mark(), 0, i
		m.saveScript(name, d)
		return "edit " + name
	case what <= 5:
		d.broken = 2 + m.rng.IntN(3)
		m.saveScript(name, d)
		return "break " + name
	case what == 6:
		m.saveScript(name, d)
		return "touch " + name
	case what == 7:
		m.saveModule(i, disk{mark: m.mark()})
		return "edit module " + strconv.Itoa(i)
	case what == 8:
		m.saveModule(i, disk{mark: m.modules[i].mark, broken: 2 + m.rng.IntN(3)})
		return "break module " + strconv.Itoa(i)
	case what == 9:
		delete(m.scripts, name)
		m.remove("workflows/" + name + ".yaml")
		m.dirty["workflows/"+name+".yaml"] = true
		return "delete " + name
	case what == 10:
		d.yaml = m.mark()
		m.saveYAML(name, d)
		return "define " + name
	default:
		m.write("scripts/stranger.ts", "this is no script "+strconv.Itoa(m.mark()))
		m.dirty["scripts/stranger.ts"] = true
		return "stranger"
	}
}

// look is how a workflow must stand when somebody has looked at it now.
func (m *model) look(name string) stands {
	was := m.stands[name]
	d, ok := m.scripts[name]
	switch {
	case !ok && was == stands{}:
		return stands{}
	case !ok:
		return stands{live: was.live, gone: true}
	case d.broken > 0:
		return stands{live: was.live, fault: fmt.Sprintf("scripts/%s.ts:%d", name, d.broken)}
	case m.modules[d.module].broken > 0:
		return stands{live: was.live, fault: fmt.Sprintf("scripts/lib/m%d.ts:%d", d.module, m.modules[d.module].broken)}
	}
	return stands{live: fmt.Sprintf("scr%d mod%d yam%d", d.mark, m.modules[d.module].mark, d.yaml)}
}

// is is how a workflow stands in the catalog.
func (m *model) is(name string) stands {
	var s stands
	for _, st := range m.catalog.Standing() {
		if st.Name == name {
			s.gone = st.Gone
		}
	}
	code, cur, err := m.code(name)
	if err == nil {
		s.live = mark(code, "scr") + " " + mark(code, "mod") + " " + cur.Workflow.Description
		if cur.Fault != nil {
			s.fault = fmt.Sprintf("%s:%d", cur.Fault.File, cur.Fault.Line)
		}
		return s
	}
	for _, st := range m.catalog.Standing() {
		if st.Name != name {
			continue
		}
		if st.Fault != nil {
			s.fault = fmt.Sprintf("%s:%d", st.Fault.File, st.Fault.Line)
		}
	}
	return s
}

// mark returns the first word of code that begins so.
func mark(code, prefix string) string { return regexp.MustCompile(prefix + `\d+`).FindString(code) }

// stored is a shelf in a store.
func stored(t *testing.T) catalog.Shelf {
	db, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "dandori.db"), Box: seal.NewBox(seal.NewKey())})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// TestModel edits a project at random, and compares what the catalog says with
// what it must: which version each workflow has, and one line for each change.
func TestModel(t *testing.T) {
	seeds, steps := uint64(6), 30
	if text := os.Getenv("SOAK"); text != "" {
		n, _ := strconv.ParseUint(text, 10, 64)
		seeds, steps = n, 200
	}
	for seed := range seeds {
		t.Run(fmt.Sprint("seed", seed), func(t *testing.T) {
			w := newWorld(t)
			if seed%4 == 0 {
				w.shelf = stored(t)
			}
			m := &model{world: w, rng: rand.New(rand.NewPCG(seed, 1)), scripts: map[string]disk{}, stands: map[string]stands{}, dirty: map[string]bool{}, modules: make([]disk, 3)}
			for i := range m.modules {
				m.saveModule(i, disk{mark: m.mark()})
			}
			m.open()
			m.told()
			for step := range steps {
				m.step(fmt.Sprintf("seed %d, step %d", seed, step))
			}
		})
	}
}

func (m *model) step(at string) {
	for range 1 + m.rng.IntN(3) {
		at += ", " + m.edit()
	}
	how := m.rng.IntN(5)
	switch how {
	case 0, 1:
		at += "; told"
		m.refresh(slices.Sorted(maps.Keys(m.dirty))...)
	case 2:
		at += "; all"
		m.refresh()
	case 3:
		at += "; restart"
		m.open()
		m.settle()
	case 4:
		at += "; asked"
		for i := range 8 {
			_, _ = m.catalog.Current(m.Context(), fmt.Sprintf("w%d", i)) // compared below
		}
		m.settle()
	}
	m.dirty = map[string]bool{}
	lines := m.told()
	for i := range 8 {
		name := fmt.Sprintf("w%d", i)
		want := m.look(name)
		if got := m.count(lines, name); got > 1 || how != 3 && (got == 1) != (want != m.stands[name]) {
			m.Fatalf("%s: %d lines for %s, from %+v to %+v:\n%s", at, got, name, m.stands[name], want, strings.Join(lines, "\n"))
		}
		m.stands[name] = want
		got := m.is(name)
		if got.gone != want.gone || !want.gone && got != want {
			m.Fatalf("%s: %s is %+v and not %+v", at, name, got, want)
		}
	}
	if lines := m.told(); len(lines) > 0 {
		m.Fatalf("%s: looking again tells\n%s", at, strings.Join(lines, "\n"))
	}
}

func (m *model) count(lines []string, name string) int {
	n := 0
	for _, l := range lines {
		if strings.Contains(l, " "+name+": ") {
			n++
		}
	}
	return n
}
