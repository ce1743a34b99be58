package workflow

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/bmatcuk/doublestar/v4"
)

func TestWhatTriggersMean(t *testing.T) {
	const s = "script: ../scripts/a.ts\n"
	for _, c := range []struct{ name, text, want string }{
		{"good", s + `on: { files: ["inbox/*.csv", { match: "inbox/{a,b}/**/*.{xlsx,csv}", done: inbox/done, failed: inbox/failed }] }`,
			"~2:39 there is no folder inbox/a (make it: files that are put there later start runs)\n~2:39 there is no folder inbox/b (make it: files that are put there later start runs)"},
		{"dots that mean nothing", s + `on: { files: ./inbox//*.csv }`, ""},
		{"Windows", s + `on: { files: 'inbox\*.csv' }`, `2:14 inbox\*.csv has \ between its folders (write / on Windows too: inbox/*.csv)`},
		{"Windows, deeper", s + `on: { files: 'inbox/new\a.csv' }`, `2:14 inbox/new\a.csv has \ between its folders (write / on Windows too: inbox/new/a.csv)`},
		{"a literal [", s + `on: { files: 'inbox/\[a\].csv' }`, ""},
		{"absolute", s + `on: { files: /inbox/*.csv }`, `2:14 "/inbox/*.csv" leaves the project (write a path relative to the folder of dandori.yaml)`},
		{"drive", s + `on: { files: "C:/inbox/*.csv" }`, `2:14 "C:/inbox/*.csv" leaves the project (write a path relative to the folder of dandori.yaml)`},
		{"a folder with /", s + `on: { files: inbox/ }`, `2:14 no file's name is written as "inbox/" (write inbox/* for the files in it)`},
		{"a folder", s + `on: { files: inbox }`, `~2:14 inbox is a folder: only files start runs (write inbox/* for the files in it)`},
		{"hidden", s + `on: { files: "inbox/.*.csv" }`, `2:14 ".*.csv" is hidden: such files never start a run`},
		{"Excel's own", s + `on: { files: "inbox/~$*.xlsx" }`, `2:14 "~$*.xlsx" is the name of a temporary file: such files never start a run`},
		{"under way", s + `on: { files: "inbox/*.TMP" }`, `2:14 "*.TMP" is the name of a temporary file: such files never start a run`},
		{"dandori's", s + `on: { files: ".dandori/*" }`, `2:14 .dandori is dandori's or the project's own: its files never start a run (put the files into a folder of their own, as inbox)`},
		{"scripts", s + `on: { files: "scripts/**/*.ts" }`, `2:14 scripts is dandori's or the project's own: its files never start a run (put the files into a folder of their own, as inbox)`},
		{"a class that holds nothing", s + `on: { files: "inbox/[z-a].csv" }`, `2:14 no name matches "[z-a].csv" (a range goes from the lower to the higher, as [a-z])`},
		{"one of several", s + `on: { files: "inbox/{a,.b}.csv" }`, `~2:14 ".b.csv" is hidden: such files never start a run`},
		{"all of several", s + `on: { files: "inbox/{.a,.b}.csv" }`, `2:14 ".a.csv" is hidden: such files never start a run`},
		{"not readable", s + `on: { files: "inbox/*.csv" }` + "\nfolders: { read: [out] }",
			`~2:14 "inbox/*.csv" matches files that the script may not read: it may read out (add the folder to folders: { read: […] })`},
		{"readable below", s + `on: { files: "*/*.csv" }` + "\nfolders: { read: [inbox] }", ""},
		{"done where it comes to", s + `on: { files: { match: "inbox/*.csv", done: inbox } }`,
			`2:23 "inbox/*.csv" matches only files below done: inbox, and those start no run (choose another folder, as inbox/done)`},
		{"failed above where it comes to", s + `on: { files: { match: "inbox/*.csv", failed: . } }`,
			`2:23 "inbox/*.csv" matches only files below failed: ., and those start no run (choose another folder, as inbox/done)`},
		{"done among scripts", s + `on: { files: { match: "inbox/*.csv", done: scripts/done } }`,
			`2:44 no file is moved to scripts/done, which is dandori's or the project's own (choose another folder, as inbox/done)`},
		{"catchup", s + `catchup: 1h`, "~2:10 catchup says nothing without on: { schedule: … }"},
		{"retry", s + `retry: { delay: 1m }`, "~2:8 retry says nothing without attempts (as { attempts: 3, delay: 1m, backoff: 2 })"},
		{"one attempt", s + `retry: { attempts: 1 }`, "~2:20 one attempt is no retry (attempts counts the first one too)"},
		{"lock and parallel", s + "overlap: parallel\nlock: a", "~2:10 overlap: parallel says nothing beside lock: the runs of a lock go one after the other (take one of both away)"},
		{"lock", s + `lock: a b`, `2:7 "a b" cannot name a lock (use letters, digits, -, _ and .)`},
		{"nobody to tell", s + `notify: { on: failed }`, "~2:9 notify says nothing without to: nobody is told (as { on: [failed, in_doubt], to: [ops] }, with ops under notify: in dandori.yaml)"},
		{"nothing to skip", s + `notify: { on: skipped, to: x }`, "~2:15 skipped never happens without on: { schedule: … }"},
		{"required by time", s + "on: { schedule: 0 6 * * * }\nparams: { a: { required: true } }", `3:11 parameter "a" is required, and a schedule gives none (give it a default)`},
		{"required by file", s + "on: { files: inbox/* }\nparams: { a: { required: true }, file: { type: file, required: true } }",
			`3:11 parameter "a" is required, and a file that starts a run gives none but file (give it a default)`},
		{"file of another type", s + "on: { files: inbox/* }\nparams: { file: { type: string } }", `3:11 parameter "file" is given the name of a file: its type is file (write type: file, or give the parameter another name)`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := told(Parse("workflows/a.yaml", []byte(c.text), scripts)[0].Problems); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestTheFileThatStartsARunIsAParameter(t *testing.T) {
	const s = "script: ../scripts/a.ts\non: { files: inbox/*.csv%s }\n%s"
	for _, c := range []struct{ name, also, params, none, some string }{
		{"by files alone", "", "", "parameter file (file) is missing", `{"file":"inbox/a=b.csv"}`},
		{"by time, too", ", schedule: 0 6 * * *", "", "", `{"file":"inbox/a=b.csv"}`},
		{"declared", "", "params: { file: { type: file } }", "", `{"file":"inbox/a=b.csv"}`},
	} {
		w := Parse("workflows/a.yaml", fmt.Appendf(nil, s, c.also, c.params), scripts)[0]
		if w.Broken() {
			t.Fatal(told(w.Problems))
		}
		if _, err := w.Params.Values(Input{}); (err == nil) != (c.none == "") || err != nil && err.Error() != c.none {
			t.Errorf("%s: without a file: %v", c.name, err)
		}
		if got, err := w.Params.Values(Input{Form: map[string]string{FileParam: "inbox/a=b.csv"}}); err != nil || string(got) != c.some {
			t.Errorf("%s: got %s, %v", c.name, got, err)
		}
	}
}

func TestWorkflowsBesideOneAnother(t *testing.T) {
	all := fstest.MapFS{"scripts/a.ts": {Data: []byte("1")}, "inbox/x": {Data: []byte("1")}}
	for name, rest := range map[string]string{
		"a": "on: { files: inbox/*.csv }\nlock: organization",
		"b": "on: { files: [inbox/*.xlsx, 'inbox/sales-*'] }\nlock: organisation",
		"c": "on: { files: 'inbox/**/*.txt' }\nlock: pair",
		"d": "on: { files: 'inbox/[0-9]*.xls' }\nlock: pair",
	} {
		all["workflows/"+name+".yaml"] = &fstest.MapFile{Data: []byte("script: ../scripts/a.ts\n" + rest)}
	}
	set, err := Load(all, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := `~3:7 no other workflow names the lock "organization" (did you mean "organisation"?)
~2:29 a file can match both "inbox/sales-*" and "inbox/*.csv" of workflow a: it starts a run of each (where one moves it away, the other finds it no more; give each its own folder or ending)
~3:7 no other workflow names the lock "organisation" (did you mean "organization"?)
~2:14 a file can match both "inbox/**/*.txt" and "inbox/sales-*" of workflow b: it starts a run of each (where one moves it away, the other finds it no more; give each its own folder or ending)`
	set.Together()
	var problems Problems
	for _, w := range set {
		problems = append(problems, w.Problems...)
	}
	if got := told(problems); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestLanes(t *testing.T) {
	for text, want := range map[string]string{
		"": "workflow:a", "overlap: queue": "workflow:a", "overlap: skip": "workflow:a", "overlap: parallel": "",
		"lock: org": "lock:org", "lock: org\noverlap: parallel": "lock:org",
	} {
		w := Parse("workflows/a.yaml", []byte("script: ../scripts/a.ts\n"+text), scripts)[0]
		if got := w.Lane(); got != want || w.Broken() {
			t.Errorf("%s: lane %q, want %q", text, got, want)
		}
	}
}

func TestNobodyIsToldWithoutAChannel(t *testing.T) {
	if got := (Notify{On: []Occasion{"failed"}}).Occasions(); got != nil {
		t.Errorf("got %v", got)
	}
	if got := strings.Join((Notify{To: []Ref{{Name: "ops"}}}).Occasions(), " "); got != "failed in_doubt approval paused skipped" {
		t.Errorf("got %s", got)
	}
}

func TestPatternsThatCross(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"inbox/*.csv", "inbox/*.csv", true},
		{"inbox/*.csv", "inbox/*.xlsx", false},
		{"inbox/*.csv", "inbox/sales*", true},
		{"inbox/*.csv", "inbox/a/*.csv", false},
		{"inbox/**", "inbox", true},
		{"**/*.csv", "inbox/a/b/*.c?v", true},
		{"inbox/[a-c]*", "inbox/[d-f]*", false},
		{"inbox/[!a]x", "inbox/[!x]x", true},
		{"inbox/[!a]", "inbox/a", false},
		{`inbox/\*`, "inbox/?", true},
		{`inbox/\*`, "inbox/a", false},
		{"a/**/b/**/c", "**/b/x/c", true},
		{"a*b*c", "*x*", true},
	} {
		for _, got := range []bool{cross(c.a, c.b), cross(c.b, c.a), meets(c.a, c.b)} {
			if got != c.want {
				t.Errorf("%s and %s cross: %v", c.a, c.b, got)
			}
		}
	}
}

// TestCrossAgreesWithWhatMatches holds cross against the library that matches:
// all names of a small world are tried. (There [!a] matches a slash, too, which
// nobody means by it: it is left out.)
func TestCrossAgreesWithWhatMatches(t *testing.T) {
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 1))
	parts := []string{"a", "b", "*", "?", "[ab]", "[b-c]", "/", "/", "**/", "{a,b}", "{a/b,*}"}
	names := worlds(4)
	for range 2000 {
		var patterns [2]string
		for i := range patterns {
			var b strings.Builder
			for range 1 + random.IntN(5) {
				b.WriteString(parts[random.IntN(len(parts))])
			}
			patterns[i] = strings.Trim(strings.ReplaceAll(b.String(), "//", "/"), "/")
		}
		if patterns[0] == "" || patterns[1] == "" || strings.Contains(patterns[0]+"/"+patterns[1], "***") {
			continue
		}
		both := ""
		for _, name := range names {
			if doublestar.MatchUnvalidated(patterns[0], name) && doublestar.MatchUnvalidated(patterns[1], name) {
				both = name
			}
		}
		got := false
		for _, a := range globs(patterns[0]) {
			for _, b := range globs(patterns[1]) {
				got = got || meets(a, b)
			}
		}
		if both != "" && !got {
			t.Fatalf("seed %d: %q and %q both match %q, and are said not to cross", seed, patterns[0], patterns[1], both)
		}
		if short := len(patterns[0])+len(patterns[1]) < 6; both == "" && got && short {
			t.Fatalf("seed %d: %q and %q are said to cross, and no name matches both", seed, patterns[0], patterns[1])
		}
	}
}

// worlds are all names of up to that many characters of a, b, c and /.
func worlds(length int) []string {
	names, last := []string{}, []string{""}
	for range length {
		var longer []string
		for _, name := range last {
			for _, c := range "abc/" {
				longer = append(longer, name+string(c))
			}
		}
		last = longer
		for _, name := range longer {
			if name == strings.Trim(name, "/") && !strings.Contains(name, "//") {
				names = append(names, name)
			}
		}
	}
	return names
}

func FuzzPattern(f *testing.F) {
	f.Add("inbox/{a,b[c-d]}/**/*.csv", `in\[box/[!x]*`)
	f.Add("{{a,b},{c,{d}}}/[]", "[z-a]/?/**")
	f.Fuzz(func(t *testing.T, a, b string) {
		if len(a) > 50 || len(b) > 50 || !doublestar.ValidatePattern(a) || !doublestar.ValidatePattern(b) {
			return
		}
		for _, x := range globs(a) {
			_, _ = never(x)
			for _, y := range globs(b) {
				if meets(x, y) != meets(y, x) {
					t.Fatalf("%q and %q cross one way alone", x, y)
				}
			}
		}
	})
}
