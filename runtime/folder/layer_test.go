package folder

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestDryRunLeavesTheProjectAlone(t *testing.T) {
	before := map[string]string{"out/a.csv": "a", "out/b.csv": "b", "out/c.csv": "c", "inbox/in.csv": "in"}
	f := project(t, before, func(c *Config) { c.DryRun = "r1" })

	create(t, f, "out/a.csv", "A")
	create(t, f, "out/new/d.csv", "D")
	if there, err := remove(f, "out/b.csv"); !there || err != nil {
		t.Fatalf("Remove = %v, %v", there, err)
	}
	if err := move(f, "out/c.csv", "out/moved.csv"); err != nil {
		t.Fatal(err)
	}
	if err := move(f, "out/moved.csv", "out/a.csv"); codeOf(err) != "EEXIST" {
		t.Errorf("moving onto a file of the layer: %v", err)
	}

	if got, _ := f.List("out/**"); !slices.Equal(got, []string{"out/a.csv", "out/moved.csv", "out/new/d.csv"}) {
		t.Errorf("the run sees %q", got)
	}
	for name, want := range map[string]string{"out/a.csv": "A", "out/new/d.csv": "D", "out/moved.csv": "c", "inbox/in.csv": "in"} {
		if got := content(t, f, name); got != want {
			t.Errorf("the run reads %q from %s, want %q", got, name, want)
		}
	}
	for _, name := range []string{"out/b.csv", "out/c.csv"} {
		if there, err := f.Exists(name); there || err != nil {
			t.Errorf("Exists(%s) = %v, %v", name, there, err)
		}
	}
	create(t, f, "out/b.csv", "B")
	if got := content(t, f, "out/b.csv"); got != "B" {
		t.Errorf("a file written after its removal holds %q", got)
	}

	folder, ok := f.DryRun()
	if !ok || folder != ".dandori/dry-run/r1" {
		t.Errorf("DryRun() = %q, %v", folder, ok)
	}
	for name, want := range before {
		if got, _ := os.ReadFile(filepath.Join(f.path, name)); string(got) != want {
			t.Errorf("the project's %s holds %q now", name, got)
		}
	}
	if _, err := os.Stat(filepath.Join(f.path, "out/new")); err == nil {
		t.Error("the dry run made a folder in the project")
	}
	if got, _ := os.ReadFile(filepath.Join(f.path, folder, "out/a.csv")); string(got) != "A" {
		t.Errorf("the outputs are not kept: %q", got)
	}
}

func TestDryRunKeepsTheRules(t *testing.T) {
	f := project(t, map[string]string{"inbox/a.csv": "a"}, func(c *Config) { c.DryRun = "r1" })
	for _, name := range []string{"inbox/a.csv", ".dandori/x", "../x"} {
		if _, err := f.Create(name); err == nil {
			t.Errorf("%s was written", name)
		}
	}
}

// A dry run that goes on in another process sees what it had removed and moved.
func TestDryRunGoesOn(t *testing.T) {
	before := map[string]string{"out/a.csv": "a", "out/b.csv": "b", "out/c.csv": "c"}
	f := project(t, before, func(c *Config) { c.DryRun = "r1" })
	if _, err := remove(f, "out/a.csv"); err != nil {
		t.Fatal(err)
	}
	mark, err := f.Movable("out/b.csv", "out/moved.csv")
	must(t, err, f.Move("out/b.csv", "out/moved.csv", mark))

	again := project(t, nil, func(c *Config) { c.Root, c.DryRun = f.path, "r1" })
	must(t, again.Move("out/b.csv", "out/moved.csv", mark)) // which was done
	if got, _ := again.List("out/**"); !slices.Equal(got, []string{"out/c.csv", "out/moved.csv"}) {
		t.Errorf("the run sees %q", got)
	}
	other := project(t, nil, func(c *Config) { c.Root, c.DryRun = f.path, "r2" })
	if got, _ := other.List("out/**"); len(got) != 3 {
		t.Errorf("another dry run sees %q", got)
	}
	if got, _ := f.List("**"); slices.ContainsFunc(got, func(name string) bool { return filepath.Base(name)[0] == '.' }) {
		t.Errorf("dandori's own files show: %q", got)
	}
}
