//go:build linux

package main

import (
	"cmp"
	"encoding/json"
	"os"
	"path"
	"slices"
	"strings"
	"time"
)

// drop is a file that was dropped.
type drop struct {
	name string
	held []string // its contents, one after the other
}

func (d *drop) inbox() string { return path.Dir(d.name) }

// output is what a run has reported.
type output struct {
	Run, File, Text, Saw string
	At                   time.Time // when it was entered
	N                    int       // how many there were of its workflow, with it
	workflow             string
}

// folder lists the files in a folder of the project.
func (o *office) folder(name string) (names []string) {
	list, err := os.ReadDir(o.path(name))
	if err != nil && !os.IsNotExist(err) {
		o.t.Fatal(err)
	}
	for _, e := range list {
		if !e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	return names
}

// collect reads what runs have reported since.
func (s *soak) collect() {
	for _, w := range shopWorkflows {
		for _, name := range s.office.folder("out/" + w.name) {
			if _, known := s.seen[name]; known || !strings.HasSuffix(name, ".json") {
				continue
			}
			var o output
			if err := json.Unmarshal(slurp(s.office.path("out/"+w.name+"/"+name)), &o); err != nil {
				s.t.Fatalf("%s: %v", name, err)
			}
			o.workflow = w.name
			s.seen[name] = o
		}
	}
}

// of counts the runs of a workflow for a file with a content.
func (s *soak) of(workflow, file, held string) (n int) {
	for _, o := range s.seen {
		if o.workflow == workflow && o.File == file && o.Text == held {
			n++
		}
	}
	return n
}

// judge compares what ran with what should have run.
func (s *soak) judge() {
	most := 0 // runs that may have failed, since their file had become another
	for _, w := range shopWorkflows {
		total := 0
		for _, d := range s.drops {
			if d.inbox() != w.inbox {
				continue
			}
			for i, held := range d.held {
				n := s.of(w.name, d.name, held)
				total += n
				if last := i == len(d.held)-1; n > 1 || last && n != 1 {
					s.t.Errorf("%s ran %d times for %s with content %d of %d", w.name, n, d.name, i+1, len(d.held))
				}
			}
			most += len(d.held) - 1
		}
		s.judgeWorkflow(w, total)
	}
	runs := counted(s.office.runs())
	if runs["succeeded"] != len(s.seen) || runs["failed"] > most || runs["succeeded"]+runs["failed"] != sum(runs) {
		s.t.Errorf("runs: %v; %d have reported, %d may have failed", runs, len(s.seen), most)
	}
	for _, d := range s.drops {
		if d.inbox() == "in1" && s.office.read("in1/done/"+path.Base(d.name)) != d.held[0] {
			s.t.Errorf("in1/done/%s is another", path.Base(d.name))
		}
	}
}

func sum(n map[string]int) (all int) {
	for _, i := range n {
		all += i
	}
	return all
}

// race is how long before it is entered a run's version may have been chosen.
const race = time.Second

// judgeWorkflow checks that each run took what it should have, and did all once.
func (s *soak) judgeWorkflow(w shopWorkflow, total int) {
	var all []output
	for _, o := range s.seen {
		if o.workflow == w.name {
			all = append(all, o)
		}
	}
	slices.SortFunc(all, func(a, b output) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Run, b.Run)) })
	if len(all) != total {
		s.t.Errorf("%s: %d runs for %d files", w.name, len(all), total)
	}
	times := s.times[w.name]
	counts, floor := map[int]bool{}, 0
	for i, o := range all {
		counts[o.N] = true
		at := slices.IndexFunc(times, func(p phase) bool { return p.saw == o.Saw })
		for at >= 0 && at < len(times) && !(times[at].saw == o.Saw && at >= floor && s.may(times, at, o.At)) {
			at++
		}
		if at < 0 || at == len(times) {
			s.t.Errorf("%s: run %s, entered at %s, saw %q; %s", w.name, o.Run, o.At.Format("05.000"), o.Saw, around(times, o.At))
			continue
		}
		if i+1 < len(all) && all[i+1].At.After(o.At) {
			floor = max(floor, at)
		}
	}
	if w.name != "three" && len(counts) != len(all) { // whose runs run beside each other
		s.t.Errorf("%s: %d runs counted to %d", w.name, len(all), len(counts))
	}
	s.t.Logf("%s: %d runs, %d versions", w.name, len(all), len(times))
}

// may reports whether a run that was entered at a time may have what the files
// were in a phase: they were so then, or were broken then and so before.
func (s *soak) may(times []phase, i int, at time.Time) bool {
	here := func(p phase) bool {
		return !p.from.After(at.Add(2*time.Millisecond)) && (p.until.IsZero() || !p.until.Before(at.Add(-race)))
	}
	if here(times[i]) {
		return true
	}
	for j := i + 1; j < len(times); j++ {
		switch p := times[j]; {
		case p.saw == "broken" && here(p):
			return true
		case p.known && p.saw != "broken" && p.saw != "gone":
			return false // that one was live
		}
	}
	return false
}

// around tells the phases about a time.
func around(times []phase, at time.Time) string {
	var b strings.Builder
	for _, p := range times {
		if p.until.IsZero() || p.until.After(at.Add(-10*time.Second)) && p.from.Before(at.Add(time.Second)) {
			b.WriteString("\n  " + p.from.Format("05.000") + "–" + p.until.Format("05.000") + " " + p.saw)
		}
	}
	return b.String()
}
