//go:build unix

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"dandori/runtime/clock"
)

const (
	stormy  = 200    // workflows
	struck  = 50     // of them that a storm changes
	stormOf = 10_000 // files
	storms  = 3
)

// storm measures how long dandori serve is busy after ten thousand files have
// changed at once, as when another branch is checked out.
func (b *bench) storm() ([]row, error) {
	if err := b.sharing("storm", stormy, watchful); err != nil {
		return nil, err
	}
	if err := b.branches(); err != nil {
		return nil, err
	}
	s, _, err := b.serve("storm")
	if err != nil {
		return nil, err
	}
	defer s.end()
	var settled, raged []float64
	reloads := 0
	for i := range storms {
		if _, err := s.atRest(time.Second); err != nil {
			return nil, err
		}
		s.heard(nil)
		began := clock.Now()
		if err := b.git("checkout", "-q", []string{"one", "two"}[i%2]); err != nil {
			return nil, err
		}
		last := clock.Now()
		if _, err := s.atRest(time.Second); err != nil {
			return nil, err
		}
		of, word := map[string]int{}, last
		s.heard(func(at time.Time, l logLine) {
			of[l.Workflow]++
			reloads++
			word = at
		})
		settled, raged = append(settled, word.Sub(last).Seconds()), append(raged, last.Sub(began).Seconds())
		if len(of) != struck {
			return nil, fmt.Errorf("a storm changed %d workflows; dandori serve speaks of %d", struck, len(of))
		}
	}
	what := fmt.Sprintf("`git checkout` of a branch that differs in %d files (in %.1f s), two of them of each of %d workflows out of %d", stormOf, median(raged), struck, stormy)
	return []row{
		{what + ": after it, the last workflow is reloaded, at worst of " + fmt.Sprint(storms), fmt.Sprintf("**%.1f s** (%.1f s mostly)", slices.Max(settled), median(settled)), "≤ 2 s"},
		{"the same: reloads of one changed workflow", fmt.Sprintf("**%.2f**", float64(reloads)/float64(struck*storms)), "1"},
	}, nil
}

// watchful has a folder watched with all that is below, in which nothing matches.
func watchful(i int) string {
	if i > 0 {
		return ""
	}
	return "on: { files: \"inbox/**/*.csv\" }\n"
}

// branches makes two branches of a repository that differ in stormOf files: those
// of a few workflows, and others of which some are only on one of them.
func (b *bench) branches() error {
	if err := b.git("init", "-q"); err != nil {
		return err
	}
	for version, branch := range []string{"one", "two"} {
		for k := range stormOf {
			if err := b.toss(k, version); err != nil {
				return err
			}
		}
		for i := range struck {
			err := errors.Join(b.write("storm/"+scriptFile(i), script(i, version)), b.write("storm/"+workflowFile(i), definition(i, version)+watchful(i)))
			if err != nil {
				return err
			}
		}
		commit := []string{"-c", "user.name=bench", "-c", "user.email=bench@example.jp", "commit", "-q", "-m", branch}
		if err := errors.Join(b.git("checkout", "-q", "-b", branch), b.git("add", "."), b.git(commit...)); err != nil {
			return err
		}
	}
	return nil
}

// toss makes, changes or removes one of the files that are of no workflow: of
// three, one is on both branches.
func (b *bench) toss(k, version int) error {
	folders := []string{"inbox", "inbox/deep/er", "scripts", "scripts/lib", "workflows"} // all of them are watched
	name := fmt.Sprintf("storm/%s/%d.txt", folders[k%len(folders)], k)
	if k%3 < 2 && k%3 != version {
		if err := os.Remove(filepath.Join(b.dir, name)); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	return b.write(name, fmt.Sprintf("%d of %d\n", k, version))
}

func (b *bench) git(args ...string) error {
	if out, err := b.in("storm", "git", args...).CombinedOutput(); err != nil {
		return fmt.Errorf("git %v: %w\n%s", args, err, out)
	}
	return nil
}
