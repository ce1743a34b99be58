//go:build unix

// Command bench measures what the README claims, each time beside what a user
// could pick instead, in turn on the same machine, and prints the table. Given
// names of parts, it measures only those.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run() error {
	dir, err := os.MkdirTemp("", "dandori-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	b := &bench{dir: dir, binary: filepath.Join(dir, "dandori"), unkept: filepath.Join(dir, "unkept")}
	if err := b.build(); err != nil {
		return err
	}
	fmt.Println("| what | measured | aim |\n| --- | --- | --- |")
	for _, part := range b.parts() {
		if only := os.Args[1:]; len(only) > 0 && !slices.Contains(only, part.name) {
			continue
		}
		rows, err := part.measure()
		if err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
		for _, r := range rows {
			fmt.Printf("| %s | %s | %s |\n", r.what, r.measured, r.aim)
		}
	}
	return nil
}

// part is some rows of the table.
type part struct {
	name    string
	measure func() ([]row, error)
}

func (b *bench) parts() []part {
	return []part{
		{"limits", b.limits}, {"waiting", b.waiting}, {"start", b.start}, {"throughput", b.throughput},
		{"kept", b.kept}, {"entries", b.entries}, {"replays", b.replays}, {"many", b.many}, {"shared", b.shared}, {"crashes", b.crashes},
		{"saves", b.saves}, {"idle", b.idle}, {"storm", b.storm}, {"dropped", b.dropped},
		{"plans", b.plans}, {"migrating", b.migrating},
	}
}

// row is one line of the table.
type row struct{ what, measured, aim string }
