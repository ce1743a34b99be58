package workflow

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

var scripts = fstest.MapFS{
	"scripts/a.ts":                 {Data: []byte("1")},
	"scripts/sync-organization.ts": {Data: []byte("1")},
	"inbox/a.csv":                  {Data: []byte("1")},
}

// files is scripts with one file of workflows.
func files(text string) fstest.MapFS {
	out := fstest.MapFS{"workflows/a.yaml": {Data: []byte(text)}}
	for name, f := range scripts {
		out[name] = f
	}
	return out
}

const wholeWorkflow = `name: sync-organization
description: カオナビの所属とメンバーを Sansan の部署とユーザーに反映する
script: ../scripts/sync-organization.ts
on:
  schedule: "0 6 * * 1-5"
  files: { match: "inbox/*.csv", done: inbox/done, failed: inbox/failed }
params:
  from: { type: date, description: この日以降, default: 2025-01-01 }
  mode: { enum: [all, some], default: all }
  size: { type: number, enum: [1, 2.5] }
  dry: { type: boolean }
  list: { type: file }
  code: { pattern: "[A-Z]\\d+" }
connections: [kaonavi, sansan]
folders: { read: [inbox, master/], write: [out] }
guard: { remove: 10, change: 30% }
preimage: false
timeout: 6h
overlap: queue
lock: organization
catchup: 24h
reload: auto
retry: { attempts: 3, delay: 1m, backoff: 2 }
notify: { on: [failed, in_doubt, approval], to: [ops] }
`

