package catalog_test

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"dandori/runtime/catalog"
	"dandori/runtime/compile"
	"dandori/runtime/say"
	"dandori/runtime/watch"
	"dandori/runtime/workflow"
)

// world is a project in a folder of the test's, with its catalog.
type world struct {
	*testing.T
	root    string
	shelf   catalog.Shelf
	files   fs.FS // nil: the folder's
	catalog *catalog.Catalog

	patience time.Duration // 0: as usual
	stuck    chan struct{} // builds of a script that says "stuck" end when it is closed; nil: as others

	failed func() // after each build that fails; nil: nothing

	mu      sync.Mutex
	base    string
	modules []compile.Module
	built   map[string]int
	lines   []string
	changed []string
}

func newWorld(t *testing.T) *world {
	w := &world{T: t, root: t.TempDir(), shelf: newMemory(), base: "1", built: map[string]int{}, modules: offers("log", "kaonavi")}
	for _, dir := range []string{"workflows", "scripts", "scripts/lib"} {
		if err := os.MkdirAll(filepath.Join(w.root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	w.write("dandori.yaml", "connections: {}\n")
	return w
}

func offers(names ...string) []compile.Module {
	return []compile.Module{{Name: "dandori", Exports: names}}
}

// open opens the catalog, as a process that begins does.
func (w *world) open() {
	w.Helper()
	if w.catalog != nil {
		w.catalog.Close()
	}
	if w.files == nil {
		w.files = os.DirFS(w.root)
	}
	c, err := catalog.Open(w.Context(), catalog.Config{
		Files: w.files, Shelf: w.shelf, Patience: w.patience,
		Parse: w.parse, Build: w.build,
		Base: func() string { w.mu.Lock(); defer w.mu.Unlock(); return w.base },
		Log: func(level, name string, t say.Text) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.lines = append(w.lines, fmt.Sprintf("%s %s: %s", level, name, t.En))
		},
		Changed: func(_ context.Context, name string) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.changed = append(w.changed, name)
		},
	})
	if err != nil {
		w.Fatal(err)
	}
	w.catalog = c
	w.Cleanup(c.Close)
}

func (w *world) build(_ context.Context, f *workflow.Workflow) (catalog.Built, error) {
	w.mu.Lock()
	w.built[f.Name]++
	modules, stuck := w.modules, w.stuck
	w.mu.Unlock()
	if text, err := os.ReadFile(filepath.Join(w.root, f.Script)); stuck != nil && err == nil && strings.Contains(string(text), "stuck") {
		<-stuck
	}
	p, err := compile.Compile(compile.Config{Root: w.root, Entry: f.Script, Modules: modules})
	if w.failed != nil && err != nil {
		w.failed()
	}
	if err != nil {
		return catalog.Built{}, err
	}
	program, err := json.Marshal(p)
	return catalog.Built{Program: program, Inputs: p.Inputs, Links: p.Links}, err
}

// write saves a file as a careful editor does: a new one takes its place.
func (w *world) write(name, text string) {
	w.Helper()
	to := filepath.Join(w.root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		w.Fatal(err)
	}
	if err := os.WriteFile(to+".tmp", []byte(text), 0o644); err != nil {
		w.Fatal(err)
	}
	if err := os.Rename(to+".tmp", to); err != nil {
		w.Fatal(err)
	}
}

func (w *world) remove(name string) {
	w.Helper()
	if err := os.Remove(filepath.Join(w.root, filepath.FromSlash(name))); err != nil {
		w.Fatal(err)
	}
}

// workflow saves a workflow of its own file and script; the script logs text.
func (w *world) workflow(name, text string) {
	w.Helper()
	w.write("workflows/"+name+".yaml", "script: ../scripts/"+name+".ts\n")
	w.script(name, text)
}

func (w *world) script(name, text string) {
	w.Helper()
	w.write("scripts/"+name+".ts", fmt.Sprintf("import { log } from 'dandori';\nlog(%q)\n", text))
}

// refresh tells the catalog what changed and waits until it is settled.
func (w *world) refresh(names ...string) {
	w.Helper()
	if err := w.catalog.Refresh(w.Context(), watch.Dirty{All: len(names) == 0, Names: names}); err != nil {
		w.Fatal(err)
	}
	w.settle()
}

func (w *world) settle() {
	w.Helper()
	if err := w.catalog.Settled(w.Context()); err != nil {
		w.Fatal(err)
	}
}

// code returns the code that the next run of a workflow would take, and the error.
func (w *world) code(name string) (string, catalog.Current, error) {
	cur, err := w.catalog.Current(w.Context(), name)
	if err != nil {
		return "", cur, err
	}
	content, err := w.shelf.Content(w.Context(), cur.Version.Program)
	if err != nil {
		return "", cur, err
	}
	var p compile.Program
	err = json.Unmarshal(content, &p)
	return string(p.Code), cur, err
}

// takes fails unless the next run's code holds text.
func (w *world) takes(name, text string) catalog.Current {
	w.Helper()
	code, cur, err := w.code(name)
	if err != nil || !strings.Contains(code, fmt.Sprintf("%q", text)) {
		w.Fatalf("%s does not take %q: %v\n%s", name, text, err, code)
	}
	return cur
}

// told returns the lines logged since it was called last.
func (w *world) told() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	lines := w.lines
	w.lines = nil
	return lines
}

