package cli

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gofrs/flock"
	"github.com/rivo/uniseg"

	"dandori/runtime/catalog"
	"dandori/runtime/clock"
	"dandori/runtime/queue"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

func TestTheTableFitsATerminalInJapaneseToo(t *testing.T) {
	zone := time.FixedZone("JST", 9*3600)
	p := &project{config: &workflow.Project{Timezone: workflow.Zone{Location: zone}}}
	long := strings.Repeat("名刺を書き出して人事に渡す", 8)
	all := []stand{
		{name: "シフト表", def: &workflow.Workflow{Description: long, On: workflow.On{Schedule: []workflow.Schedule{"0 6 * * 1-5", "@businessday 09:00", "0 0 1 * *"}}}},
		{name: "a", def: &workflow.Workflow{Description: "two\nlines", On: workflow.On{Files: workflow.Files{{Match: []workflow.Pattern{"取込/とても長いフォルダーの名前/*.csv"}}}}}},
		{name: "bad", fault: &catalog.Fault{File: "workflows/bad.yaml", Line: 2, Column: 5, Message: say.Text{En: strings.Repeat("x", 120), Ja: strings.Repeat("誤", 70)}}},
	}
	for _, lang := range []say.Lang{say.English, say.Japanese} {
		a := &app{lang: lang}
		var out strings.Builder
		rows := a.table(p, all)
		printTable(&out, rows)
		lines := strings.Split(strings.TrimRight(out.String(), "\n"), "\n")
		for i, line := range lines[:3] {
			if w := uniseg.StringWidth(line); w > tableWidth || i == 1 && w < tableWidth-3 {
				t.Errorf("%s: %d wide: %s", lang, w, line)
			}
		}
		for i, line := range lines { // the columns begin below each other
			at := uniseg.StringWidth(strings.SplitAfterN(line, rows[i][1], 2)[0]) - uniseg.StringWidth(rows[i][1])
			if want := uniseg.StringWidth("シフト表") + 2; at != want {
				t.Errorf("%s: the second column begins at %d, want %d: %s", lang, at, want, line)
			}
		}
		if !strings.Contains(lines[1], "0 6 * * 1-5, @businessday…") || !strings.HasSuffix(lines[1], "…") || !strings.Contains(lines[2], "two …") || !strings.Contains(lines[2], "取込/とても長いフォルダー…") {
			t.Errorf("%s: cut wrongly:\n%s", lang, out.String())
		}
		if why := all[2].fault.Message.In(lang); !strings.Contains(lines[3], "workflows/bad.yaml:2:5: "+why) {
			t.Errorf("%s: what is wrong is not said whole:\n%s", lang, out.String())
		}
	}
}

func TestCut(t *testing.T) {
	tests := []struct {
		text  string
		width int
		want  string
	}{
		{"abc", 3, "abc"}, {"abcd", 3, "ab…"}, {"名刺", 4, "名刺"}, {"名刺を", 5, "名刺…"}, {"名刺を", 4, "名…"}, {"a b", 2, "a…"}, {"", 3, ""},
		{"👨‍👩‍👧 x", 2, "…"}, {"がぎ", 3, "が…"},
	}
	for _, tt := range tests {
		if got := cut(tt.text, tt.width); got != tt.want || uniseg.StringWidth(got) > tt.width {
			t.Errorf("%q in %d: %q, want %q", tt.text, tt.width, got, tt.want)
		}
	}
}

