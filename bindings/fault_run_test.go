package bindings

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"dandori/bindings/basics"
	"dandori/bindings/bindingtest"
	kaonavisandbox "dandori/bindings/kaonavi/sandbox"
	"dandori/runtime/call"
	"dandori/runtime/compile"
	"dandori/runtime/engine"
	"dandori/runtime/folder"
	"dandori/runtime/say"
	"dandori/runtime/transport"
	"dandori/runtime/vm"
	"dandori/runtime/workflow"
	"dandori/workflows"
)

// TestDryRunsOfTheExamples runs every shipped example with --dry-run: it goes
// through, the vendors' state and the project stay as they are, and what would
// have been written lies in the run's own folder.
func TestDryRunsOfTheExamples(t *testing.T) {
	files, err := fs.Glob(workflows.FS, "*.yaml")
	if err != nil || len(files) < 5 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(file, ".yaml")
		t.Run(name, func(t *testing.T) {
			root := project(t)
			w, program := example(t, root, name)
			params, err := w.Params.Values(workflow.Input{Typed: inputs[name].params})
			if err != nil {
				t.Fatal(err)
			}
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(time.Until(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))) // the examples ask about 2025
				vendors, base := wire(t, "")
				before := vendors.snapshot()
				f, err := folder.Open(folder.Config{Root: root, Read: w.Folders.Readable(), Write: w.Folders.Writable(), DryRun: "r1"})
				if err != nil {
					t.Fatal(err)
				}
				defer func() { _ = f.Close() }()
				o := connect(t, base, options{dryRun: true})
				main := Run{Root: root, Facts: basics.Facts{ID: "r1", Workflow: name, DryRun: true}, Folder: f, Log: func(basics.Line) {}}
				result := engine.Run(t.Context(), engine.Config{Program: program, Params: params, Modules: []vm.Module{main.Module(), o.Module()}})
				if result.State != engine.Succeeded {
					t.Fatalf("%+v", result.Failure)
				}
				if !bytes.Equal(before, vendors.snapshot()) || vendors.arrived("POST /v1.2/sheet/*/data/*")+vendors.arrived("POST /v2.3/organization/jobs") > 0 {
					t.Errorf("it wrote: %v", vendors.seen)
				}
				if _, err := os.Stat(filepath.Join(root, "out")); err == nil {
					t.Error("the project has a folder out")
				}
				kept, _ := os.ReadDir(filepath.Join(root, ".dandori", "dry-run", "r1", "out"))
				if writes := w.Folders.Write != nil; writes != (len(kept) > 0) {
					t.Errorf("%d files were kept", len(kept))
				}
			})
		})
	}
}

func example(t *testing.T, root, name string) (*workflow.Workflow, *compile.Program) {
	t.Helper()
	p, problems, err := workflow.LoadProject(os.DirFS(root))
	if err != nil || problems.Err() != nil {
		t.Fatal(err, problems)
	}
	set, err := workflow.Load(os.DirFS(root), p)
	if err != nil {
		t.Fatal(err)
	}
	w, ok := set.Named(name)
	if !ok {
		t.Fatalf("%s is not among %v", name, set.Names())
	}
	program, err := compile.Compile(compile.Config{Root: root, Entry: "scripts/" + name + ".ts", Modules: Modules(p.Connections)})
	if err != nil {
		t.Fatal(err)
	}
	return w, program
}

// TestABodyThatThrowsEndsTheWalk sees to it that nothing more is asked for
// once the body of a for await has thrown, that the error is the body's, and
// that no file appears.
func TestABodyThatThrowsEndsTheWalk(t *testing.T) {
	const walk = `sansan.bizCards.list({ range: "all", updatedFrom: "1990-01-01", limit: 2 })`
	for name, body := range map[string]string{
		"for await": `for await (const card of ` + walk + `) { await out.write(card); throw new RangeError("途中") }`,
		"break":     `for await (const card of ` + walk + `) { await out.write(card); break } throw new RangeError("途中")`,
		"pages":     `for await (const page of ` + walk + `.pages()) { await out.write(page[0]); throw new RangeError("途中") }`,
		"forEach":   `await ` + walk + `.forEach(() => { throw new RangeError("途中") })`,
		"map":       `for await (const n of ` + walk + `.map(() => { throw new RangeError("途中") })) await out.write({})`,
	} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			write(t, root, "a.ts", `import { csv } from "dandori"; import { sansan } from "dandori/connections";
const out = csv.writer("out/half.csv", { columns: ["id"] });
`+body)
			p, problems := workflow.ParseProject([]byte(sandboxConfig))
			if err := problems.Err(); err != nil {
				t.Fatal(err)
			}
			program, err := compile.Compile(compile.Config{Root: root, Entry: "a.ts", Modules: Modules(p.Connections)})
			if err != nil {
				t.Fatal(err)
			}
			synctest.Test(t, func(t *testing.T) {
				vendors, base := wire(t, "")
				f, err := folder.Open(folder.Config{Root: root, Write: []string{"out"}})
				if err != nil {
					t.Fatal(err)
				}
				defer func() { _ = f.Close() }()
				o := connect(t, base, options{})
				main := Run{Root: root, Facts: basics.Facts{ID: "r1", Workflow: "a"}, Folder: f, Log: func(basics.Line) {}}
				result := engine.Run(t.Context(), engine.Config{Program: program, Modules: []vm.Module{main.Module(), o.Module()}})
				if e := result.Failure; e == nil || e.Name != "RangeError" || e.Message.En != "途中" || e.Line != 3 {
					t.Fatalf("%+v", e)
				}
				time.Sleep(time.Hour) // the bubble's: whatever was under way comes to its end
				if n := vendors.arrived("GET /v2.3/bizCards"); n < 1 || n > 2 {
					t.Errorf("%d pages of 6 were asked for", n)
				}
				if left, _ := os.ReadDir(filepath.Join(root, "out")); len(left) > 0 {
					t.Errorf("%v is left", left)
				}
			})
		})
	}
}

