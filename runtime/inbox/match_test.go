package inbox

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/bmatcuk/doublestar/v4"
	"golang.org/x/text/unicode/norm"
)

func TestWhatMatches(t *testing.T) {
	const members = "inbox/顧客データ.csv"
	for _, c := range []struct {
		glob, name string
		fold, want bool
	}{
		{"inbox/*.csv", "inbox/a.csv", false, true},
		{"inbox/*.csv", "inbox/a.CSV", false, true},
		{"inbox/*.{CSV,Xlsx}", "inbox/a.xlsx", false, true},
		{"inbox/*CSV", "inbox/a.CSV", false, true},
		{"inbox/A.csv", "inbox/a.csv", false, false},
		{"inbox/*.csv", "inbox/A.CSV", true, true},
		{"Inbox/*.csv", "inbox/a.csv", true, true},
		{"./inbox//*.csv", "inbox/a.csv", false, true},
		{"inbox/*.csv", "inbox/sub/a.csv", false, false},
		{"inbox/**", "inbox/sub/deep/a.csv", false, true},
		{"**/*.csv", "a.csv", false, true},
		{"inbox/{a,b/c}.csv", "inbox/b/c.csv", false, true},
		{"inbox/*データ.csv", norm.NFD.String(members), false, true},
		{norm.NFD.String("inbox/*データ.csv"), members, false, true},
		{"inbox/顧客データ.csv", norm.NFD.String(members), false, true},
		{"inbox/?.csv", norm.NFD.String("inbox/が.csv"), false, true},
		{"inbox/*", "inbox/~$名簿.xlsx", false, false},
		{"inbox/*", "inbox/.hidden", false, false},
		{"inbox/.*", "inbox/.hidden", false, false},
		{"inbox/**", "inbox/.git/config", false, false},
		{"inbox/*", "inbox/a.csv.tmp", false, false},
		{"inbox/*", "inbox/a.TMP", false, false},
		{"inbox/*", "inbox/a.csv~", false, false},
		{"inbox/*", "inbox/a.swp", false, false},
		{"inbox/*", "inbox/a.csv.part", false, false},
		{"inbox/*", "inbox/a.csv.filepart", false, false},
		{"inbox/*", "inbox/a.csv.crdownload", false, false},
		{"inbox/*", "inbox/a.csv.download", false, false},
		{"inbox/*", "inbox/Thumbs.db", false, false},
		{"inbox/*", "inbox/Desktop.ini", false, false},
		{"inbox/*", "inbox/parts.csv", false, true},
		{"inbox/**", "inbox/done/a.csv", false, false},
		{"inbox/**", "inbox/done.csv", false, true},
		{"inbox/**", "inbox/failed/x/a.csv", false, false},
		{"**", "scripts/a.csv", false, false},
		{"**", "node_modules/x/a.csv", false, false},
		{"**", ".dandori/a.csv", false, false},
		{"**", "dandori.yaml", false, false},
	} {
		r := newRules([]Trigger{{Workflow: "w", Match: []string{c.glob}, Done: "inbox/done/", Failed: "./inbox/failed"}}, c.fold)
		if got := len(r.matching(c.name)) > 0; got != c.want {
			t.Errorf("%s matches %s: %v", c.glob, c.name, got)
		}
	}
}

func TestOneTriggerOfAWorkflowCounts(t *testing.T) {
	r := newRules([]Trigger{
		{Workflow: "a", Match: []string{"inbox/*", "inbox/*.csv"}, Done: "one"},
		{Workflow: "a", Match: []string{"inbox/*.csv"}, Done: "two"},
		{Workflow: "b", Match: []string{"inbox/*.csv"}},
	}, false)
	got := r.matching("inbox/x.csv")
	if len(got) != 2 || got[0].Done != "one" || got[1].Workflow != "b" {
		t.Errorf("%+v", got)
	}
}

func TestFoldersThatCannotTakeFiles(t *testing.T) {
	for _, dir := range []string{"inbox", ".", "scripts/done", ".dandori/done", ".git", "workflows"} {
		r := newRules([]Trigger{{Workflow: "w", Match: []string{"inbox/*.csv"}, Done: dir}}, false)
		if len(r.useless) != 1 || len(r.matching("inbox/a.csv")) != 1 || r.patterns[0].trigger.Done != "" {
			t.Errorf("done: %s: %v, %+v", dir, r.useless, r.patterns)
		}
	}
}

func TestWanted(t *testing.T) {
	r := newRules([]Trigger{{Workflow: "w", Match: []string{"inbox/*.csv", "in/a/*.csv", "deep/**", "two/*/x.csv", "*.csv", "**/x", "one/a.csv"}}}, false)
	want := []string{"**", ".", "deep/**", "in/a", "inbox", "one", "two/**"}
	if got := r.wanted(); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// FuzzLeads proves that no folder is passed by in which something matches, and
// that nothing in a name is too odd.
func FuzzLeads(f *testing.F) {
	for _, s := range [][2]string{
		{"inbox/*.csv", "inbox/a.csv"}, {"**/b", "a/b"}, {"a/{b,c/d}/*", "a/c/d/e"}, {"a/[b/c]/d", "a/b/d"},
		{`a\/b`, "a/b"}, {"顧客/*", norm.NFD.String("顧客/が")}, {"a{/b,}/c", "a/b/c"}, {"{a/,b/}*", "b/x"}, {"a[!{]b/{c,d}/e", "axb/c/e"},
	} {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, glob, name string) {
		if !doublestar.ValidatePattern(glob) || !utf8.ValidString(name) || strings.Contains(name, "//") || strings.Trim(name, "/") != name || name == "" {
			return
		}
		for _, fold := range []bool{false, true} {
			r := newRules([]Trigger{{Workflow: "w", Match: []string{glob}}}, fold)
			r.wanted()
			if len(r.matching(name)) == 0 {
				continue
			}
			parts := strings.Split(r.comparable(name), "/")
			for n := 1; n < len(parts); n++ {
				if may, _ := leading(r.patterns, strings.Join(parts[:n], "/")); len(may) == 0 {
					t.Errorf("%q matches %q, but does not lead into %q", glob, name, strings.Join(parts[:n], "/"))
				}
			}
			if below := r.patterns[0].base; below != "" && !within(r.comparable(name), below) {
				t.Errorf("%q matches %q, which is not in %q", glob, name, below)
			}
		}
	})
}

func FuzzFreeName(f *testing.F) {
	f.Add("done/a.csv", 2)
	f.Add("done/.x", 3)
	f.Add("done/"+strings.Repeat("名", 84)+".csv", 12)
	f.Add("a."+strings.Repeat("x", 300), 2)
	f.Fuzz(func(t *testing.T, name string, n int) {
		if n < 2 || !utf8.ValidString(name) || strings.HasSuffix(name, "/") || name == "" {
			return
		}
		got := freeName(name, n)
		if got == name || !utf8.ValidString(got) || strings.Count(got, "/") != strings.Count(name, "/") {
			t.Errorf("%q for %q", got, name)
		}
	})
}
