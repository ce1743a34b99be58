//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"

	"dandori/runtime/clock"
)

const sqlite = "./runtime/store/sqlite"

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
		return func() *exec.Cmd { return b.in("project", binary, "run", "export.ts", "--log-format", "json") }
	}
	p, err := inTurn(9, export(b.binary), export(b.unkept))
	if err != nil {
		return nil, err
	}
	what := fmt.Sprintf("%d cards over HTTP into a CSV, beside a run that keeps no journal", cards)
	return []row{{what + ": wall time", p.wall(), "≤ 1.10"}}, nil
}

func (b *bench) in(dir, binary string, args ...string) *exec.Cmd {
	cmd := exec.Command(binary, args...)
	cmd.Dir = filepath.Join(b.dir, dir)
	return cmd
}

// entries measures what a journal takes in.
func (b *bench) entries() ([]row, error) {
	reads, err := repeated(sqlite, "Reads$", "50000x")
	if err != nil {
		return nil, err
	}
	synced, err := repeated(sqlite, "Synced$", "40x")
	if err != nil {
		return nil, err
	}
	s := synced[0].metrics
	return []row{
		{"calls that only read, into a journal, a second", fmt.Sprintf("**%.0f**", reads[0].metrics["calls/s"]), "≥ 5,000"},
		{"intents and results on disk, of a loop that appends and syncs: four writes at once", fmt.Sprintf("**%.2f**", s["four-of-bare"]), "≥ 0.8"},
		{"the same: one write at a time", fmt.Sprintf("**%.2f**", s["one-of-bare"]), "≥ 0.8"},
	}, nil
}

// replays measures how long a run takes to come back to where it was.
func (b *bench) replays() ([]row, error) {
	base, key, stop, err := b.sandbox()
	if err != nil {
		return nil, err
	}
	defer stop()
	if err := b.exporting(base, key); err != nil {
		return nil, err
	}
	export, err := os.ReadFile(filepath.Join(b.dir, "project/export.ts"))
	if err != nil {
		return nil, err
	}
	ask := "import { approve } from \"dandori\";\n"
	calls := ask + "import { state } from \"dandori\";\nfor (let i = 0; i < 10000; i++) await state.get(\"k\" + i);\nawait approve(\"?\");\n"
	many, err := b.comesBack("calls.ts", calls)
	if err != nil {
		return nil, err
	}
	cardsAgain, err := b.comesBack("again.ts", ask+string(export)+"await approve(\"?\");\n")
	if err != nil {
		return nil, err
	}
	return []row{
		{"a run goes on after 10,000 recorded calls: whole process", fmt.Sprintf("**%.2f s**", many), "≤ 1 s"},
		{fmt.Sprintf("a run goes on after exporting %d cards (334 pages, its CSV written again): whole process", cards), fmt.Sprintf("**%.2f s**", cardsAgain), "≤ 2 s"},
	}, nil
}

// comesBack runs a script up to its approval, three times, and returns the
// median of what it takes to go on from there.
func (b *bench) comesBack(name, script string) (float64, error) {
	if err := b.write("project/"+name, script); err != nil {
		return 0, err
	}
	var took []float64
	for range 3 {
		_ = b.in("project", b.binary, "run", name).Run() // ends with 6: it waits for an approval
		out, err := b.in("project", b.binary, "runs", "list", "--json", "--limit", "1").Output()
		var runs []struct{ Run string }
		if err == nil {
			err = json.Unmarshal(out, &runs)
		}
		if err != nil || len(runs) != 1 {
			return 0, fmt.Errorf("runs list: %w: %s", err, out)
		}
		if err := b.in("project", b.binary, "runs", "approve", runs[0].Run).Run(); err != nil {
			return 0, err
		}
		started := clock.Now()
		if out, err := b.in("project", b.binary, "runs", "resume", runs[0].Run).CombinedOutput(); err != nil {
			return 0, fmt.Errorf("runs resume: %w: %s", err, out)
		}
		took = append(took, clock.Since(started).Seconds())
	}
	return median(took), nil
}

// many measures ten thousand waiting runs, and processes that die.
func (b *bench) many() ([]row, error) {
	waiting, err := repeated(sqlite, "Waiting$", "60x")
	if err != nil {
		return nil, err
	}
	dead, err := repeated(sqlite, "TakeOver$", "20x")
	if err != nil {
		return nil, err
	}
	w, d := waiting[0].metrics, dead[0].metrics
	return []row{
		{"10,000 waiting runs: memory of the process that watches them", fmt.Sprintf("**%.0f MiB**", w["MiB"]), "≤ 100 MiB"},
		{"the same: late when one is due, at worst of 60", fmt.Sprintf("**%.0f ms** (%.0f on average)", w["ms-late-at-worst"], w["ms-late"]), "≤ 100 ms"},
		{"from kill -9 of a process to another's claim of its run, at worst of 20", fmt.Sprintf("**%.2f s** (%.2f on average)", d["ms-at-worst"]/1000, d["ms-to-claim"]/1000), "≤ 0.2 s"},
	}, nil
}

var (
	threeOfOne = regexp.MustCompile(`three: [0-9.]+, or ([0-9.]+) of it`)
	killedAt   = regexp.MustCompile(`killed at (\d+) points`)
)

// shared measures three processes on one key; the test fails at the first 429.
func (b *bench) shared() ([]row, error) {
	out, err := verbose(sqlite, "TestProcessesShareALimit")
	found := threeOfOne.FindSubmatch(out)
	if err != nil || found == nil {
		return nil, fmt.Errorf("three processes: %w\n%s", err, out)
	}
	return []row{
		{"three processes on one key against a strict window of 10 a second: answers of 429", "**0**", "0"},
		{"the same: throughput, of one process", fmt.Sprintf("**%s**", found[1]), "≥ 0.95"},
	}, nil
}

// crashes kills runs at every entry of their journals and before every write to
// a socket; the test fails when anything is doubled, lost or otherwise than in a run that was left alone.
func (b *bench) crashes() ([]row, error) {
	out, err := verbose("./cmd/dandori", "TestKilledAnywhere", "DANDORI_SOAK=1")
	kills := 0
	for _, found := range killedAt.FindAllSubmatch(out, -1) {
		n, _ := strconv.Atoi(string(found[1]))
		kills += n
	}
	if err != nil || kills == 0 {
		return nil, fmt.Errorf("the crash sweep: %w\n%s", err, out)
	}
	return []row{{fmt.Sprintf("runs killed at each of their %d entries and writes to a socket, and resumed: writes doubled, writes lost, ends that differ", kills), "**0, 0, 0**", "0"}}, nil
}

// verbose runs a test of a package and returns what it said.
func verbose(pkg, test string, env ...string) ([]byte, error) {
	cmd := exec.Command("go", "test", "-count", "1", "-timeout", "30m", "-v", "-run", "^"+test+"$", pkg)
	cmd.Env = append(os.Environ(), env...)
	return cmd.CombinedOutput()
}
