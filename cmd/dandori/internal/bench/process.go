//go:build unix

package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"dandori/runtime/clock"
)

// tick is what the kernel counts a process's time in, on every Linux that Go runs on.
const tick = 10 * time.Millisecond

// cpuOf is the processor time that a process has used.
func cpuOf(pid int) (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	_, after, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(after) // from the third field of proc(5) on
	if len(fields) < 13 {
		return 0, fmt.Errorf("/proc/%d/stat: %s", pid, text)
	}
	user, err := strconv.Atoi(fields[11])
	if err != nil {
		return 0, err
	}
	system, err := strconv.Atoi(fields[12])
	return time.Duration(user+system) * tick, err
}

// memoryOf is the memory that a process has resident, and had at most, in MiB.
func memoryOf(pid int) (now, most float64, err error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, 0, err
	}
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(line, ":")
		kib, _, _ := strings.Cut(strings.TrimSpace(value), " ")
		switch name {
		case "VmRSS":
			now, err = strconv.ParseFloat(kib, 64)
		case "VmHWM":
			most, err = strconv.ParseFloat(kib, 64)
		}
		if err != nil {
			return 0, 0, err
		}
	}
	return now / 1024, most / 1024, nil
}

// atRest waits until a process has next to nothing to do any more for as long as
// look, and returns when that began.
func (p *spoken) atRest(look time.Duration) (time.Time, error) {
	for began := clock.Now(); clock.Since(began) < 3*time.Minute; {
		at := clock.Now()
		used, err := p.using(look)
		if err != nil {
			return at, err
		}
		if used <= max(2*tick, look/20) {
			return at, nil
		}
	}
	return time.Time{}, fmt.Errorf("%v does not come to rest", p.cmd.Args)
}

// using is the processor time that a process uses in the next d.
func (p *spoken) using(d time.Duration) (time.Duration, error) {
	before, err := cpuOf(p.cmd.Process.Pid)
	if err != nil {
		return 0, err
	}
	if err := clock.Sleep(context.Background(), d); err != nil {
		return 0, err
	}
	after, err := cpuOf(p.cmd.Process.Pid)
	return after - before, err
}
