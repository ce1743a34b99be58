//go:build unix

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"dandori/runtime/clock"
)

const (
	droppedOf = 100 // files
	killings  = 3
)

// dropped drops a hundred files at once, and looks what became of each of them:
// once while dandori serve is left alone, then while it is killed and started again.
func (b *bench) dropped() ([]row, error) {
	took, alone, err := b.drop("dropped", nil)
	if err != nil {
		return nil, err
	}
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 0))
	var killed counts
	for i := range killings {
		at := time.Duration(r.Int64N(int64(took)))
		_, found, err := b.drop(fmt.Sprintf("killed%d", i), &at)
		if err != nil {
			return nil, fmt.Errorf("killed after %s, seed %d: %w", at, seed, err)
		}
		killed.runs, killed.twice, killed.lost = killed.runs+found.runs, killed.twice+found.twice, killed.lost+found.lost
	}
	what := fmt.Sprintf("%d files dropped at once, a process for each: ", droppedOf)
	return []row{
		{what + "runs, twice, lost", fmt.Sprintf("**%d, %d, %d**", alone.runs, alone.twice, alone.lost), "100, 0, 0"},
		{what + "until the last run has ended and its file is put away (2 s of them to see that the files are whole)", fmt.Sprintf("**%.1f s**", took.Seconds()), "–"},
		{fmt.Sprintf("the same, `dandori serve` killed with kill -9 at a random instant and started again, in %d rounds (seed %d): runs, twice, lost", killings, seed), fmt.Sprintf("**%d, %d, %d**", killed.runs, killed.twice, killed.lost), "300, 0, 0"},
	}, nil
}

// counts are what became of dropped files.
type counts struct{ runs, twice, lost int }

// drop drops the files into a new project and waits until all are put away.
// With kill, dandori serve is killed so long after.
func (b *bench) drop(project string, kill *time.Duration) (time.Duration, counts, error) {
	if err := b.taking(project); err != nil {
		return 0, counts{}, err
	}
	s, _, err := b.serve(project)
	if err != nil {
		return 0, counts{}, err
	}
	defer func() { s.end() }()
	began := clock.Now()
	for i := range droppedOf {
		if err := os.Rename(b.dropping(project, "ready", i), b.dropping(project, "inbox", i)); err != nil {
			return 0, counts{}, err
		}
	}
	if kill != nil {
		if err := clock.Sleep(context.Background(), *kill); err != nil {
			return 0, counts{}, err
		}
		s.over(syscall.SIGKILL)
		if s, _, err = b.serve(project); err != nil {
			return 0, counts{}, err
		}
	}
	if err := b.putAway(project); err != nil {
		return 0, counts{}, err
	}
	took := clock.Since(began)
	if _, err := s.atRest(time.Second); err != nil { // whatever else it might start
		return 0, counts{}, err
	}
	found, err := b.became(project)
	return took, found, err
}

// taking makes a project of one workflow that takes files, and the files. What
// a run writes is called otherwise than what another does for the same file.
func (b *bench) taking(project string) error {
	texts := map[string]string{
		"dandori.yaml":        "connections: {}\n",
		"workflows/take.yaml": "script: ../scripts/take.ts\non: { files: { match: \"inbox/*.csv\", done: inbox/done/ } }\noverlap: parallel\n",
		"scripts/take.ts": `import { files, params } from "dandori";
const text = await files.readText(params.file);
const name = params.file.split("/").pop();
await files.writeText("out/" + name + "." + Math.random().toString(36).slice(2), text);
`,
		"inbox/README": "",
	}
	for i := range droppedOf {
		texts[fmt.Sprintf("ready/%03d.csv", i)] = fmt.Sprintf("id,name\n%d,佐藤\n", i)
	}
	for name, text := range texts {
		if err := b.write(filepath.Join(project, name), text); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) dropping(project, folder string, i int) string {
	return filepath.Join(b.dir, project, folder, fmt.Sprintf("%03d.csv", i))
}

// putAway waits until all files are.
func (b *bench) putAway(project string) error {
	for began := clock.Now(); ; {
		done, err := os.ReadDir(filepath.Join(b.dir, project, "inbox/done"))
		if err == nil && len(done) >= droppedOf || clock.Since(began) > 2*time.Minute {
			return nil // what is not there by then is lost
		}
		if err := clock.Sleep(context.Background(), 50*time.Millisecond); err != nil {
			return err
		}
	}
}

// became counts the runs and what they have written.
func (b *bench) became(project string) (counts, error) {
	out, err := b.in(project, b.binary, "runs", "list", "--json", "--limit", "1000").Output()
	var runs []struct{ State string }
	if err == nil {
		err = json.Unmarshal(out, &runs)
	}
	if err != nil {
		return counts{}, fmt.Errorf("runs list: %w", err)
	}
	written, err := os.ReadDir(filepath.Join(b.dir, project, "out"))
	if err != nil {
		return counts{}, err
	}
	of := map[string]int{}
	for _, file := range written {
		name, _, _ := strings.Cut(file.Name(), ".csv.")
		of[name]++
	}
	found := counts{runs: len(runs), twice: max(0, len(runs)-droppedOf, len(written)-len(of)), lost: droppedOf - len(of)}
	for _, run := range runs {
		if run.State != "succeeded" {
			found.lost++
		}
	}
	return found, nil
}
