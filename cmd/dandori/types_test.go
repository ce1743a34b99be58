package main

import (
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dandori/cmd/dandori/internal/cli"
	"dandori/scripts"
)

// compiler is the real TypeScript compiler, installed for the tests by make.
const compiler = "../../.ci/node/node_modules/typescript/bin/tsc"

// TestTypes has the real compiler check the shipped scripts, and the
// declarations themselves, in a project as init makes it.
func TestTypes(t *testing.T) {
	project := typedProject(t)
	err := fs.WalkDir(scripts.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(scripts.FS, name)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(project, "scripts", name), text, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	const durable = `import { approve, sleep, state, Rejected } from "dandori";
import { sansan } from "dandori/connections";
const before = (await state.get<number>("n")) ?? 0;
for await (const card of sansan.bizCards.changes({ range: "all", name: "a", overlap: "1d", entryStatus: ["completed"] })) await state.set(card.id, card.updatedTime);
try { const { by, at, note } = await approve("x", { n: before }); await state.set("by", by + at + note); } catch (e) { if (!(e instanceof Rejected)) throw e; }
await sleep("1h");
`
	const moved = `import { csv, migrate, type Migration } from "dandori";
import { sansan } from "dandori/connections";
const one: Migration = await migrate({ name: "a", source: csv.read("inbox/a.csv"), key: (row) => row.code, write: (row, { attempt }) => row.name + attempt.toFixed() });
const many = await migrate({
  name: "b", source: sansan.bizCards.list({ range: "all" , updatedFrom: "2025-01-01" }), key: (card) => card.id, batch: 100, concurrency: 2,
  write: async (cards) => ({ failed: cards.filter((card) => !card.email).map((card) => ({ key: card.id, reason: "no mail" })) }),
  verify: { count: async () => ({ source: 1, target: 1 }), sample: (card) => ({ companyName: card.companyName }), onDifference: "report" },
});
await migrate({ name: "c", source: [{ n: 1 }], key: (i) => i.n, write: async (i) => { i.n.toFixed(); } });
export default () => [one.files.html, many.counts?.target];
`
	if err := os.WriteFile(filepath.Join(project, "scripts", "moved.ts"), []byte(moved), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(project, "scripts", "durable.ts"), []byte(durable), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, ok := typecheck(t, project); !ok {
		t.Errorf("the shipped scripts do not type-check:\n%s", out)
	}
}

// TestTypesFindMistakes: declarations that accept everything would pass the test above, too.
func TestTypesFindMistakes(t *testing.T) {
	project := typedProject(t)
	mistakes := map[string]string{
		"range":    `import { sansan } from "dandori/connections"; sansan.bizCards.list({ updatedFrom: "2025-01-01" });`,
		"changes":  `import { sansan } from "dandori/connections"; sansan.bizCards.changes({ name: "x" });`,
		"approve":  `import { approve } from "dandori"; const at: Date = (await approve("x")).at;`,
		"nothing":  `import { nothing } from "dandori";`,
		"sansn":    `import { sansn } from "dandori/connections";`,
		"sheet":    `import { kaonaviV1 } from "dandori/connections"; kaonaviV1.sheet({});`,
		"document": `document.title = "x";`,
		"fetch":    `await fetch("https://example.com");`,
		"item":     `import { migrate } from "dandori"; await migrate({ name: "a", source: [{ n: 1 }], key: (i) => i.m, write() {} });`,
		"items":    `import { migrate } from "dandori"; await migrate({ name: "a", source: [{ n: 1 }], key: (i) => i.n, batch: 2, write: (items) => items.n });`,
		"migrate":  `import { migrate } from "dandori"; await migrate({ name: "a", source: [{ n: 1 }], write() {} });`,
		"columns":  `import { csv } from "dandori"; csv.writer("out/a.csv", {});`,
	}
	for name, text := range mistakes {
		if err := os.WriteFile(filepath.Join(project, "scripts", name+".ts"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, _ := typecheck(t, project)
	for name, text := range mistakes {
		if !strings.Contains(out, "scripts/"+name+".ts(") {
			t.Errorf("no mistake found in %s\n%s", text, out)
		}
	}
}

// typedProject makes a project with init and leaves the test where there is no compiler.
func typedProject(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		t.Fatal("there is no node: the shipped scripts are checked by the real TypeScript compiler")
	}
	if _, err := os.Stat(compiler); err != nil {
		t.Fatal("the TypeScript compiler is not installed: make test installs it")
	}
	dir := t.TempDir()
	code := cli.Run(cli.Env{
		Args: []string{"init", "."}, Dir: dir, Stdout: io.Discard, Stderr: os.Stderr,
		Lookup:  func(string) (string, bool) { return "", false },
		SetZone: func(*time.Location) {},
	})
	if code != 0 {
		t.Fatalf("init ended with %d", code)
	}
	return dir
}

func typecheck(t *testing.T, project string) (output string, ok bool) {
	t.Helper()
	path, err := filepath.Abs(compiler)
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("node", path, "-p", project, "--skipLibCheck", "false").CombinedOutput()
	return string(out), err == nil
}
