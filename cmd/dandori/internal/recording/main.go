//go:build unix

// Command recording runs dandori serve in a project of its own, changes files
// under it as a person would, and writes what was to be seen, with the times
// at which it was, as the animated pictures that the READMEs show.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
)

// folder is where the pictures are, in the repository.
const folder = ".github"

func main() {
	log.SetFlags(0)
	if err := run(context.Background()); err != nil {
		log.Fatal("recording: ", err)
	}
}

func run(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "recording-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	binary := filepath.Join(dir, "dandori")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", binary, "./cmd/dandori").CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	for _, f := range films() {
		taken, err := f.take(ctx, binary, filepath.Join(dir, f.lang, f.project))
		if err != nil {
			return fmt.Errorf("%s: %w", f.lang, err)
		}
		name := filepath.Join(folder, "hot-reload."+f.lang+".svg")
		picture := draw(taken)
		if err := os.WriteFile(name, picture, 0o644); err != nil {
			return err
		}
		fmt.Printf("%s: %.1f s, %d lines, %d bytes\n", name, taken.length.Seconds(), len(taken.shell)+len(taken.log), len(picture))
	}
	return nil
}
