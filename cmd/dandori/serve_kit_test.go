//go:build linux

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// serve starts dandori serve, with more in its environment, and waits until it serves.
func (o *office) serve(env ...string) *process {
	o.t.Helper()
	c := o.command(0, "serve", "--log-format", "json")
	c.Env = append(c.Env, env...)
	return o.begin(c).until("serving ")
}

// ends wants a server to end by itself with that exit code.
func (p *process) ends(code int) ended {
	p.t.Helper()
	late := time.AfterFunc(time.Minute, func() { _ = p.cmd.Process.Kill() })
	defer late.Stop()
	e := p.end()
	if e.code != code {
		p.t.Errorf("%v: exit %d, want %d\n%s", p.cmd.Args[1:], e.code, code, e.stderr)
	}
	return e
}

// worker is a process that works on a run.
type worker struct {
	run string
	pid int
}

// workers are those of this project, by their runs' names.
func (o *office) workers() (all []worker) {
	o.t.Helper()
	root, err := filepath.EvalSymlinks(o.root)
	if err != nil {
		o.t.Fatal(err)
	}
	processes, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		o.t.Fatal(err)
	}
	for _, dir := range processes {
		args := bytes.Split(bytes.TrimSuffix(slurp(filepath.Join(dir, "cmdline")), []byte{0}), []byte{0})
		if len(args) < 3 || string(args[1]) != "worker" {
			continue
		}
		if at, _ := os.Readlink(filepath.Join(dir, "cwd")); at == root {
			pid, _ := strconv.Atoi(filepath.Base(dir))
			all = append(all, worker{string(args[len(args)-1]), pid})
		}
	}
	slices.SortFunc(all, func(a, b worker) int { return bytes.Compare([]byte(a.run), []byte(b.run)) })
	return all
}

// worker is the one at work, after a word of its run.
func (o *office) worker() worker {
	o.t.Helper()
	all := o.workers()
	if len(all) != 1 {
		o.t.Fatalf("workers: %v", all)
	}
	return all[0]
}

// quiet waits until no worker is left.
func (o *office) quiet() {
	o.t.Helper()
	for all := o.workers(); len(all) > 0; all = o.workers() {
		all[0].gone(o.t)
	}
}

// gone waits for the end of a worker's process.
func (w worker) gone(t *testing.T) {
	t.Helper()
	fd, err := unix.PidfdOpen(w.pid, 0)
	if errors.Is(err, unix.ESRCH) {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = unix.Close(fd) }()
	for {
		n, err := unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}, int(patience().Milliseconds()))
		switch {
		case errors.Is(err, unix.EINTR):
		case err != nil:
			t.Fatal(err)
		case n == 0:
			t.Fatalf("the worker of %s does not end", w.run)
		default:
			return
		}
	}
}

// send sends a signal to a worker; that it has ended already is no error.
func (w worker) send(s os.Signal) {
	if p, err := os.FindProcess(w.pid); err == nil {
		_ = p.Signal(s)
	}
}

// slurp reads a file that may be gone.
func slurp(name string) []byte {
	text, _ := os.ReadFile(name)
	return text
}

// runs are the names of all runs by their states.
func (o *office) runs() map[string][]string {
	o.t.Helper()
	var all []struct{ Run, State string }
	list := o.must(0, "runs", "list", "--json", "--limit", "1000000")
	if err := json.Unmarshal(list.stdout, &all); err != nil {
		o.t.Fatalf("%v\n%s", err, list.stdout)
	}
	by := map[string][]string{}
	for _, r := range all {
		by[r.State] = append(by[r.State], r.Run)
	}
	return by
}

// counted is how many runs there are in each state.
func counted(runs map[string][]string) map[string]int {
	n := map[string]int{}
	for _, state := range slices.Sorted(maps.Keys(runs)) {
		n[state] = len(runs[state])
	}
	return n
}

// heardSoFar is what the process has written to stderr.
func (p *process) heardSoFar() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.said.String()
}

// many waits until the process has written mark to stderr n times.
func (p *process) many(mark string, n int) *process {
	p.t.Helper()
	return p.says(fmt.Sprintf("%q %d times", mark, n), func(more string) bool { n -= strings.Count(more, mark); return n <= 0 })
}

// over waits until a run is over.
func (o *office) over(run string) {
	o.t.Helper()
	c := o.command(0, "runs", "logs", "--follow", run)
	late := time.AfterFunc(patience(), func() { _ = c.Process.Kill() })
	defer late.Stop()
	if e := o.wait(c, nil); e.code != 0 {
		o.t.Fatalf("run %s is not over: exit %d\n%s%s", run, e.code, e.stderr, o.shown())
	}
}
