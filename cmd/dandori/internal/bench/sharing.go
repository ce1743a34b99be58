//go:build unix

package main

import (
	"fmt"
	"path"
)

// modules are those that the workflows of a project share; each imports three of them.
const modules = 20

// sharing writes a project of n workflows, of which on says what starts them.
func (b *bench) sharing(project string, n int, on func(i int) string) error {
	texts := map[string]string{"dandori.yaml": "connections: {}\n"}
	for m := range modules {
		texts[moduleFile(m)] = module(m, 0)
	}
	for i := range n {
		texts[workflowFile(i)] = definition(i, 0) + on(i)
		texts[scriptFile(i)] = script(i, 0)
	}
	for name, text := range texts {
		if err := b.write(path.Join(project, name), text); err != nil {
			return err
		}
	}
	return nil
}

func byHand(int) string { return "" }

func workflowName(i int) string { return fmt.Sprintf("w%04d", i) }
func workflowFile(i int) string { return fmt.Sprintf("workflows/w%04d.yaml", i) }
func scriptFile(i int) string   { return fmt.Sprintf("scripts/w%04d.ts", i) }
func moduleFile(m int) string   { return fmt.Sprintf("scripts/lib/m%d.ts", m) }

// The texts differ by their version.
func definition(i, version int) string {
	return fmt.Sprintf("description: workflow %d, version %d\nscript: ../scripts/w%04d.ts\n", i, version, i)
}

func module(m, version int) string {
	return fmt.Sprintf("export const m%d = (rows: { id: string; n: number }[]): number =>\n  rows.filter((row) => row.id !== \"\").reduce((sum, row) => sum + row.n, %d);\n", m, version)
}

func script(i, version int) string {
	m := imports(i)
	return fmt.Sprintf(`import { log } from "dandori";
import { m%[1]d } from "./lib/m%[1]d";
import { m%[2]d } from "./lib/m%[2]d";
import { m%[3]d } from "./lib/m%[3]d";

const rows = Array.from({ length: 100 }, (_, n) => ({ id: String(n %% 7), n }));
for (const total of [m%[1]d(rows), m%[2]d(rows), m%[3]d(rows)]) log.info("version %[4]d: " + total);
`, m[0], m[1], m[2], version)
}

// imports are the modules that workflow i imports.
func imports(i int) [3]int { return [3]int{i % modules, (i + 7) % modules, (i + 13) % modules} }

// importers are the workflows of n that import module m.
func importers(m, n int) map[string]bool {
	all := map[string]bool{}
	for i := range n {
		for _, used := range imports(i) {
			if used == m {
				all[workflowName(i)] = true
			}
		}
	}
	return all
}
