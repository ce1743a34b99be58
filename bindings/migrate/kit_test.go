package migrate_test

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dandori/bindings/basics"
	"dandori/bindings/csv"
	"dandori/bindings/migrate"
	"dandori/bindings/output"
	"dandori/bindings/state"
	"dandori/runtime/call"
	"dandori/runtime/compile"
	"dandori/runtime/engine"
	"dandori/runtime/folder"
	"dandori/runtime/journal"
	"dandori/runtime/say"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// office is what outlives the processes of runs: the project, the workflow's
// state, and the vendor.
type office struct {
	testing.TB
	root string
	lang say.Lang
	dry  bool

	mu      sync.Mutex
	state   map[string]json.RawMessage
	target  map[string]string // the vendor's records
	applied map[string]int    // how often the vendor wrote each
	busy    map[string]string // migrations that a run is at work on
	warned  []string
	down    bool // get answers with an error
	ticks   int64
	total   int64
}

func newOffice(t testing.TB) *office {
	t.Helper()
	return &office{TB: t, root: t.TempDir(), state: map[string]json.RawMessage{}, target: map[string]string{}, applied: map[string]int{}, busy: map[string]string{}}
}

// Some implements migrate.Store.
func (o *office) Some(_ context.Context, keys []string) (map[string]json.RawMessage, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	out := map[string]json.RawMessage{}
	for _, key := range keys {
		if v, ok := o.state[key]; ok {
			out[key] = v
		}
	}
	return out, nil
}

// Get implements state.Store.
func (o *office) Get(_ context.Context, key string) (json.RawMessage, bool, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	v, ok := o.state[key]
	return v, ok, nil
}

// Occupy implements migrate.Store.
func (o *office) Occupy(_ context.Context, what, run string) (string, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if by := o.busy[what]; by != "" && by != run {
		return by, nil
	}
	o.busy[what] = run
	return "", nil
}

// Vacate implements migrate.Store.
func (o *office) Vacate(_ context.Context, what, run string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.busy[what] == run {
		delete(o.busy, what)
	}
	return nil
}

// List implements state.Store.
func (o *office) List(_ context.Context, prefix string) ([]string, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	var out []string
	for _, key := range slices.Sorted(maps.Keys(o.state)) {
		if strings.HasPrefix(key, prefix) {
			out = append(out, key)
		}
	}
	return out, nil
}

// Tick and Set implement basics.Bar.
func (o *office) Tick(n int64) { o.ticks += n }
func (o *office) Set(n int64)  { o.ticks = n }

// ledger is a journal that keeps the state in the same transaction as the
// outcomes, and whose process dies when it wants to enter one line too many.
type ledger struct {
	*journal.Memory
	o    *office
	left int // -1: it lives
}

var errKilled = errors.New("the process was killed")

func (l *ledger) Append(e journal.Entry) error {
	l.o.mu.Lock()
	defer l.o.mu.Unlock()
	if l.left == 0 {
		return errKilled
	}
	l.left--
	if err := l.Memory.Append(e); err != nil {
		return err
	}
	if e.Kind == journal.Outcome && e.Err == nil {
		for _, k := range e.Answer.Keep {
			l.o.state[k.Key] = k.Value
		}
	}
	return nil
}

// send has the vendor write a record, as the transport would: with an intent and a result.
func (o *office) send(ctx context.Context, codes, values []string) (call.Answer, error) {
	w := call.ScribeFrom(ctx)
	r := call.Request{Connection: "c", Vendor: "v", Operation: call.Operation{Name: "put", Effect: call.Once}}
	k, prior := w.Begin(r)
	if prior != nil && prior.Answer != nil {
		return vm.JSONAnswer(len(codes))
	}
	if prior != nil && o.has(codes) { // it left, and can be read back
		return vm.JSONAnswer(len(codes))
	}
	try := 1
	if prior != nil {
		try = prior.Doubt.Try + 1
	}
	if err := w.Intend(ctx, call.Intent{K: k, Try: try, Request: r, Body: []byte(strings.Join(codes, " "))}); err != nil {
		return call.Answer{}, err
	}
	o.mu.Lock()
	for i, code := range codes {
		o.applied[code]++
		o.target[code] = values[i]
	}
	o.mu.Unlock()
	if err := w.Settle(call.Result{K: k, Try: try, Fate: call.Done}); err != nil {
		return call.Answer{}, call.Doubt(r, err)
	}
	return vm.JSONAnswer(len(codes))
}

func (o *office) has(codes []string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.applied[codes[0]] > 0
}