// tells fails unless exactly one line was logged for each of the wanted, which it holds.
func (w *world) tells(want ...string) {
	w.Helper()
	got := w.told()
	ok := len(got) == len(want)
	for i := 0; ok && i < len(got); i++ {
		ok = strings.Contains(got[i], want[i])
	}
	if !ok {
		w.Fatalf("logged\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func (w *world) builds(name string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.built[name]
}

func (w *world) standing(name string) catalog.Standing {
	w.Helper()
	for _, s := range w.catalog.Standing() {
		if s.Name == name {
			return s
		}
	}
	w.Fatalf("nothing stands under %s", name)
	return catalog.Standing{}
}

// memory is a shelf of a test, which several catalogs can share one after the other.
type memory struct {
	mu       sync.Mutex
	entries  map[string]string
	contents map[string][]byte
	before   func() // called once before the next entry is kept; nil: nothing is
}

func newMemory() *memory { return &memory{entries: map[string]string{}, contents: map[string][]byte{}} }

func (m *memory) Entries(context.Context) ([]catalog.Entry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []catalog.Entry
	for _, text := range m.entries {
		var e catalog.Entry
		if err := json.Unmarshal([]byte(text), &e); err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}

func (m *memory) Entry(_ context.Context, name string) (e catalog.Entry, ok bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	text, ok := m.entries[name]
	if ok {
		err = json.Unmarshal([]byte(text), &e)
	}
	return e, ok, err
}

func (m *memory) SetEntry(ctx context.Context, e catalog.Entry, was time.Time) (bool, error) {
	if f := m.before; f != nil {
		m.before = nil
		f()
	}
	now, _, err := m.Entry(ctx, e.Workflow)
	if err != nil || !now.Changed.Equal(was) {
		return false, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	text, err := json.Marshal(e)
	m.entries[e.Workflow] = string(text)
	return true, err
}

func (m *memory) Sync(context.Context) error { return nil }

func (m *memory) Put(_ context.Context, content []byte) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	name := fmt.Sprintf("%x", hash(content))
	m.contents[name] = append([]byte{}, content...)
	return name, nil
}

func (m *memory) Content(_ context.Context, name string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	content, ok := m.contents[name]
	if !ok {
		return nil, errors.New("no such content")
	}
	return content, nil
}

func hash(content []byte) [32]byte { return sha256.Sum256(content) }

func (w *world) parse(files fs.FS) (workflow.Set, error) {
	project, problems, err := workflow.LoadProject(files)
	if err := cmp.Or(err, problems.Err()); err != nil {
		return nil, err
	}
	return workflow.Load(files, project)
}