func TestEveryKeyOfAWorkflowIsRead(t *testing.T) {
	project, _ := ParseProject([]byte(wholeConfig))
	set, err := Load(files(wholeWorkflow), project)
	if err != nil || len(set) != 1 {
		t.Fatalf("got %v, %v", set, err)
	}
	w := set[0]
	if w.Broken() {
		t.Fatalf("broken:\n%s", told(w.Problems))
	}
	if w.Name != "sync-organization" || w.Script != "scripts/sync-organization.ts" || time.Duration(w.Timeout) != 6*time.Hour {
		t.Errorf("got %+v", w)
	}
	if got := strings.Join(w.Grants(), " "); got != "kaonavi sansan" {
		t.Errorf("connections: %s", got)
	}
	if got := strings.Join(w.Folders.Readable(), " ") + "|" + strings.Join(w.Folders.Writable(), " "); got != "inbox master|out" {
		t.Errorf("folders: %s", got)
	}
	if *w.Guard.Remove != 10 || w.Changeable() != 30 || w.Retry.Backoff != 2 || w.On.Files[0].Done != "inbox/done" || w.On.Schedule[0] != "0 6 * * 1-5" {
		t.Errorf("got %+v", w)
	}
	if w.Lane() != "lock:organization" || strings.Join(w.Notify.Channels(), " ") != "ops" || strings.Join(w.Notify.Occasions(), " ") != "failed in_doubt approval" {
		t.Errorf("got %+v", w)
	}
	if got, want := told(w.Problems), ""; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestDefaultsOfAWorkflow(t *testing.T) {
	set := Parse("workflows/a.yaml", []byte("script: ../scripts/a.ts\nfolders: { write: [] }\nconnections: []"), scripts)
	w := set[0]
	if w.Name != "a" || w.Broken() || w.Grants() == nil || len(w.Grants()) != 0 {
		t.Errorf("got %+v", w)
	}
	if strings.Join(w.Folders.Readable(), " ") != "inbox out" || len(w.Folders.Writable()) != 0 {
		t.Errorf("folders: %v %v", w.Folders.Readable(), w.Folders.Writable())
	}
	if w := Parse("workflows/a.yaml", []byte("script: ../scripts/a.ts"), scripts)[0]; w.Grants() != nil || strings.Join(w.Folders.Writable(), "") != "out" {
		t.Errorf("got %+v", w)
	}
}

// someScript is what a workflow needs at least.
const someScript = "script: ../scripts/a.ts\n"

var wrongWorkflows = []struct{ name, text, want string }{
	{"unknown key", someScript + "decription: x", `2:1 unknown key "decription" (did you mean "description"?)`},
	{"no script", "name: x", `1:1 workflow "x" has no script (add script: ../scripts/x.ts)`},
	{"script not there", "script: ../scripts/elsewhere.ts", "1:9 there is no script scripts/elsewhere.ts (a path relative to this file)"},
	{"script nearly there", "script: ../scripts/sync-organisation.ts", `1:9 there is no script scripts/sync-organisation.ts (did you mean "sync-organization.ts"?)`},
	{"script's folder", "script: scripts/a.ts", "1:9 there is no script workflows/scripts/a.ts (there is no folder workflows/scripts either)"},
	{"script outside", "script: ../../a.ts", `1:9 script "../../a.ts" leaves the project (a path relative to this file, as ../scripts/a.ts)`},
	{"name", someScript + "name: a/b", `1:1 "a/b" cannot name a workflow (use letters, digits, -, _ and .)`},
	{"type", someScript + "params: { a: { type: text } }", `2:22 unknown value "text" (known here: string, number, boolean, date, file)`},
	{"default of another type", someScript + "params: { a: { type: number, default: x } }", `2:39 parameter a: expected a number such as 12 or 0.5, not "x"`},
	{"string that is a number", someScript + "params: { a: { default: 0012 } }", `2:25 parameter a: expected a text, not "0012"`},
	{"no such day", someScript + "params: { a: { type: date, default: 2025-02-30 } }", `2:37 parameter a: expected a date such as 2025-01-31, not "2025-02-30"`},
	{"default not among the choices", someScript + "params: { a: { enum: [x], default: y } }", `2:36 parameter a: "y" is not one of "x"`},
	{"required with default", someScript + "params: { a: { required: true, default: y } }", `2:11 parameter "a" is required and has a default: it can be one of both`},
	{"pattern", someScript + "params: { a: { pattern: '(' } }", "2:25 \"(\" is not a regular expression: error parsing regexp: missing closing ): `(`"},
	{"param's name", someScript + "params: { 1a: {} }", `2:11 "1a" cannot name a parameter (use letters, digits and _)`},
	{"connection", someScript + "connections: [sansn]", `2:15 dandori.yaml has no connection "sansn" (did you mean "sansan"?)`},
	{"folder outside", someScript + "folders: { read: [../x] }", `2:19 "../x" leaves the project (write a path relative to the folder of dandori.yaml)`},
	{"folder of ours", someScript + "folders: { read: [.dandori/x] }", `2:19 no workflow may use .dandori`},
	{"scripts written", someScript + "folders: { write: scripts }", `2:19 no workflow may write scripts`},
	{"guard", someScript + "guard: { remove: -1 }", `2:18 -1 is less than 0`},
	{"timeout", someScript + "timeout: 6", `2:10 "6" is not a duration (write it as 90s, 1h30m or 7d)`},
	{"overlap", someScript + "overlap: both", `2:10 unknown value "both" (known here: queue, skip, parallel)`},
	{"schedule beside on", someScript + "schedul: \"0 6 * * *\"", `2:1 unknown key "schedul" (write it below on:, as on: { schedule: … })`},
	{"Windows' folders in quotes", someScript + "on: { files: \"inbox\\*.csv\" }", `2:1 this is not YAML: found unknown escape character (write / between folders, on Windows too: within " " a \ begins an escape)`},
	{"full-width", someScript + "on: { schedule: \"＠businessday ０６:００\" }", `2:17 "＠businessday ０６:００" has full-width characters (write it in half-width ones: "@businessday 06:00")`},
	{"four fields", someScript + "on: { schedule: \"0 6 * *\" }", `2:17 a schedule has five fields (minute hour day month weekday), not 4 (as "0 6 * * 1-5": 6:00 from Monday to Friday)`},
	{"hour", someScript + "on: { schedule: \"0 24 * * mon\" }", `2:17 hour: "24" does not fit into 0-23`},
	{"business day", someScript + "on: { schedule: \"@businessday 6:00\" }", `2:17 "@businessday 6:00" is not a schedule (write five fields, as "0 6 * * 1-5", or "@businessday 06:00")`},
	{"trigger", someScript + "on: { files: { done: x } }", `2:14 this trigger has no match (add match: inbox/*.csv)`},
	{"glob", someScript + "on: { files: 'inbox/[' }", `2:14 "inbox/[" is not a pattern of files (write it as inbox/*.csv)`},
	{"retry", someScript + "retry: { backoff: 0.5 }", `2:19 expected a number from 1 to 1000, not "0.5"`},
	{"notify", someScript + "notify: { on: fail }", `2:15 unknown value "fail" (did you mean "failed"?)`},
	{"empty", "# nothing\n", "0:1 the file holds no workflow"},
	{"a word", "hello", "1:1 expected keys and values, not \"hello\"\n1:1 workflow \"a\" has no script (add script: ../scripts/a.ts)"},
}

func TestWhatIsWrongInAWorkflowIsNamedWithItsPlace(t *testing.T) {
	for _, c := range wrongWorkflows {
		t.Run(c.name, func(t *testing.T) {
			project, _ := ParseProject([]byte("connections: { sansan: { kind: sansan, sandbox: true } }"))
			set, err := Load(files(c.text), project)
			if err != nil || len(set) != 1 {
				t.Fatalf("got %v, %v", set, err)
			}
			if got := told(set[0].Problems.Errors()); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestSchedulesThatFit(t *testing.T) {
	for _, s := range []string{"0 6 * * 1-5", "*/15 8-18 1,15 jan-mar MON-FRI", "0 0 31 12 7", "@businessday 23:59"} {
		w := Parse("workflows/a.yaml", []byte("script: ../scripts/a.ts\non: { schedule: \""+s+"\" }"), scripts)[0]
		if w.Broken() || w.On.Schedule[0] != Schedule(s) {
			t.Errorf("%s: %s", s, told(w.Problems))
		}
	}
}

func TestABrokenFileHidesNoOther(t *testing.T) {
	all := files("name: good\nscript: ../scripts/a.ts\n---\nname: bad\n---\n")
	all["workflows/b.yaml"] = &fstest.MapFile{Data: []byte("script: ../scripts/a.ts\n---\nx: [\n")}
	all["workflows/c.yml"] = &fstest.MapFile{Data: []byte("name: good\nscript: ../scripts/a.ts\n")}
	all["workflows/notes.txt"] = &fstest.MapFile{Data: []byte("not ours")}
	set, err := Load(all, nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, w := range set {
		got = append(got, w.File+" "+w.Name+map[bool]string{true: " broken"}[w.Broken()])
	}
	want := "workflows/a.yaml good|workflows/a.yaml bad broken|workflows/b.yaml b|workflows/b.yaml b broken|workflows/c.yml good broken"
	if strings.Join(got, "|") != want {
		t.Errorf("got %s", strings.Join(got, "|"))
	}
	if w, ok := set.Named("good"); !ok || w.File != "workflows/a.yaml" {
		t.Errorf("named: %+v", w)
	}
	if got := told(set[4].Problems); !strings.Contains(got, `the name "good" is taken by workflows/a.yaml, line 1`) {
		t.Errorf("twice: %s", got)
	}
	if got := strings.Join(set.Names(), " "); got != "b bad good" {
		t.Errorf("names: %s", got)
	}
}

func TestDurations(t *testing.T) {
	for s, want := range map[string]time.Duration{"90s": 90 * time.Second, "1h30m": 90 * time.Minute, "7d": 7 * 24 * time.Hour, "1.5d": 36 * time.Hour, "250ms": 250 * time.Millisecond} {
		if got, err := ParseDuration(s); err != nil || got != want {
			t.Errorf("%s = %v, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "5", "-5s", "1y", "1h 30m", "99999999999d", "s"} {
		if d, err := ParseDuration(s); err == nil {
			t.Errorf("%q = %v", s, d)
		}
	}
}

func TestNearest(t *testing.T) {
	names := []string{"export-cards", "tag-report", "a"}
	for word, want := range map[string]string{"export-card": "export-cards", "Export-Cards": "export-cards", "tagreport": "tag-report", "nothing": "", "b": "a"} {
		if got := Nearest(word, names); got != want {
			t.Errorf("%s is near %q, want %q", word, got, want)
		}
	}
}

func FuzzParseWorkflow(f *testing.F) {
	f.Add(wholeWorkflow)
	f.Add("script: a\n---\nparams: {a: {enum: [[1], {}, null], default: {}}}\non: {files: [a, {match: [b]}]}")
	f.Fuzz(func(t *testing.T, text string) {
		for _, w := range Parse("workflows/a.yaml", []byte(text), scripts) {
			placed(t, text, w.Problems)
			if w.Name == "" || w.File == "" {
				t.Fatalf("a workflow without a name: %+v", w)
			}
			if w.Broken() {
				continue
			}
			if w.Script == "" {
				t.Fatal("a working workflow without a script")
			}
			_, _ = w.Params.Values(Input{})
			_, _, _ = w.Lane(), w.Notify.Occasions(), w.Notify.Channels()
		}
		if set := Parse("workflows/a.yaml", []byte(text), scripts); len(set) < 100 {
			set.Together()
		}
	})
}
