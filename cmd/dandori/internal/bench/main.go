//go:build unix

// Command bench measures what the README claims, each time beside what a user
// could pick instead, in turn on the same machine, and prints the table.
package main

import (
	"fmt"
	"os"
	"path/filepath"
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
	for _, part := range []func() ([]row, error){b.limits, b.waiting, b.start, b.throughput, b.kept, b.entries, b.replays, b.many, b.shared, b.crashes} {
		rows, err := part()
		if err != nil {
			return err
		}
		for _, r := range rows {
			fmt.Printf("| %s | %s | %s |\n", r.what, r.measured, r.aim)
		}
	}
	return nil
}

// row is one line of the table.
type row struct{ what, measured, aim string }
