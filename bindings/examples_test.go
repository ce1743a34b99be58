package bindings

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dandori/bindings/basics"
	"dandori/runtime/compile"
	"dandori/runtime/engine"
	"dandori/runtime/folder"
	"dandori/runtime/journal"
	"dandori/runtime/vm"
	"dandori/runtime/workflow"
	"dandori/scripts"
	"dandori/workflows"
)

const sandboxConfig = `connections:
  sansan: { kind: sansan, sandbox: true }
  kaonavi-v1: { kind: kaonavi-v1, version: v1.2, sandbox: true }
  kaonavi: { kind: kaonavi, sandbox: true }
`

// inputs are what the examples are run with, beside their defaults.
var inputs = map[string]struct {
	params []string
	files  map[string]string
}{
	"export-cards": {params: []string{"from=2025-10-01"}},
	"import-organization": {
		params: []string{"departments=inbox/departments.csv", "users=inbox/users.csv"},
		files: map[string]string{
			"inbox/departments.csv": "tempId,departmentName,parentDepartmentId\r\nd1,新設本部,\r\nd2,新設課,tempId:d1\r\n",
			"inbox/users.csv":       "tempId,departmentId,userId,userName,email,effectiveDateFrom\r\nu1,tempId:d2,new.user,髙橋 新,new.user@example.com,2099-04-01\r\n",
		},
	},
	"migrate-sheet": {
		params: []string{"file=inbox/contacts.csv"},
		files: map[string]string{
			"inbox/contacts.csv": "社員番号,連絡先氏名,続柄,電話番号\r\nE1001,髙橋 花子,母,090-0000-0001\r\nE1002,山﨑 一,父,\r\nE9999,誰か,父,\r\nE1003,鈴木,いとこ,\r\n",
		},
	},
	"bulk-update-members": {
		params: []string{"file=inbox/members.csv"},
		files:  map[string]string{"inbox/members.csv": "社員番号,制服サイズ,保有スキル,社員証発行日,内線番号\r\nE1001,LL,英語;簿記,2026/4/1,0123\r\nE1002,,,,（消去）\r\n"},
	},
	"update-kaonavi-sheet": {
		params: []string{"file=inbox/skills.csv"},
		files:  map[string]string{"inbox/skills.csv": "member_code,definition_47\r\na0001,TOEIC 990点\r\na0002,\r\n"},
	},
}

// project is a folder with everything that the examples need.
func project(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	write(t, root, "dandori.yaml", sandboxConfig)
	for dir, tree := range map[string]fs.FS{"scripts": scripts.FS, "workflows": workflows.FS} {
		if err := os.CopyFS(filepath.Join(root, dir), tree); err != nil {
			t.Fatal(err)
		}
	}
	for _, in := range inputs {
		for name, text := range in.files {
			write(t, root, name, text)
		}
	}
	return root
}

func write(t *testing.T, root, name, text string) {
	t.Helper()
	path := filepath.Join(root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// noNetwork refuses every request.
type noNetwork struct{ t *testing.T }

func (n noNetwork) RoundTrip(r *http.Request) (*http.Response, error) {
	n.t.Errorf("the replay sent %s %s", r.Method, r.URL.Path)
	return nil, errors.New("the network is off")
}

// once runs an example with a journal and returns its result, its log and the files that it wrote.
func once(t *testing.T, root string, w *workflow.Workflow, log journal.Log, base http.RoundTripper) (engine.Result, []byte, map[string]string) {
	t.Helper()
	p, problems, err := workflow.LoadProject(os.DirFS(root))
	if err != nil || problems.Err() != nil {
		t.Fatal(err, problems)
	}
	params, err := w.Params.Values(workflow.Input{Typed: inputs[w.Name].params})
	if err != nil {
		t.Fatal(err)
	}
	program, err := compile.Compile(compile.Config{Root: root, Entry: "scripts/" + w.Name + ".ts", Modules: Modules(p.Connections)})
	if err != nil {
		t.Fatal(err)
	}
	return ran(t, root, w, engine.Config{Program: program, Params: params, Journal: log}, base)
}

// ran runs the program of c in the project.
func ran(t *testing.T, root string, w *workflow.Workflow, c engine.Config, base http.RoundTripper) (engine.Result, []byte, map[string]string) {
	t.Helper()
	p, _, err := workflow.LoadProject(os.DirFS(root))
	if err != nil {
		t.Fatal(err)
	}
	f, err := folder.Open(folder.Config{Root: root, Read: w.Folders.Readable(), Write: w.Folders.Writable()})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	o, err := Connect(Config{
		Root: root, Connections: p.Connections, Use: Connections(p.Connections, c.Program.Imports), Base: base,
		Lookup: func(string) (string, bool) { return "", false },
	})
	if err != nil {
		o.Close()
		t.Fatal(err)
	}
	defer o.Close()
	var said bytes.Buffer
	run := Run{
		Root:   root,
		Facts:  basics.Facts{ID: "r1", Workflow: w.Name, Attempt: 1, StartedAt: time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)},
		Folder: f,
		Log:    func(l basics.Line) { said.WriteString(l.Message + string(l.Fields) + "\n") },
	}
	c.Modules = []vm.Module{run.Module(), o.Module()}
	result := engine.Run(t.Context(), c)
	return result, said.Bytes(), outputs(t, root)
}

// outputs is what lies below the folder out.
func outputs(t *testing.T, root string) map[string]string {
	t.Helper()
	found := map[string]string{}
	dir := filepath.Join(root, "out")
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) || err == nil && d.IsDir() {
			return nil
		}
		if err == nil {
			var text []byte
			text, err = os.ReadFile(path)
			found[strings.TrimPrefix(path, dir)] = string(text)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestExamplesDoTheSameFromTheirJournals runs every shipped example against the
// simulators, and again from what was recorded, with the network off: it must
// do the same steps and leave the files as they are. (That it writes the same
// bytes again, its steps tell: closing a file names them by their hash.)
func TestExamplesDoTheSameFromTheirJournals(t *testing.T) {
	files, err := fs.Glob(workflows.FS, "*.yaml")
	if err != nil || len(files) != len(exampleNames(t)) {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			root := project(t)
			w := exampleOf(t, root, file[:len(file)-len(".yaml")])
			log := &journal.Memory{}
			first, said, wrote := once(t, root, w, log, nil)
			if first.State != engine.Succeeded {
				t.Fatalf("%+v\n%s", first.Failure, said)
			}
			asked := log.Len()
			again, saidAgain, wroteAgain := once(t, root, w, log, noNetwork{t})
			if again.State != engine.Succeeded || string(again.Value) != string(first.Value) {
				t.Fatalf("first %s, then %s %+v", first.Value, again.Value, again.Failure)
			}
			if !bytes.Equal(said, saidAgain) {
				t.Errorf("first it said\n%sthen\n%s", said, saidAgain)
			}
			if log.Len() != asked {
				t.Errorf("the replay asked for %d more", log.Len()-asked)
			}
			if !maps.Equal(wrote, wroteAgain) {
				t.Errorf("the replay changed the files: %d, then %d", len(wrote), len(wroteAgain))
			}
			t.Logf("%s; %d entries; wrote %d files; %s", first.Value, asked, len(wrote), said)
		})
	}
}
