package bindings

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dandori/bindings/basics"
	kaonavisandbox "dandori/bindings/kaonavi/sandbox"
	sansansandbox "dandori/bindings/sansan/sandbox"
	"dandori/runtime/compile"
	"dandori/runtime/engine"
	"dandori/runtime/folder"
	"dandori/runtime/journal"
	"dandori/runtime/plan"
	"dandori/runtime/say"
	"dandori/runtime/vm"
	"dandori/runtime/workflow"
)

// neighbours are a small company at both vendors, made by hand, and what the
// workflow remembers of it. Rows are written as "a|b|c".
type neighbours struct {
	*testing.T
	root     string
	w        *workflow.Workflow
	program  *compile.Program
	project  *workflow.Project
	base     http.RoundTripper
	kaonavi  *kaonavisandbox.Sandbox
	sansan   *sansansandbox.Sandbox
	memory   memory
	requests int               // of the last run, to both
	posts    map[string]int    // requests that are no GET, by path
	mu       sync.Mutex        // posts and answers
	tree     []string          // of Kaonavi, as ours takes them
	people   []string          // likewise
	answers  map[string]string // in place of Kaonavi's, by path: for what its simulator refuses to be
}

func newNeighbours(t *testing.T, root string, w *workflow.Workflow, program *compile.Program) *neighbours {
	t.Helper()
	n := &neighbours{
		T: t, root: root, w: w, program: program, memory: memory{}, posts: map[string]int{},
		kaonavi: kaonavisandbox.New(kaonavisandbox.Options{Size: 1, Limits: kaonavisandbox.Limits{Off: true}}),
		sansan:  sansansandbox.New(sansansandbox.Options{Size: 1, Users: 3, Limits: sansansandbox.Limits{Off: true}}),
	}
	key, secret := kaonavisandbox.Consumer()
	p, problems := workflow.ParseProject([]byte(fmt.Sprintf(`connections:
  sansan: { kind: sansan, baseURL: "https://%s", apiKey: %s }
  kaonavi: { kind: kaonavi, baseURL: "https://%s", consumerKey: %s, consumerSecret: %s }
`, sansanHost, sansansandbox.AdminKey, kaonaviHost, key, secret)))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	n.project = p
	lines := newPipes()
	server := &http.Server{Handler: n}
	served := make(chan error, 1)
	go func() { served <- server.Serve(lines) }()
	t.Cleanup(func() {
		_ = server.Close()
		if err := <-served; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	n.base = &http.Transport{DisableKeepAlives: true, DialTLSContext: lines.dial}
	return n
}

func (n *neighbours) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	n.mu.Lock()
	answer := n.answers[r.URL.Path]
	if r.Method != http.MethodGet {
		n.posts[r.URL.Path]++
	}
	n.mu.Unlock()
	switch {
	case answer != "":
		rw.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(rw, answer)
	case r.Host == sansanHost:
		n.sansan.ServeHTTP(rw, r)
	default:
		n.kaonavi.ServeHTTP(rw, r)
	}
}

// imports is how often Sansan was asked to change something.
func (n *neighbours) imports() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.posts["/v2.3/organization/jobs"]
}

// cells are the cells of a row, at least so many.
func cells(row string, least int) []string {
	all := strings.Split(row, "|")
	return append(all, make([]string, max(0, least-len(all)))...)
}

// ours makes Kaonavi's company: "code|name|parent" and "code|name|mail|department;others|retired".
func (n *neighbours) ours(tree, members []string) {
	n.Helper()
	departments, people := []any{}, []any{}
	for i, row := range tree {
		c := cells(row, 3)
		departments = append(departments, map[string]any{"code": c[0], "name": c[1], "parent": c[2], "order": i + 1})
	}
	for i, row := range members {
		c := cells(row, 5)
		homes := strings.Split(c[3], ";")
		texts := map[string]string{"name": c[1], "mail": c[2], "retired_date": c[4], "entered_date": "2020-04-01"}
		maps.DeleteFunc(texts, func(_, v string) bool { return v == "" })
		people = append(people, map[string]any{"id": i + 1, "code": c[0], "texts": texts, "department": homes[0], "subs": homes[1:]})
	}
	n.load(n.kaonavi.Load, map[string]any{"version": 1, "seed": 0, "size": 1, "company": map[string]any{
		"memberIds": len(people), "members": people, "departments": departments,
		"sheets": map[string]any{"77": map[string]any{}, "78": map[string]any{}, "79": map[string]any{}},
	}})
}

// theirs makes Sansan's: "id|name|parent" and "userId|name|mail|department;others|type".
func (n *neighbours) theirs(departments, users []string) {
	n.Helper()
	rows, people := [][]string{}, [][]string{}
	for _, row := range departments {
		c := cells(row, 3)
		rows = append(rows, []string{"", c[0], c[1], "", c[2], "1", ""})
	}
	for i, row := range users {
		c := cells(row, 5)
		user := strings.Split(strings.Repeat("0,", 21), ",")
		user[0], user[1], user[2], user[3], user[4], user[5] = "", fmt.Sprintf("00000000-0000-4000-8000-%012d", i+1), c[3], c[0], c[1], "ヨミ"
		user[6], user[7], user[8], user[11], user[16] = c[2], "", "2020-04-01", "", ""
		if c[4] != "" {
			user[12] = c[4]
		}
		people = append(people, user)
	}
	n.load(n.sansan.Load, map[string]any{"version": 1, "seed": 0, "size": 1, "users": 3, "walked": 0, "jobs": nil, "requests": nil, "counts": sansansandbox.Counts{},
		"organisation": map[string]any{"departments": rows, "users": people, "nextID": 100, "nextUser": 100},
	})
}

