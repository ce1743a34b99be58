package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestTypesOfLayouts has the real compiler check scripts against what the
// simulator's company has set up: exactly the lines that say so are wrong.
func TestTypesOfLayouts(t *testing.T) {
	t.Parallel()
	project := layoutProject(t)
	entries, err := os.ReadDir("testdata/types")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join("testdata/types", e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(project, "scripts", e.Name()), string(text))
		for i, line := range strings.Split(string(text), "\n") {
			if strings.HasSuffix(line, "// wrong") {
				want = append(want, fmt.Sprintf("scripts/%s(%d,", e.Name(), i+1))
			}
		}
	}
	out, _ := typecheck(t, project)
	got := regexp.MustCompile(`(?m)\bscripts/[^(]+\(\d+,`).FindAllString(out, -1)
	slices.Sort(want)
	slices.Sort(got)
	if got = slices.Compact(got); len(want) == 0 || !slices.Equal(got, want) {
		t.Errorf("wrong are\n%q, not\n%q\n%s", got, want, out)
	}
}

// TestTypesOfExamples: the shipped scripts are right also where the layouts are known.
func TestTypesOfExamples(t *testing.T) {
	t.Parallel()
	project := layoutProject(t)
	copyScripts(t, project)
	if out, ok := typecheck(t, project); !ok {
		t.Error(out)
	}
}

// layoutProject is a project with all vendors on the sandbox, and the types of its companies.
func layoutProject(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "dandori.yaml"), allKinds)
	if err := os.Mkdir(filepath.Join(dir, "scripts"), 0o755); err != nil {
		t.Fatal(err)
	}
	dandori(t, dir, "types")
	return dir
}
