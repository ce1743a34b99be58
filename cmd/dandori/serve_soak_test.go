//go:build linux

package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"dandori/runtime/clock"
)

// TestServeSoak edits a project in every way that editors have while dandori
// serve runs it, drops files, and kills serve and its workers at any time. What
// ran must be what a model says that should have run. DANDORI_SOAK=1 does so
// for long, DANDORI_SEED=n does what seed n does.
func TestServeSoak(t *testing.T) {
	seeds, rounds := 1, 5
	if os.Getenv("DANDORI_SOAK") != "" {
		seeds, rounds = 12, 40
	}
	for i := range seeds {
		seed := uint64(clock.Now().UnixNano()) + uint64(i)
		if _, err := fmt.Sscan(os.Getenv("DANDORI_SEED"), &seed); err != nil && os.Getenv("DANDORI_SEED") != "" {
			t.Fatal(err)
		}
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			t.Logf("DANDORI_SEED=%d", seed)
			s := newSoak(t, rand.New(rand.NewPCG(seed, 4)))
			for range rounds {
				s.round()
			}
			s.finish()
		})
	}
}

// soak is a project under attack, and what is known of it.
type soak struct {
	*shop
	dice   *rand.Rand
	server *process
	logs   string    // of the servers before it
	up     time.Time // since when the server serves; zero: it does not
	drops  []*drop
	seen   map[string]output // outputs of runs, by name
}

func newSoak(t *testing.T, dice *rand.Rand) *soak {
	s := &soak{shop: newShop(t), dice: dice, seen: map[string]output{}}
	s.start()
	for _, name := range []string{"in1/first.csv", "in2/first.csv"} { // so that there is a good version of each
		s.drops = append(s.drops, &drop{name: name, held: []string{name}})
		s.put(name, name, true)
	}
	s.await(s.drops)
	return s
}

func (s *soak) start() {
	if s.server != nil {
		s.logs += s.server.heardSoFar()
	}
	s.server = s.office.serve()
	s.up = clock.Now()
}

// round edits, drops and kills; then files that were dropped before must have had their runs.
func (s *soak) round() {
	killed := s.killer()
	for range 2 + s.dice.IntN(12) {
		s.act()
	}
	before := len(s.drops)
	for range 1 + s.dice.IntN(3) {
		s.drop()
		s.act()
	}
	while := s.dice.IntN(5)
	if killed != nil {
		<-killed
		s.known(clock.Now(), s.up)
		s.up = time.Time{}
		for range while {
			s.act() // nobody sees it
		}
		s.start()
	}
	s.await(s.drops[:before])
}

// killer kills something at some time, if the dice say so. It returns what is
// closed when the server has ended, nil when it goes on.
func (s *soak) killer() <-chan struct{} {
	what, which := s.dice.IntN(8), s.dice.Float64()
	after := time.Duration(s.dice.Int64N(int64(2500 * time.Millisecond)))
	server, ended := s.server, make(chan struct{})
	switch what {
	case 0, 1, 2: // kill -9
		s.did("kill -9 serve after %s", after)
		clock.AfterFunc(after, func() { _ = server.cmd.Process.Kill(); server.end(); close(ended) })
		return ended
	case 3:
		s.did("SIGTERM to serve after %s", after)
		clock.AfterFunc(after, func() { _ = server.cmd.Process.Signal(syscall.SIGTERM); server.ends(0); close(ended) })
		return ended
	case 4, 5, 6:
		s.did("kill -9 a worker from %s on", after)
		clock.AfterFunc(after, func() {
			if all := s.office.workers(); len(all) > 0 {
				all[int(which*float64(len(all)))].send(os.Kill)
			}
		})
	default:
		s.did("reload after %s", after)
		clock.AfterFunc(after, func() { _ = server.cmd.Process.Signal(syscall.SIGHUP) })
	}
	return nil
}

// act does one thing to the project's files.
func (s *soak) act() {
	names := slices.Sorted(slices.Values(s.names))
	name := names[s.dice.IntN(len(names))]
	how, good, variant := s.dice.IntN(3), s.dice.IntN(4) > 0, s.dice.IntN(100)
	began, up := clock.Now(), s.up
	switch s.dice.IntN(12) {
	case 0:
		s.remove(name)
	case 1:
		s.away(name)
	case 2:
		s.swapFolder("scripts/lib")
	case 3:
		s.swapLink(variant)
	case 4:
		s.moveDefinition(name)
	case 5:
		s.noise(variant)
	case 6:
		s.touch(name)
	default:
		s.save(name, how, good, variant)
	}
	s.known(began, up)
}

// drop puts a file into an inbox, or another content into one that is there.
func (s *soak) drop() {
	kind, i := s.dice.IntN(6), s.dice.IntN(1<<20)
	var again []*drop
	for _, d := range s.drops {
		if d.inbox() == "in2" {
			again = append(again, d)
		}
	}
	if kind == 0 && len(again) > 0 {
		d := again[i%len(again)]
		s.did("%s once more", d.name)
		s.put(d.name, d.held[len(d.held)-1], i%2 == 0)
		return
	}
	if kind == 1 && len(again) > 0 {
		d := again[i%len(again)]
		d.held = append(d.held, fmt.Sprintf("%s %d", d.name, len(d.held)))
		s.did("%s is another", d.name)
		s.put(d.name, d.held[len(d.held)-1], i%2 == 0)
		return
	}
	d := &drop{name: fmt.Sprintf("in%d/%05d.csv", 1+i/2%2, len(s.drops))}
	d.held = []string{d.name + " 0"}
	s.drops = append(s.drops, d)
	s.did("%s is dropped", d.name)
	s.put(d.name, d.held[0], i%2 == 0)
}

// await waits until the drops have had all their runs, but of workflows that are gone.
func (s *soak) await(drops []*drop) {
	s.t.Helper()
	s.whenever("out", func() (missing string) {
		s.collect()
		for _, d := range drops {
			for _, w := range shopWorkflows {
				if w.inbox == d.inbox() && s.starts(w) && s.of(w.name, d.name, d.held[len(d.held)-1]) == 0 {
					missing += fmt.Sprintf("no run of %s of %s; ", w.name, d.name)
				}
			}
		}
		return missing
	})
}

// whenever looks what is missing, now and after each change below a folder, until nothing is.
func (s *soak) whenever(folder string, look func() (missing string)) {
	s.t.Helper()
	missing := ""
	came, err := whenever(s.office.path(folder), time.After(patience()), func() bool { missing = look(); return missing == "" })
	s.ok(err)
	if !came {
		s.t.Fatalf("%s\n%s", missing, s.tell())
	}
}

// tell is what is known for whoever must find out what went wrong.
func (s *soak) tell() string {
	return fmt.Sprintf("%s\nfiles: %v\nruns: %v\n%s", strings.Join(s.acts, "\n"), s.disk, counted(s.office.runs()), s.logs+s.server.heardSoFar())
}

// finish mends everything, waits until all is done, and compares with the model.
func (s *soak) finish() {
	began := clock.Now()
	s.mend()
	s.known(began, s.up)
	s.await(s.drops)
	runs := s.office.runs()
	for _, state := range []string{"queued", "running", "waiting"} {
		for _, run := range runs[state] {
			s.office.over(run)
		}
	}
	s.whenever("in1", func() string { return strings.Join(s.office.folder("in1"), ", ") })
	s.server.signal(syscall.SIGTERM).ends(0)
	s.collect()
	s.judge()
	if s.t.Failed() {
		s.t.Log(s.tell())
	}
}
