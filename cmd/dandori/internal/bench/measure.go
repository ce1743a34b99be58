//go:build unix

package main

import (
	"bytes"
	"fmt"
	"os/exec"
	"slices"
	"syscall"
	"time"

	"dandori/runtime/clock"
)

// figures are those of one finished process.
type figures struct {
	wall time.Duration
	cpu  time.Duration // of all its threads
	peak float64       // resident memory, MiB
}

// measure runs cmd to its end, which must be a good one. The peak of a process
// counts what its parent had resident when it was started: this program keeps small.
func measure(cmd *exec.Cmd) (figures, error) {
	var said bytes.Buffer
	cmd.Stderr = &said
	started := clock.Now()
	if err := cmd.Run(); err != nil {
		return figures{}, fmt.Errorf("running %v: %w\n%s", cmd.Args, err, &said)
	}
	usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	took, s := clock.Since(started), cmd.ProcessState
	return figures{wall: took, cpu: s.UserTime() + s.SystemTime(), peak: float64(usage.Maxrss) / 1024}, nil
}

// pair is what two commands took, run in turn.
type pair struct{ ours, theirs []figures }

// inTurn runs both commands once to warm up, then n times each: A B A B.
func inTurn(n int, ours, theirs func() *exec.Cmd) (pair, error) {
	var p pair
	for i := range n + 1 {
		a, err := measure(ours())
		if err != nil {
			return p, err
		}
		b, err := measure(theirs())
		if err != nil {
			return p, err
		}
		if i > 0 {
			p.ours, p.theirs = append(p.ours, a), append(p.theirs, b)
		}
	}
	return p, nil
}

func (p pair) wall() string {
	return compare(p, func(f figures) float64 { return f.wall.Seconds() }, "%.3f s")
}

// cpu is what a busy machine disturbs less than the wall time.
func (p pair) cpu() string {
	return compare(p, func(f figures) float64 { return f.cpu.Seconds() }, "%.2f s")
}

func (p pair) peak() string {
	return compare(p, func(f figures) float64 { return f.peak }, "%.0f MiB")
}

// compare gives the median ratio of the pairs, with the medians of both sides.
func compare(p pair, of func(figures) float64, format string) string {
	var ratios, ours, theirs []float64
	for i := range p.ours {
		ours, theirs = append(ours, of(p.ours[i])), append(theirs, of(p.theirs[i]))
		ratios = append(ratios, of(p.ours[i])/of(p.theirs[i]))
	}
	return fmt.Sprintf("**%.2f** ("+format+" / "+format+")", median(ratios), median(ours), median(theirs))
}

func median(list []float64) float64 {
	slices.Sort(list)
	return list[len(list)/2]
}
