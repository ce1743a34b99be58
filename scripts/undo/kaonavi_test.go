package undo_test

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"dandori/bindings"
	"dandori/bindings/basics"
	"dandori/bindings/kaonavi"
	"dandori/bindings/kaonavi/api"
	"dandori/bindings/kaonavi/sandbox"
	"dandori/runtime/compile"
	"dandori/runtime/engine"
	"dandori/runtime/job"
	"dandori/runtime/journal"
	"dandori/runtime/plan"
	"dandori/runtime/quota"
	"dandori/runtime/transport"
	"dandori/runtime/vm"
	"dandori/scripts/undo"
)

// office is a simulated company of Kaonavi v2.0 and the scripts that work on it.
type office struct {
	*testing.T
	box    *sandbox.Sandbox
	module func(dryRun bool) vm.Module
	script *compile.Program // the undo
}

type wire struct{ h http.Handler }

func (w wire) RoundTrip(r *http.Request) (*http.Response, error) {
	in := r.Clone(r.Context())
	if in.Body == nil {
		in.Body = http.NoBody
	}
	in.URL.Path, in.URL.RawPath, in.Host = strings.TrimPrefix(in.URL.Path, "/api"), "", r.URL.Host
	rec := httptest.NewRecorder()
	w.h.ServeHTTP(rec, in)
	return rec.Result(), nil
}

func open(t *testing.T, seed uint64, script *compile.Program) *office {
	o := &office{T: t, script: script, box: sandbox.New(sandbox.Options{Size: 12, Seed: seed, Limits: sandbox.Limits{Off: true}})}
	base, err := url.Parse("https://kaonavi.test/api")
	if err != nil {
		t.Fatal(err)
	}
	cred := api.Credentials{Connection: "kaonavi", BaseURL: base}
	cred.Key, cred.Secret = sandbox.Consumer()
	vault := quota.NewTokens()
	o.module = func(dryRun bool) vm.Module {
		door, err := transport.Open(transport.Config{
			Connection: "kaonavi", Vendor: api.Vendor, BaseURL: base, Base: wire{o.box}, Blank: api.Blank, DryRun: dryRun,
			Token: &transport.TokenConfig{Header: api.TokenHeader, Fetch: cred.Fetch, Vault: vault},
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(door.Close)
		client := api.New(api.Config{Door: door, Connection: "kaonavi", BaseURL: base})
		return vm.Module{Name: "dandori/connections", Exports: []vm.Export{kaonavi.Export(kaonavi.Config{
			Name: "kaonavi", Connection: "kaonavi", Client: client, Poller: job.NewPoller(), DryRun: dryRun, Plan: plan.NewBook(plan.Config{}),
		})}}
	}
	return o
}

// run runs a program in the company, and returns its result and its journal.
func (o *office) run(p *compile.Program, params any, dryRun bool) (engine.Result, []journal.Entry) {
	o.Helper()
	raw, err := json.Marshal(params)
	if err != nil {
		o.Fatal(err)
	}
	log := &journal.Memory{}
	main := bindings.Run{Facts: basics.Facts{ID: "r1"}, Log: func(basics.Line) {}}
	r := engine.Run(o.Context(), engine.Config{Program: p, Params: raw, Journal: log, Modules: []vm.Module{main.Module(), o.module(dryRun)}})
	if r.State != engine.Succeeded {
		o.Fatalf("%+v", r.Failure)
	}
	var entries []journal.Entry
	for e, err := range log.Entries() {
		if err != nil && err != io.EOF {
			o.Fatal(err)
		}
		entries = append(entries, e)
	}
	return r, entries
}

// report is what the undo of a run has done.
type report struct {
	Undone, Back int
	Left         []struct {
		Operation, Reason string
		Keys              []string
	}
}

// undo takes back what the run of a journal has written.
func (o *office) undo(entries []journal.Entry, dryRun bool) (report, []journal.Entry) {
	o.Helper()
	type write struct {
		plan.Write
		Export  string `json:"export"`
		Version string `json:"version"`
		Unkept  bool   `json:"unkept"`
	}
	writes := []write{}
	for _, p := range journal.Plans(entries) {
		w, err := plan.Decode(p.Bytes)
		if err != nil {
			o.Fatal(err)
		}
		if p.Sent {
			writes = append(writes, write{Write: w, Export: "kaonavi"})
		}
	}
	r, made := o.run(o.script, map[string]any{"writes": writes, "texts": reasons()}, dryRun)
	var out report
	if err := json.Unmarshal(r.Value, &out); err != nil {
		o.Fatal(err)
	}
	return out, made
}

func reasons() map[string]string {
	out := map[string]string{}
	for _, r := range []string{"changed", "ambiguous", "password", "secret", "file", "version", "unset", "unkept", "unknown", "records", "cards", "hidden", "back"} {
		out[r] = r
	}
	return out
}

// compiled is the undo script, or one of testdata.
func compiled(t *testing.T, entry string) *compile.Program {
	t.Helper()
	root := t.TempDir()
	if err := os.CopyFS(root, undo.FS); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(root, os.DirFS("testdata")); err != nil {
		t.Fatal(err)
	}
	modules := bindings.Modules(nil)
	for i := range modules {
		if modules[i].Name == "dandori/connections" {
			modules[i].Exports = []string{"kaonavi"}
		}
	}
	p, err := compile.Compile(compile.Config{Root: root, Entry: entry, Modules: modules})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// state is the company by its values: "members/E1001/texts/mail", "sheets/78/E1001/0/891".
func (o *office) state() map[string]string {
	var all map[string]any
	if err := json.Unmarshal(o.box.Snapshot(), &all); err != nil {
		o.Fatal(err)
	}
	out := map[string]string{}
	flatten(out, "", all)
	return out
}

func flatten(out map[string]string, path string, v any) {
	list, is := v.([]any)
	if strings.HasPrefix(path, "permissions/") && is { // their order is no setting
		for _, setting := range list {
			raw, _ := json.Marshal(setting)
			out[path+"/"+string(raw)] = ""
		}
		return
	}
	if strings.HasPrefix(path, "sheets/") && is && len(list) > 0 && reflect.TypeOf(list[0]).Kind() == reflect.Map {
		for i, record := range list {
			flatten(out, fmt.Sprint(path, "/", i), record)
		}
		return
	}
	if m, is := v.(map[string]any); is {
		for key, value := range m {
			flatten(out, strings.TrimPrefix(path+"/"+key, "/"), value)
		}
		return
	}
	raw, _ := json.Marshal(v)
	out[path] = string(raw)
}

// differing are the values in which two states differ.
func differing(x, y map[string]string) []string {
	var out []string
	for _, key := range slices.Sorted(maps.Keys(union(x, y))) {
		if x[key] != y[key] {
			out = append(out, key)
		}
	}
	return out
}

func union(x, y map[string]string) map[string]string {
	all := maps.Clone(x)
	maps.Copy(all, y)
	return all
}

// TestUndoPutsBackWhatNobodyElseHasChanged runs random writes, lets somebody
// else change something, and undoes the run: then everything is as it was
// before, but for what somebody else has changed, which is as they left it.
func TestUndoPutsBackWhatNobodyElseHasChanged(t *testing.T) {
	random, script := compiled(t, "random.ts"), compiled(t, undo.Entry)
	for seed := uint64(1); seed <= 12; seed++ {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { undone(open(t, seed, script), random, seed) })
		})
	}
}

