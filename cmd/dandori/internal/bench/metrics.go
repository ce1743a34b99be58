//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
)

// result is what one benchmark of a package measured, by the metrics' units.
type result struct {
	name    string
	metrics map[string]float64
}

var cpus = regexp.MustCompile(`-\d+$`)

// benchmarks runs those of a package once. Limits and job waits measure on a
// clock of their own, so that their figures are the same on every machine.
func benchmarks(pkg, pattern string) ([]result, error) { return repeated(pkg, pattern, "1x") }

// repeated runs benchmarks so often, as -benchtime has it.
func repeated(pkg, pattern, times string) ([]result, error) {
	cmd := exec.Command("go", "test", "-run", "^$", "-bench", pattern, "-benchtime", times, pkg)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("running the benchmarks of %s: %w\n%s", pkg, err, out)
	}
	var results []result
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line)
		if len(f) < 4 || !strings.HasPrefix(f[0], "Benchmark") {
			continue
		}
		r := result{cpus.ReplaceAllString(f[0], ""), map[string]float64{}}
		for i := 2; i+1 < len(f); i += 2 {
			if r.metrics[f[i+1]], err = strconv.ParseFloat(f[i], 64); err != nil {
				return nil, fmt.Errorf("reading %q: %w", line, err)
			}
		}
		results = append(results, r)
	}
	if len(results) == 0 {
		return nil, fmt.Errorf("%s has no benchmark %s", pkg, pattern)
	}
	return results, nil
}

// limits sends 600 requests against a strict window of 10 a second, on every
// network of the simulation, and gives the worst of each pace.
func (b *bench) limits() ([]row, error) {
	results, err := benchmarks("./runtime/quota", "Limits")
	if err != nil {
		return nil, err
	}
	refused, networks, safe, full := 0.0, 0, 1.0, 100.0
	for _, r := range results {
		refused += r.metrics["429s"]
		networks++
		switch {
		case strings.HasSuffix(r.name, "/safe"):
			safe = min(safe, r.metrics["of-safe"])
		case strings.Contains(r.name, "steady"):
			full = min(full, r.metrics["%of-limit"])
		}
	}
	what := "600 requests against a strict window of 10 a second"
	return []row{
		{fmt.Sprintf("%s: answers of 429, over %d networks and paces", what, networks), fmt.Sprintf("**%.0f**", refused), "0"},
		{what + ": pace safe, worst network, of W / (W + mean latency)", fmt.Sprintf("**%.3f**", safe), "≥ 0.98"},
		{what + ": pace full, worst steady network, of the limit", fmt.Sprintf("**%.1f %%**", full), "≥ 97 %"},
	}, nil
}

// waiting waits for tasks of 2 s, 20 s and 10 min.
func (b *bench) waiting() ([]row, error) {
	results, err := benchmarks("./runtime/job", "Waiting")
	if err != nil {
		return nil, err
	}
	m := results[0].metrics
	return []row{
		{"ten tasks each of 2 s, 20 s, 10 min: polls of one task at most", fmt.Sprintf("**%.0f** (%.1f on average)", m["polls-at-most/task"], m["polls/task"]), "≤ 6"},
		{"the same: late at most, from the fourth on", fmt.Sprintf("**%.1f %%**", m["%late-at-most"]), "≤ 15 %"},
	}, nil
}
