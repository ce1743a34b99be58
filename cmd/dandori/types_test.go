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
	"dandori/scripts/undo"
)

// compiler is the real TypeScript compiler, installed for the tests by make.
const compiler = "../../.ci/node/node_modules/typescript/bin/tsc"

// TestTypes has the real compiler check the shipped scripts, also that of runs undo, and the
// declarations themselves, in a project as init makes it.
func TestTypes(t *testing.T) {
	t.Parallel()
	project := typedProject(t)
	copyScripts(t, project)
	if err := os.CopyFS(filepath.Join(project, "scripts", "undo"), undo.FS); err != nil {
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
	write(t, filepath.Join(project, "scripts", "moved.ts"), moved)
	write(t, filepath.Join(project, "scripts", "durable.ts"), durable)
	if out, ok := typecheck(t, project); !ok {
		t.Errorf("the shipped scripts do not type-check:\n%s", out)
	}
}

// TestTypesFindMistakes: declarations that accept everything would pass the test above, too.
func TestTypesFindMistakes(t *testing.T) {
	t.Parallel()
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
		write(t, filepath.Join(project, "scripts", name+".ts"), text)
	}
	out, _ := typecheck(t, project)
	for name, text := range mistakes {
		if !strings.Contains(out, "scripts/"+name+".ts(") {
			t.Errorf("no mistake found in %s\n%s", text, out)
		}
	}
}

// typedProject makes a project with init, with connections of all kinds, of whose companies nothing is known.
func typedProject(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	dandori(t, dir, "init", ".")
	write(t, filepath.Join(dir, "dandori.yaml"), allKinds)
	dandori(t, dir, "types", "--offline")
	return dir
}

const allKinds = `connections:
  kaonavi: { kind: kaonavi, sandbox: true }
  kaonavi-v1: { kind: kaonavi-v1, sandbox: true }
  sansan: { kind: sansan, sandbox: true }
`

// dandori runs a command that must succeed.
func dandori(t *testing.T, dir string, args ...string) {
	t.Helper()
	needCompiler(t)
	code := cli.Run(cli.Env{
		Args: args, Dir: dir, Stdout: io.Discard, Stderr: io.Discard,
		Lookup:  func(string) (string, bool) { return "", false },
		SetZone: func(*time.Location) {},
	})
	if code != 0 {
		t.Fatalf("%q ended with %d", args, code)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// copyScripts copies the shipped scripts into a project.
func copyScripts(t *testing.T, project string) {
	t.Helper()
	err := fs.WalkDir(scripts.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(scripts.FS, name)
		write(t, filepath.Join(project, "scripts", name), string(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// needCompiler ends the test where there is no compiler.
func needCompiler(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		t.Fatal("there is no node: the shipped scripts are checked by the real TypeScript compiler")
	}
	if _, err := os.Stat(compiler); err != nil {
		t.Fatal("the TypeScript compiler is not installed: make test installs it")
	}
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
