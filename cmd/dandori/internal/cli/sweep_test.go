package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"dandori/runtime/queue"
	"dandori/runtime/store"
	"dandori/runtime/workflow"
)

// sweptStore counts how often it is swept.
type sweptStore struct {
	store.Store
	times []time.Time
	keep  queue.Keep
	err   error
}

func (s *sweptStore) Sweep(_ context.Context, keep queue.Keep, now time.Time) (int, error) {
	s.times, s.keep = append(s.times, now), keep
	return 0, s.err
}

func sweeping(t *testing.T, yaml string) (*app, *project) {
	t.Helper()
	config, problems := workflow.ParseProject([]byte(yaml))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	p := &project{root: t.TempDir(), config: config, lookup: func(string) (string, bool) { return "", false }}
	if err := os.Mkdir(filepath.Join(p.root, ".dandori"), 0o700); err != nil {
		t.Fatal(err)
	}
	return &app{Env: Env{Stderr: &strings.Builder{}, Lookup: p.lookup}}, p
}

func TestServeSweepsOnceADay(t *testing.T) {
	for _, c := range []struct {
		yaml  string
		times int
		keep  queue.Keep
	}{
		{"", 3, queue.Keep{Succeeded: keepSucceeded, Failed: keepFailed}},
		{"keep: { succeeded: 5d, failed: 2y }", 3, queue.Keep{Succeeded: 5 * 24 * time.Hour, Failed: 2 * 365 * 24 * time.Hour}},
		{"keep: { succeeded: 12h }", 5, queue.Keep{Succeeded: 12 * time.Hour, Failed: keepFailed}},
	} {
		synctest.Test(t, func(t *testing.T) {
			a, p := sweeping(t, c.yaml)
			s := &sweptStore{}
			ctx, stop := context.WithTimeout(t.Context(), 48*time.Hour+30*time.Minute)
			defer stop()
			_ = a.sweepOn(ctx, func() *project { return p }, s, a.newDisplay())
			if len(s.times) != c.times || s.keep != c.keep {
				t.Errorf("%q: swept at %v, %+v", c.yaml, s.times, s.keep)
			}
		})
	}
}

func TestWhatCannotBeSweptIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, p := sweeping(t, "")
		s := &sweptStore{err: errors.New("the disk is full")}
		ctx, stop := context.WithTimeout(t.Context(), 150*time.Minute)
		defer stop()
		_ = a.sweepOn(ctx, func() *project { return p }, s, a.newDisplay())
		if said := a.Stderr.(*strings.Builder).String(); len(s.times) != 3 || strings.Count(said, "the disk is full") != 3 {
			t.Errorf("swept at %v\n%s", s.times, said)
		}
	})
}

// A run deletes what was over for too long, and only that.
func TestRunsGoWhenTheirTimeHasCome(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "good.js", "1")
	write(t, dir, "bad.js", "throw new Error('no')")
	list := func() string { return typed(t, dir, nil, "runs", "list").stdout }
	typed(t, dir, nil, "run", "good.js")
	write(t, dir, "dandori.yaml", "keep: { succeeded: 1ms }\n")
	typed(t, dir, nil, "run", "bad.js")
	if got := list(); !strings.Contains(got, "good.js") {
		t.Fatalf("swept twice within a minute:\n%s", got)
	}
	old := time.Now().Add(-25 * time.Hour) // of a file, not of the program
	dry := filepath.Join(dir, ".dandori", "dry-run", "20200101-000000-aaaaaa")
	if err := os.MkdirAll(dry, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{filepath.Join(dir, ".dandori", "dandori.db.swept"), dry} {
		if err := os.Chtimes(name, old, old); err != nil {
			t.Fatal(err)
		}
	}
	typed(t, dir, nil, "run", "bad.js")
	if got := list(); strings.Contains(got, "good.js") || strings.Count(got, "bad.js") != 2 {
		t.Errorf("left:\n%s", got)
	}
	if _, err := os.Stat(dry); err == nil {
		t.Error("what an old dry run wrote is still there")
	}
}
