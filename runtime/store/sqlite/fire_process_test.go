package sqlite

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"dandori/runtime/clock"
	"dandori/runtime/journal"
	"dandori/runtime/queue"
)

func fileCause(n int) queue.Cause {
	path := fmt.Sprintf("inbox/%d.csv", n)
	return queue.Cause{Workflow: "w", Kind: queue.ByFile, Key: path + " hash", File: queue.File{Path: path, Hash: "hash"}}
}

// childFires fires as many causes as it is told, in their order.
func childFires(ctx context.Context, d *DB, in *bufio.Scanner) error {
	fmt.Println("> ready")
	in.Scan()
	causes, err := strconv.Atoi(in.Text())
	if err != nil {
		return err
	}
	for n := range causes {
		id := fmt.Sprintf("run%04d-%s", n, d.Worker())
		fired, err := d.Fire(ctx, queue.Run{ID: id, Workflow: "w", Lane: fmt.Sprint("lock:", n%3)}, fileCause(n), false, nil)
		if err != nil {
			return err
		}
		if fired.New {
			fmt.Println("> new", n, fired.Run)
		}
	}
	fmt.Println("> done")
	in.Scan()
	return nil
}

// childWorks works on what is ready, as a process that serves and its workers
// do, until nothing is left, and writes down what it does.
func childWorks(ctx context.Context, d *DB, _ *bufio.Scanner) error {
	book, err := os.OpenFile(os.Getenv(childStore)+".book", os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = book.Close() }()
	for bell := d.Bell(); ; {
		if _, err := d.Reap(ctx); err != nil {
			return err
		}
		ready, err := d.Ready(ctx, 3)
		if err != nil {
			return err
		}
		for _, r := range ready {
			if err := workOn(ctx, d, book, r.ID); err != nil {
				return err
			}
		}
		left, err := d.List(ctx, queue.Filter{States: []queue.State{queue.Queued, queue.Running}, Limit: 1})
		if err != nil || len(left) == 0 {
			fmt.Println("> done")
			return err
		}
		if err := bell.Wait(ctx, clock.Now().Add(20*time.Millisecond)); err != nil {
			return err
		}
	}
}

func workOn(ctx context.Context, d *DB, book *os.File, id string) error {
	r, ok, err := d.ClaimRun(ctx, id, d.Worker(), time.Hour, queue.Queued)
	if err != nil || !ok {
		return err
	}
	l := queue.Lease{Run: r.ID, Epoch: r.Epoch}
	log, err := d.Journal(ctx, l)
	if err != nil {
		return err
	}
	if err := errors.Join(log.Append(journal.Entry{Kind: journal.Random}), log.Sync()); err != nil { // it got on: dying is not its fault
		return err
	}
	_, err = fmt.Fprintln(book, r.Lane, r.ID)
	fmt.Println("> works")
	if err == nil {
		err = clock.Sleep(ctx, time.Duration(rand.IntN(3))*time.Millisecond)
	}
	_, written := fmt.Fprintln(book, r.Lane, r.ID)
	return errors.Join(err, written, d.Park(ctx, l, queue.Park{State: queue.Succeeded}))
}

// causesAndRuns checks that each cause has one run, and each run one cause.
func causesAndRuns(t *testing.T, d *DB, want int) []queue.Run {
	t.Helper()
	runs, err := d.List(t.Context(), queue.Filter{Limit: 10 * want})
	if err != nil {
		t.Fatal(err)
	}
	causes, err := d.Causes(t.Context(), queue.CauseFilter{Limit: 10 * want})
	if err != nil {
		t.Fatal(err)
	}
	if len(runs) != want || len(causes) != want {
		t.Errorf("%d causes and %d runs, want %d", len(causes), len(runs), want)
	}
	for _, c := range causes {
		if !slices.ContainsFunc(runs, func(r queue.Run) bool { return r.ID == c.Run }) {
			t.Errorf("the run %s of %s is not there", c.Run, c.Key)
		}
	}
	return runs
}

func TestOf100ProcessesOneFires(t *testing.T) {
	if testing.Short() {
		t.Skip("many processes")
	}
	d, path := shared(t)
	var all []*process
	for range 100 {
		all = append(all, start(t, "fire", path))
	}
	for _, p := range all {
		p.says(t)
	}
	for _, p := range all { // each waits for this
		p.tell(t, "2")
	}
	fired := map[string]int{}
	for _, p := range all {
		for line := p.says(t); line != "done"; line = p.says(t) {
			fired[strings.Fields(line)[1]]++
		}
	}
	if fired["0"] != 1 || fired["1"] != 1 {
		t.Errorf("fired: %v", fired)
	}
	causesAndRuns(t, d, 2)
}

// A process is killed while it fires; another looks again at all causes.
func TestAKillBetweenFiresNothingTwice(t *testing.T) {
	const causes = 60
	d, path := shared(t)
	acknowledged := map[string]string{}
	for round := range 6 {
		p := start(t, "fire", path)
		p.says(t)
		p.tell(t, fmt.Sprint(causes))
		enough := rand.IntN(causes / 4)
		for line := p.says(t); line != "done"; line = p.says(t) {
			f := strings.Fields(line)
			if was := acknowledged[f[1]]; was != "" {
				t.Errorf("%s had fired %s, and fires %s", f[1], was, f[2])
			}
			acknowledged[f[1]] = f[2]
			if enough--; enough <= 0 && round < 5 {
				break
			}
		}
		if err := p.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = p.Wait()
	}
	runs := causesAndRuns(t, d, causes)
	for _, id := range acknowledged {
		if !slices.ContainsFunc(runs, func(r queue.Run) bool { return r.ID == id }) {
			t.Errorf("%s was acknowledged, and is lost", id)
		}
	}
}

// Several processes work on three lanes, and are killed at random: in each lane
// one run comes after the other, in the order in which they were fired, and none
// is left.
func TestLanesOutliveTheirWorkers(t *testing.T) {
	const causes = 45
	d, path := shared(t)
	var want [3][]string
	for n := range causes {
		id := fmt.Sprintf("run%04d", n)
		lane := n % 3
		if _, err := d.Fire(t.Context(), queue.Run{ID: id, Lane: fmt.Sprint("lock:", lane)}, fileCause(n), false, nil); err != nil {
			t.Fatal(err)
		}
		want[lane] = append(want[lane], id)
	}
	for range 12 { // two at a time, of which one is killed at work
		a, b := start(t, "work", path), start(t, "work", path)
		for range 1 + rand.IntN(3) {
			if a.says(t) == "done" {
				break
			}
		}
		for _, p := range []*process{a, b} {
			if err := p.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			_ = p.Wait()
		}
	}
	last := start(t, "work", path)
	for last.says(t) != "done" {
	}
	for _, r := range causesAndRuns(t, d, causes) {
		if r.State != queue.Succeeded {
			t.Errorf("%s is %s: %s", r.ID, r.State, r.Reason)
		}
	}
	book, err := os.ReadFile(filepath.Clean(path + ".book"))
	if err != nil {
		t.Fatal(err)
	}
	var got [3][]string
	for line := range strings.Lines(string(book)) {
		lane, id, _ := strings.Cut(strings.TrimSpace(strings.TrimPrefix(line, "lock:")), " ")
		n, err := strconv.Atoi(lane)
		if err != nil {
			t.Fatal(err)
		}
		got[n] = append(got[n], id)
	}
	for n := range want {
		if in := slices.Compact(got[n]); !slices.Equal(in, want[n]) {
			t.Errorf("in lane %d came %v", n, in)
		}
	}
}