func undone(o *office, random *compile.Program, seed uint64) {
	t := o.T
	before := o.state()
	r, entries := o.run(random, map[string]any{"seed": seed, "steps": 12, "other": false}, false)
	after := o.state()
	o.run(random, map[string]any{"seed": seed + 1000, "steps": 2, "other": true}, false)
	now := o.state()
	theirs := differing(after, now)

	writes := o.box.Counts().Writes
	if _, _ = o.undo(entries, true); o.box.Counts().Writes != writes {
		t.Error("the dry run wrote something")
	}
	done, _ := o.undo(entries, false)
	is := o.state()
	lost, left := map[string]bool{}, map[string]bool{}
	for _, l := range done.Left {
		for _, key := range l.Keys {
			lost[key] = lost[key] || l.Reason == "records" // what goes with a member that is deleted
			left[key] = left[key] || l.Reason != "records"
		}
	}
	touched := map[string]bool{} // by somebody else
	for _, path := range theirs {
		touched[strings.Split(path, "/")[1]], touched[strings.Split(path, "/")[2]] = true, true
		if is[path] != now[path] {
			t.Errorf("%s was changed by somebody else into %s, and is now %s", path, now[path], is[path])
		}
	}
	for key := range left {
		if !touched[key] && !lost[key] {
			t.Errorf("%s was left alone, which nobody else has changed: %+v", key, done.Left)
		}
	}
	for _, path := range differing(before, is) {
		parts := strings.Split(path, "/")
		gone := lost[parts[1]] && parts[2] == "face" || lost[parts[2%len(parts)]]
		if !slices.Contains(theirs, path) && !gone && !left[parts[1]] && !left[parts[2%len(parts)]] {
			t.Errorf("%s\nwas    %s\nbecame %s\nis     %s", path, before[path], after[path], is[path])
		}
	}
	if again, twice := o.undo(entries, false); again.Undone > 0 || journalWrites(twice) > 0 {
		t.Errorf("undone twice: %+v", again)
	}
	t.Logf("seed %d: %s\n%d undone, %d back, left %v; somebody else: %v", seed, r.Value, done.Undone, done.Back, done.Left, theirs)
}

func journalWrites(entries []journal.Entry) int {
	n := 0
	for _, e := range entries {
		if e.Kind == journal.Intent {
			n++
		}
	}
	return n
}
