//go:build unix

package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const moved = 50_000 // items

// migrating takes items out of a CSV and writes each once, with a writer that
// costs nothing: what is measured is the frame. Then again, when all is done.
// Beside it a Node script that keeps a list of what it has done.
func (b *bench) migrating() ([]row, error) {
	if err := b.moving(); err != nil {
		return nil, err
	}
	input, list := filepath.Join(b.dir, "migrate/inbox/items.csv"), filepath.Join(b.dir, "migrate/done.txt")
	ours := func() *exec.Cmd { return b.in("migrate", b.binary, "run", "move.ts", "--log-format", "json") }
	theirs := func() *exec.Cmd { return exec.Command("node", ".ci/node/migrate.mjs", input, list) }
	var lost error
	anew := func(path string, cmd func() *exec.Cmd) func() *exec.Cmd {
		return func() *exec.Cmd {
			lost = errors.Join(lost, os.RemoveAll(path))
			return cmd()
		}
	}
	first, err := inTurn(2, anew(filepath.Join(b.dir, "migrate/.dandori"), ours), anew(list, theirs))
	if err = errors.Join(err, lost); err != nil {
		return nil, err
	}
	again, err := inTurn(2, ours, theirs)
	if err != nil {
		return nil, err
	}
	if report, err := os.ReadFile(filepath.Join(b.dir, "migrate/out/migrate-items-report.csv")); err != nil || !strings.Contains(string(report), fmt.Sprintf(",%d\r\n", moved)) {
		return nil, fmt.Errorf("the migration's report: %w\n%s", err, report)
	}
	what := fmt.Sprintf("`migrate` of %d items out of a CSV in batches of 500, writes that cost nothing, beside a Node script with a list of what is done (`.ci/node/migrate.mjs`)", moved)
	return []row{
		{what + ": wall time; processor time; peak memory", first.wall() + "; " + first.cpu() + "; " + first.peak(), "–"},
		{"the same again, when all is done", again.wall() + "; " + again.cpu() + "; " + again.peak(), "–"},
	}, nil
}

// moving makes the project.
func (b *bench) moving() error {
	var items strings.Builder
	items.WriteString("code,name,note\r\n")
	for i := range moved {
		fmt.Fprintf(&items, "E%05d,髙橋 花子%d,本社から移る人\r\n", i, i)
	}
	for name, text := range map[string]string{
		"migrate/dandori.yaml": "connections: {}\n",
		"migrate/move.ts": `import { csv, migrate } from "dandori";
let written = 0;
await migrate({ name: "items", source: csv.read("inbox/items.csv"), key: (row) => row.code, batch: 500, write: async (rows) => { written += rows.length; } });
`,
		"migrate/inbox/items.csv": items.String(),
	} {
		if err := b.write(name, text); err != nil {
			return err
		}
	}
	return nil
}
