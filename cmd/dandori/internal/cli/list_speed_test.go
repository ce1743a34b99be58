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
	"dandori/runtime/clock"
)

// thousand is a project of n workflows that share modules, with its store.
func thousand(t *testing.T, n int) string {
	dir := t.TempDir()
	for _, sub := range []string{"workflows", "scripts/lib"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	write(t, dir, "dandori.yaml", "connections: {}\n")
	for i := range 20 {
		write(t, dir, fmt.Sprintf("scripts/lib/m%d.ts", i), fmt.Sprintf("export const m%d = (x: number) => x + %d;\n", i, i))
	}
	for i := range n {
		write(t, dir, fmt.Sprintf("workflows/w%04d.yaml", i), fmt.Sprintf("description: 写す\nscript: ../scripts/w%04d.ts\non: { schedule: \"%d 6 * * 1-5\" }\n", i, i%60))
		write(t, dir, fmt.Sprintf("scripts/w%04d.ts", i), fmt.Sprintf("import { m%[1]d } from './lib/m%[1]d';\nimport { m%[2]d } from './lib/m%[2]d';\nexport default () => m%[1]d(1) + m%[2]d(2) + %[3]d;\n", i%20, (i+7)%20, i))
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

// TestAListOfAThousandIsFast measures list where nothing has changed. The bound
// here is lax, for busy machines; MEASURE=1 shows the figures.
func TestAListOfAThousandIsFast(t *testing.T) {
	if testing.Short() {
		t.Skip("it measures")
	}
	dir := thousand(t, 1000)
	took := func(name string) time.Duration {
		began := clock.Now()
		got := typed(t, dir, nil, "list")
		if got.code != 0 || strings.Count(got.stdout, "\n") != 1001 || strings.Contains(got.stderr, "compiled") {
			t.Fatalf("code %d\n%.500s\n%s", got.code, got.stdout, got.stderr)
		}
		if os.Getenv("MEASURE") != "" {
			t.Logf("%s: %v", name, clock.Since(began))
		}
		return clock.Since(began)
	}
	if d := min(took("nothing changed"), took("nothing changed")); d > 4*time.Second {
		t.Errorf("list of 1,000 workflows took %v", d)
	}
	write(t, dir, "scripts/lib/m3.ts", "export const m3 = (x: number) => x;\n")
	took("a module of a hundred changed")
	began := clock.Now()
	typed(t, dir, nil, "list", "w0003")
	if os.Getenv("MEASURE") != "" {
		t.Logf("one: %v", clock.Since(began))
	}
}