// vendor is what scripts of this office call: put([{ code, value }]) and get(code).
func (o *office) vendor() []vm.Export {
	return []vm.Export{
		{Name: "put", Value: func(r *vm.Runtime) goja.Value {
			return r.Func("put", func(a *vm.Args) goja.Value {
				var codes, values []string
				for _, raw := range a.Rows(0, "rows") {
					var row struct{ Code, Value string }
					if err := json.Unmarshal(raw, &row); err != nil {
						o.Error(err)
					}
					codes, values = append(codes, row.Code), append(values, row.Value)
				}
				for _, v := range values {
					if strings.HasPrefix(v, "bad") {
						err := call.New(call.VendorError, "member %s has a value that is not among the choices", codes[0])
						err.Status = 400
						return r.Ask(call.Call{Kind: "put", Args: a.JSON(0, "rows"), Effect: call.Once}, func(context.Context) (call.Answer, error) { return call.Answer{}, err }, nil)
					}
				}
				c := call.Call{Kind: "put", Args: a.JSON(0, "rows"), Effect: call.Once}
				return r.AskWrite(c, func(ctx context.Context) (call.Answer, error) { return o.send(ctx, codes, values) }, nil, r.FromJSON)
			})
		}},
		{Name: "get", Value: func(r *vm.Runtime) goja.Value {
			return r.Func("get", func(a *vm.Args) goja.Value {
				code := a.String(0, "code")
				return r.Ask(call.Call{Kind: "get", Target: code, Effect: call.Read}, func(context.Context) (call.Answer, error) {
					o.mu.Lock()
					defer o.mu.Unlock()
					if o.down {
						return call.Answer{}, call.New(call.ConnectionError, "no answer from the vendor")
					}
					v, ok := o.target[code]
					if !ok {
						return vm.JSONAnswer(nil)
					}
					return vm.JSONAnswer(map[string]string{"code": code, "value": v, "extra": "x"})
				}, r.FromJSON)
			})
		}},
	}
}

// gone is what the store does for a run on which nobody works any more.
func (o *office) gone(run string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	maps.DeleteFunc(o.busy, func(_, by string) bool { return by == run })
}

var origin = migrate.Origin{
	Person: func() string { return "sato" }, Script: "scripts/m.ts", Version: "v7", Program: "sha256-abc", Dandori: "test",
	Params:      map[string]json.RawMessage{"file": []byte(`"inbox/m.csv"`), "rows": []byte(`1000000`)},
	Connections: []migrate.Connection{{Name: "kaonavi", Kind: "kaonavi", Sandbox: true}},
}

// run is one process that works on the run id with the journal log, which dies
// after so many lines; -1: it lives.
func (o *office) run(id, body string, log *journal.Memory, lines int) engine.Result {
	o.Helper()
	if err := os.MkdirAll(filepath.Join(o.root, "inbox"), 0o755); err != nil {
		o.Fatal(err)
	}
	c := folder.Config{Root: o.root, Read: []string{"inbox", "out"}, Write: []string{"out"}}
	if o.dry {
		c.DryRun = id
	}
	f, err := folder.Open(c)
	if err != nil {
		o.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	facts := basics.Facts{ID: id, Workflow: "move", Attempt: 1, DryRun: o.dry, StartedAt: time.Unix(0, 0)}
	approvals := &basics.Approvals{}
	main := append(basics.Errors(),
		basics.Approve(func(context.Context, basics.Question) (basics.Decision, bool, error) {
			return basics.Decision{By: "suzuki", At: time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC), Approved: true}, true, nil
		}, false, nil, approvals),
		csv.Export(output.Config{Folder: f}), state.Export(o, o.dry),
		migrate.Export(migrate.Config{
			Facts: facts, Store: o, Folder: f, Origin: origin, Approvals: approvals, Warn: func(s say.Text) { o.warned = append(o.warned, s.En) },
			Progress: func(_ string, total int64) basics.Bar { o.ticks, o.total = 0, total; return o },
		}))
	main = append(main, o.vendor()...)
	var names []string
	for _, e := range main {
		names = append(names, e.Name+" = open('d', '"+e.Name+"')")
	}
	code := "(async function (open) { 'use strict'; const " + strings.Join(names, ", ") + ";\nreturn { default: async () => {\n" + body + "\n} } })"
	defer o.gone(id)
	return engine.Run(o.Context(), engine.Config{
		Program: &compile.Program{Name: "m.js", Code: []byte(code)}, Modules: []vm.Module{{Name: "d", Exports: main}},
		Journal: &ledger{log, o, lines}, Lang: o.lang,
	})
}

// want runs body to its end and compares what it returns.
func (o *office) want(id, body, want string) {
	o.Helper()
	got := o.run(id, body, &journal.Memory{}, -1)
	if got.State != engine.Succeeded || string(got.Value) != want {
		o.Fatalf("%s %+v\ngot  %s\nwant %s", got.State, got.Failure, got.Value, want)
	}
}

// file is what lies at name.
func (o *office) file(name string) string {
	o.Helper()
	text, err := os.ReadFile(filepath.Join(o.root, filepath.FromSlash(name)))
	if err != nil {
		o.Fatal(err)
	}
	return string(text)
}

func (o *office) put(name, text string) {
	o.Helper()
	path := filepath.Join(o.root, filepath.FromSlash(name))
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o600)); err != nil {
		o.Fatal(err)
	}
}