func TestTheNextStart(t *testing.T) {
	zone := time.FixedZone("JST", 9*3600)
	now := time.Date(2026, 12, 31, 12, 0, 0, 0, zone) // a Thursday
	def := &workflow.Workflow{On: workflow.On{Schedule: []workflow.Schedule{"@businessday 09:00", "0 6 * * 1", "0 7 * * 1", "0 0 31 2 *"}}}
	approve := *def
	approve.Reload = workflow.Approve
	tests := map[string]struct {
		s    stand
		want string
	}{
		"the earliest":      {stand{def: def, live: &catalog.Version{}}, "2027-01-04T06:00:00+09:00"},
		"no store yet":      {stand{def: def}, "2027-01-04T06:00:00+09:00"},
		"broken save":       {stand{def: def, live: &catalog.Version{}, fault: &catalog.Fault{}}, "2027-01-04T06:00:00+09:00"},
		"broken":            {stand{def: def, fault: &catalog.Fault{}}, ""},
		"deleted":           {stand{def: def, live: &catalog.Version{}, gone: true}, ""},
		"not yet approved":  {stand{def: &approve}, ""},
		"approved":          {stand{def: &approve, live: &catalog.Version{}}, "2027-01-04T06:00:00+09:00"},
		"nobody knows":      {stand{def: &approve, alone: true}, "2027-01-04T06:00:00+09:00"},
		"nothing starts it": {stand{def: &workflow.Workflow{}}, ""},
	}
	for name, tt := range tests {
		got := value(moment(tt.s.next(now, zone)))
		if got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
	a := &app{lang: say.Japanese}
	if got := a.soon(tests["the earliest"].s.next(now, zone), now); got != "2027-01-04 (月) 06:00" {
		t.Errorf("another year: %s", got)
	}
	if got := a.soon(now.Add(time.Hour), now); got != "12-31 (木) 13:00" {
		t.Errorf("this year: %s", got)
	}
}

// occurrences is a project with a workflow that a schedule and a file have
// started, and one of whose occurrences started nothing.
func occurrences(t *testing.T) string {
	dir := t.TempDir()
	for _, sub := range []string{"workflows", "scripts"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	write(t, dir, "dandori.yaml", "connections: {}\n")
	write(t, dir, "workflows/w.yaml", "script: ../scripts/w.ts\non: { schedule: \"0 6 * * 1-5\", files: \"inbox/*.csv\" }\n")
	write(t, dir, "scripts/w.ts", "export default () => 1;\n")
	at := time.Date(2026, 11, 20, 6, 0, 0, 0, time.FixedZone("JST", 9*3600))
	inStore(t, dir, func(ctx context.Context, p *project, s *keeping) {
		fire := func(run string, c queue.Cause) {
			r := queue.Run{ID: run, Workflow: "w", Script: "scripts/w.ts", State: queue.Queued, Created: at, Due: clock.Now().Add(time.Hour)}
			if got, err := s.Fire(ctx, r, c, false, nil); err != nil || !got.New {
				t.Fatal(got, err)
			}
		}
		fire("run-a", queue.Cause{Workflow: "w", Kind: queue.ByTime, Key: "a", At: at, Schedule: "0 6 * * 1-5"})
		fire("run-b", queue.Cause{Workflow: "w", Kind: queue.ByFile, Key: "b", At: at.Add(time.Hour), File: queue.File{Path: "inbox/x.csv", Hash: "1"}})
		if err := s.Skip(ctx, []queue.Cause{
			{Workflow: "w", Kind: queue.ByTime, Key: "c", At: at.AddDate(0, 0, 3), Schedule: "0 6 * * 1-5", Reason: say.Text{En: "the machine slept", Ja: "スリープ中"}},
			{Workflow: "other", Kind: queue.ByTime, Key: "d", At: at, Schedule: "0 0 * * *", Reason: say.Text{En: "not this one"}},
		}, nil); err != nil {
			t.Fatal(err)
		}
	})
	return dir
}

func TestEveryOccurrenceIsShownWithItsRunOrItsReason(t *testing.T) {
	dir := occurrences(t)
	got := typed(t, dir, nil, "list", "w", "--json")
	var one detailed
	if err := json.Unmarshal([]byte(got.stdout), &one); err != nil || got.code != 0 {
		t.Fatal(err, got)
	}
	text, err := json.Marshal(one.Causes)
	if err != nil {
		t.Fatal(err)
	}
	want := `[{"at":"2026-11-23T06:00:00+09:00","kind":"schedule","schedule":"0 6 * * 1-5","file":null,"run":null,"state":null,"reason":"the machine slept"},` +
		`{"at":"2026-11-20T07:00:00+09:00","kind":"file","schedule":null,"file":"inbox/x.csv","run":"run-b","state":"queued","reason":null},` +
		`{"at":"2026-11-20T06:00:00+09:00","kind":"schedule","schedule":"0 6 * * 1-5","file":null,"run":"run-a","state":"queued","reason":null}]`
	if string(text) != want {
		t.Errorf("got\n%s, want\n%s", text, want)
	}
	people := typed(t, dir, nil, "list", "w", "--lang", "ja", "--limit", "2").stdout
	for _, line := range []string{"0 6 * * 1-5  -      スリープ中\n", "inbox/x.csv  run-b  queued\n"} {
		if !strings.Contains(people, line) {
			t.Errorf("no %q in\n%s", line, people)
		}
	}
	if strings.Contains(people, "run-a") {
		t.Errorf("more than --limit:\n%s", people)
	}
}

// TestToLookChangesNothing asks the store before and after.
func TestToLookChangesNothing(t *testing.T) {
	dir := occurrences(t)
	settled(t, dir)
	entries := func() (all []catalog.Entry) {
		inStore(t, dir, func(ctx context.Context, _ *project, s *keeping) {
			var err error
			if all, err = s.Entries(ctx); err != nil {
				t.Fatal(err)
			}
		})
		return all
	}
	before := entries()
	write(t, dir, "scripts/w.ts", "export default () => 2;\n")
	write(t, dir, "workflows/new.yaml", "script: ../scripts/w.ts\n")
	if got := typed(t, dir, nil, "list", "--json"); got.code != 0 || strings.Contains(got.stdout, before[0].Live.ID) || strings.Count(got.stdout, `"version":"`) != 2 {
		t.Errorf("the files are not looked at as they are now: %v", got)
	}
	if after := entries(); len(after) != 1 || after[0].Live.ID != before[0].Live.ID || !after[0].Changed.Equal(before[0].Changed) {
		t.Errorf("%v is %v", before, after)
	}
}

func TestAStoreThatIsTakenIsNotWaitedForLong(t *testing.T) {
	dir := occurrences(t)
	hold := flock.New(filepath.Join(dir, ".dandori", "dandori.db.lock")) // as restore does
	if ok, err := hold.TryLock(); err != nil || !ok {
		t.Fatal(ok, err)
	}
	defer func() { _ = hold.Unlock() }()
	got := typed(t, dir, nil, "list")
	if got.code != 0 || !strings.Contains(got.stdout, "w     0 6 * * 1-5") || !strings.Contains(got.stderr, "in the hands of another dandori") {
		t.Error(got)
	}
}

func TestWhatIsLookedAtFirst(t *testing.T) {
	got := inTurn([]catalog.Standing{{Name: "a"}, {Name: "b", Version: "1"}, {Name: "c", Pending: &catalog.Version{}}, {Name: "d"}})
	if !slices.Equal(got, []string{"b", "c", "a", "d"}) {
		t.Error(got)
	}
}
