//go:build linux

package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
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

// eventually waits until something is so, for a minute at most, and longer in a soak.
func eventually(t *testing.T, what string, so func() bool, tell ...func() string) {
	t.Helper()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	most := time.Minute
	if os.Getenv("DANDORI_SOAK") != "" {
		most *= 15
	}
	for late := time.After(most); !so(); {
		select {
		case <-look.C:
		case <-late:
			for _, f := range tell {
				t.Log(f())
			}
			t.Fatalf("after %s: not %s", most, what)
		}
	}
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

// worker waits for the one that works on a workflow's only run.
func (o *office) worker() (w worker) {
	o.t.Helper()
	eventually(o.t, "a worker at work", func() bool {
		all := o.workers()
		if len(all) > 0 {
			w = all[0]
		}
		return len(all) > 0
	})
	return w
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
	eventually(p.t, mark+" as often as wanted", func() bool { return strings.Count(p.heardSoFar(), mark) >= n }, p.heardSoFar)
	return p
}