// TestATokenThatDies is asked for again, once, and the request sent again with it.
func TestATokenThatDies(t *testing.T) {
	for name, f := range map[string]faulty{
		"read": readings[3], "once": sentOnce[0], "repeatable": repeatables[1],
		"read of v2": readings[6], "once of v2": sentOnce[4], "repeatable of v2": repeatables[2], "directly of v2": sentOnce[9],
	} {
		t.Run(name, func(t *testing.T) {
			f.under(t, "1", "token-dies", func(r faultRun) {
				if !r.is("") || r.requests != 2 {
					r.wrong("want it done after 2 requests")
				}
			})
			f.under(t, "*", "token-dies", func(r faultRun) {
				if !r.is(call.VendorError) || r.requests > 3 || r.changed {
					r.wrong("want a VendorError")
				}
			})
		})
	}
}

// canaries are what must not stand in dandori's own words: secrets, and values of records.
func canaries() []string {
	_, newSecret := kaonavisandbox.Consumer()
	return []string{kaonaviSecret, newSecret, "sandbox0admin0key0of0sansan00001", "山田 秘密", "secret.person@example.com", "090-9999-0000"}
}

// TestNothingSecretIsSaid searches the log lines, notices and errors of every
// fault for the keys and for what the script sent.
func TestNothingSecretIsSaid(t *testing.T) {
	bodies := []faulty{
		{`await kaonaviV1.members.add([{ member_code: "X0001", member_name: "山田 秘密", definition_46: "090-9999-0000" }]);`, "*", "", ""},
		{`await kaonaviV1.members.update([{ member_code: "none", member_name: "山田 秘密" }]);`, "*", "", ""},
		{`await kaonaviV1.users.add([{ email: "secret.person@example.com", password: "090-9999-0000", name: "山田 秘密" }]);`, "*", "", ""},
		{`await kaonavi.members.create([{ code: "X0001", name: "山田 秘密", mail: "secret.person@example.com", fields: { "備考": "090-9999-0000" } }]);`, "*", "", ""},
		{`await kaonavi.members.update([{ code: "none", name: "山田 秘密", fields: { "制服サイズ": "M", "備考": "090-9999-0000" } }]);`, "*", "", ""},
		{`await kaonavi.sheet("緊急連絡先").update([{ code: "E1001", fields: { "連絡先氏名": "山田 秘密", "電話番号": "090-9999-0000" } }]);`, "*", "", ""},
		{`await kaonavi.users.create({ email: "secret.person@example.com", password: "090-9999-0000", role: { id: 1 } });`, "*", "", ""},
		{`await kaonavi.users.update(2, { email: "secret.person@example.com", password: "090-9999-0000" });`, "*", "", ""},
		{`await kaonavi.webhooks.create({ url: "https://hooks.example.com/x", events: ["member_created"], secret_token: "090-9999-0000" });`, "*", "", ""},
		{`await sansan.bizCards.search({ range: "all", name: "山田 秘密", email: "secret.person@example.com", tel: "090-9999-0000" }).toArray();`, "*", "", ""},
		{`await sansan.organization.import({ users: [{ tempId: "u1", userName: "山田 秘密", userId: "x", email: "secret.person@example.com", departmentId: "0000000001", effectiveDateFrom: "2099-01-01" }] });`, "*", "", ""},
		{`await sansan.organization.import({ users: [{ tempId: "u1", userName: "山田 秘密".repeat(20), email: "secret.person@example.com".repeat(9) }] });`, "*", "", ""},
	}
	for _, f := range bodies {
		for _, fault := range append([]string{"token-dies"}, allFaults...) {
			for _, when := range []string{"2", "*/2"} {
				t.Run(when+"="+fault, func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) { quiet(t, f.body, "*:"+when+"="+fault) })
				})
			}
		}
	}
}

// quiet runs body under the faults and looks for the canaries in all that is said.
func quiet(t *testing.T, body, faults string) {
	t.Helper()
	_, base := wire(t, faults)
	var mu sync.Mutex
	var said bytes.Buffer
	note := func(v any) {
		mu.Lock()
		defer mu.Unlock()
		_ = json.NewEncoder(&said).Encode(v)
	}
	o := connect(t, base, options{
		log: func(e transport.Entry) {
			note(e)
			if e.Err != nil {
				note(say.In(e.Err, say.Japanese) + e.Err.Error())
			}
		},
		notice: func(text say.Text) { note(text) },
	})
	_, ended := bindingtest.Run(t, bindingtest.Script{Body: body, Modules: []vm.Module{o.Module()}})
	if ended != nil {
		note(ended.Message)
		note(ended.Stack)
		if e, ok := ended.Err.(*call.Error); ok {
			note(e)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	for _, c := range canaries() {
		if strings.Contains(said.String(), c) {
			t.Errorf("%s is said:\n%s\nby %s", c, said.String(), body)
		}
	}
}
