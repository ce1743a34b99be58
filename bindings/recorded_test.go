package bindings

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dandori/runtime/compile"
	"dandori/runtime/engine"
	"dandori/runtime/journal"
	"dandori/runtime/vm"
	"dandori/runtime/workflow"
)

// record has the runs of this version recorded, in a folder of the name.
var record = flag.String("record", "", "record the examples as those of `VERSION`")

// recorded is a run as a version of dandori left it: all that another version
// needs to go through it again.
type recorded struct {
	Program *compile.Program
	Prelude []byte
	Params  json.RawMessage
	Entries [][]byte // as package journal encodes them
	Result  json.RawMessage
}

// TestRecordedRuns goes through runs that earlier versions have recorded, with
// the network off: what a user has waiting must go on after an upgrade.
func TestRecordedRuns(t *testing.T) {
	files, err := filepath.Glob("testdata/recorded/*/*.json.gz")
	if err != nil {
		t.Fatal(err)
	}
	missing := exampleNames(t)
	for _, file := range files {
		delete(missing, exampleIn(file))
	}
	if len(missing) > 0 {
		t.Errorf("nothing is recorded of %v: go test ./bindings -run TestRecord -record VERSION", slices.Sorted(maps.Keys(missing)))
	}
	for _, file := range files {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			r := readRecorded(t, file)
			root := project(t)
			log := &journal.Memory{}
			for _, b := range r.Entries {
				e, err := journal.Decode(b)
				if err != nil {
					t.Fatal(err)
				}
				_ = log.Append(e)
			}
			entries := log.Len()
			w := exampleOf(t, root, exampleIn(file))
			got, _, _ := ran(t, root, w, engine.Config{Program: r.Program, Prelude: r.Prelude, Params: r.Params, Journal: log}, noNetwork{t})
			if got.State != engine.Succeeded || string(got.Value) != string(r.Result) || log.Len() != entries {
				t.Errorf("%s %s %+v, %d entries more", got.State, got.Value, got.Failure, log.Len()-entries)
			}
		})
	}
}

// exampleIn is the example of which a file is a recorded run.
func exampleIn(file string) string { return strings.TrimSuffix(filepath.Base(file), ".json.gz") }

// TestRecord records the examples, with -record VERSION.
func TestRecord(t *testing.T) {
	if *record == "" {
		t.Skip("only with -record")
	}
	dir := filepath.Join("testdata/recorded", *record)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name := range exampleNames(t) {
		root := project(t)
		w := exampleOf(t, root, name)
		p, _, err := workflow.LoadProject(os.DirFS(root))
		if err != nil {
			t.Fatal(err)
		}
		program, err := compile.Compile(compile.Config{Root: root, Entry: "scripts/" + name + ".ts", Modules: Modules(p.Connections)})
		if err != nil {
			t.Fatal(err)
		}
		params, err := w.Params.Values(workflow.Input{Typed: inputs[name].params})
		if err != nil {
			t.Fatal(err)
		}
		log := &journal.Memory{}
		result, said, _ := ran(t, root, w, engine.Config{Program: program, Params: params, Journal: log}, nil)
		if result.State != engine.Succeeded {
			t.Fatalf("%s: %+v\n%s", name, result.Failure, said)
		}
		r := recorded{Program: program, Prelude: vm.Prelude(), Params: params, Result: result.Value}
		for e := range log.Entries() {
			b, err := journal.Encode(e)
			if err != nil {
				t.Fatal(err)
			}
			r.Entries = append(r.Entries, b)
		}
		writeRecorded(t, filepath.Join(dir, name+".json.gz"), r)
	}
}

func exampleNames(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	files, err := filepath.Glob("../workflows/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		names[strings.TrimSuffix(filepath.Base(file), ".yaml")] = true
	}
	return names
}

func exampleOf(t *testing.T, root, name string) *workflow.Workflow {
	t.Helper()
	p, _, err := workflow.LoadProject(os.DirFS(root))
	if err != nil {
		t.Fatal(err)
	}
	set, err := workflow.Load(os.DirFS(root), p)
	if err != nil {
		t.Fatal(err)
	}
	w, ok := set.Named(name)
	if !ok {
		t.Fatalf("%s is not among %v", name, set.Names())
	}
	return w
}

func readRecorded(t *testing.T, file string) (r recorded) {
	t.Helper()
	packed, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = packed.Close() }()
	plain, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(plain)
	if err == nil {
		err = json.Unmarshal(text, &r)
	}
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func writeRecorded(t *testing.T, file string, r recorded) {
	t.Helper()
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, err = z.Write(text)
	if err == nil {
		err = z.Close()
	}
	if err == nil {
		err = os.WriteFile(file, packed.Bytes(), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}