func (n *neighbours) load(load func([]byte) error, state any) {
	n.Helper()
	raw, err := json.Marshal(state)
	if err == nil {
		err = load(raw)
	}
	if err != nil {
		n.Fatal(err)
	}
}

// now is Sansan's company as theirs writes it, departments first, each sorted.
func (n *neighbours) now() []string {
	n.Helper()
	raw, err := n.sansan.Save()
	var saved struct {
		Organisation struct{ Departments, Users [][]string }
	}
	if err == nil {
		err = json.Unmarshal(raw, &saved)
	}
	if err != nil {
		n.Fatal(err)
	}
	var departments, users []string
	for _, d := range saved.Organisation.Departments {
		departments = append(departments, strings.Join([]string{d[1], d[2], d[4]}, "|"))
	}
	for _, u := range saved.Organisation.Users {
		users = append(users, strings.Join([]string{u[3], u[4], u[6], u[2]}, "|"))
	}
	slices.Sort(departments)
	slices.Sort(users)
	return append(departments, users...)
}

// outcome is what one run of the example did.
type outcome struct {
	engine.Result
	report  []string // the rows of its file, their cells joined
	planned int      // changes in its plan
}

// run runs the example on what there is now.
func (n *neighbours) run(dry bool, typed ...string) outcome {
	n.Helper()
	params, err := n.w.Params.Values(workflow.Input{Typed: typed})
	if err != nil {
		n.Fatal(err)
	}
	facts := basics.Facts{ID: "r1", Workflow: n.w.Name, Attempt: 1, DryRun: dry, StartedAt: time.Now()}
	at := folder.Config{Root: n.root, Read: n.w.Folders.Readable(), Write: n.w.Folders.Writable()}
	out := filepath.Join(n.root, "out")
	if dry {
		at.DryRun, out = "r1", filepath.Join(n.root, ".dandori", "dry-run", "r1", "out")
	}
	f, err := folder.Open(at)
	if err != nil {
		n.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	book := plan.NewBook(plan.Config{})
	o, err := Connect(Config{
		Root: n.root, Connections: n.project.Connections, Use: []string{"sansan", "kaonavi"}, Base: n.base, DryRun: dry, Plan: book,
		Lookup: func(string) (string, bool) { return "", false },
	})
	if err != nil {
		o.Close()
		n.Fatal(err)
	}
	defer o.Close()
	main := Run{Root: n.root, Facts: facts, Folder: f, State: n.memory, Log: func(basics.Line) {}, Warn: func(say.Text) {}}
	log := &keeping{memory: n.memory}
	result := outcome{Result: engine.Run(n.Context(), engine.Config{Program: n.program, Params: params, Journal: log, Modules: []vm.Module{main.Module(), o.Module()}})}
	for _, w := range book.Writes() {
		result.planned += len(w.Changes)
	}
	n.requests = o.Requests()["sansan"] + o.Requests()["kaonavi"]
	text, err := os.ReadFile(filepath.Join(out, n.w.Name+".csv"))
	if err == nil {
		result.report = n.rows(text)
	}
	return result
}

// rows are the rows of a CSV without its heading, their cells that are not blank joined.
func (n *neighbours) rows(text []byte) []string {
	var rows []string
	for i, line := range strings.Split(strings.TrimSpace(string(text)), "\r\n") {
		if i > 0 {
			rows = append(rows, strings.Join(strings.FieldsFunc(line, func(r rune) bool { return r == ',' }), " "))
		}
	}
	return rows
}

// memory is the state of the workflow.
type memory map[string]json.RawMessage

func (m memory) Get(_ context.Context, key string) (json.RawMessage, bool, error) {
	v, ok := m[key]
	return v, ok, nil
}

func (m memory) List(_ context.Context, prefix string) ([]string, error) {
	keys := slices.Sorted(maps.Keys(m))
	return slices.DeleteFunc(keys, func(k string) bool { return !strings.HasPrefix(k, prefix) }), nil
}

// keeping is a journal that does to the state what its entries say.
type keeping struct {
	journal.Memory
	mu     sync.Mutex
	memory memory
}

func (k *keeping) Append(e journal.Entry) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, change := range e.Answer.Keep {
		if !change.AtEnd {
			k.memory[change.Key] = change.Value
		}
	}
	return k.Memory.Append(e)
}

func (m memory) Some(_ context.Context, keys []string) (map[string]json.RawMessage, error) {
	out := map[string]json.RawMessage{}
	for _, key := range keys {
		if v, ok := m[key]; ok {
			out[key] = v
		}
	}
	return out, nil
}

// Occupy and Vacate: there is one run.
func (m memory) Occupy(context.Context, string, string) (string, error) { return "", nil }
func (m memory) Vacate(context.Context, string, string) error           { return nil }
