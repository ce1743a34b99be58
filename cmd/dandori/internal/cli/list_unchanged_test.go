package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dandori/runtime/catalog"
)

// sharing is a project of n workflows that share modules, with its store.
func sharing(t *testing.T, n int) string {
	dir := t.TempDir()
	for _, sub := range []string{"workflows", "scripts/lib"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	write(t, dir, "dandori.yaml", "connections: {}\n")
	for i := range 3 {
		write(t, dir, fmt.Sprintf("scripts/lib/m%d.ts", i), fmt.Sprintf("export const m%d = (x: number) => x + %d;\n", i, i))
	}
	for i := range n {
		write(t, dir, fmt.Sprintf("workflows/w%d.yaml", i), fmt.Sprintf("description: 写す\nscript: ../scripts/w%d.ts\non: { schedule: \"%d 6 * * 1-5\" }\n", i, i))
		write(t, dir, fmt.Sprintf("scripts/w%d.ts", i), fmt.Sprintf("import { m%[1]d } from './lib/m%[1]d';\nexport default () => m%[1]d(1) + %[2]d;\n", i%3, i))
	}
	settled(t, dir)
	return dir
}

// settled makes versions of all workflows of the project in dir, as serve does.
func settled(t *testing.T, dir string) {
	t.Helper()
	inStore(t, dir, func(ctx context.Context, p *project, s *keeping) {
		c, err := catalog.Open(ctx, versions(s, func() *project { return p }))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if err := c.Settled(ctx); err != nil {
			t.Fatal(err)
		}
	})
}

// inStore does work with the store of the project in dir.
func inStore(t *testing.T, dir string, work func(ctx context.Context, p *project, s *keeping)) {
	t.Helper()
	a := &app{Env: Env{Dir: dir, Stderr: &strings.Builder{}, Lookup: func(string) (string, bool) { return "", false }, SetZone: func(*time.Location) {}}, lang: "en"}
	if err := a.withStore(func(ctx context.Context, p *project, s *keeping) error { work(ctx, p, s); return nil }); err != nil {
		t.Fatal(err)
	}
}

// TestAListCompilesOnlyWhatHasChanged: with a thousand workflows anything else would be felt.
func TestAListCompilesOnlyWhatHasChanged(t *testing.T) {
	dir := sharing(t, 9)
	compiled := func() (n int) {
		inStore(t, dir, func(ctx context.Context, p *project, s *keeping) {
			shelf := newGlance(s.Store)
			config := versions(s, func() *project { return p })
			config.Lazy, config.Shelf = true, shelf
			c, err := catalog.Open(ctx, config)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			if left, err := renewAll(ctx, c, inTurn(c.Standing())); err != nil || left > 0 {
				t.Fatal(left, err)
			}
			for _, e := range shelf.entries {
				if e.Live != nil {
					n++
				}
			}
		})
		return n
	}
	if n := compiled(); n != 0 {
		t.Errorf("%d were compiled though nothing has changed", n)
	}
	write(t, dir, "scripts/lib/m1.ts", "export const m1 = (x: number) => x;\n")
	if n := compiled(); n != 3 {
		t.Errorf("%d were compiled, 3 import what has changed", n)
	}
}
