//go:build unix

package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
)

// kept exports 100,000 cards with a journal and without one.
func (b *bench) kept() ([]row, error) {
	base, key, stop, err := b.sandbox()
	if err != nil {
		return nil, err
	}
	defer stop()
	if err := b.exporting(base, key); err != nil {
		return nil, err
	}
	export := func(binary string) func() *exec.Cmd {
		return func() *exec.Cmd {
			cmd := exec.Command(binary, "run", "export.ts", "--log-format", "json")
			cmd.Dir = filepath.Join(b.dir, "project")
			return cmd
		}
	}
	p, err := inTurn(7, export(b.binary), export(b.unkept))
	if err != nil {
		return nil, err
	}
	what := fmt.Sprintf("%d cards over HTTP into a CSV, beside a run that keeps no journal", cards)
	return []row{{what + ": wall time", p.wall(), "≤ 1.10"}}, nil
}
