package sqlite

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/journal"
	"dandori/runtime/queue"
	"dandori/runtime/seal"
	"dandori/runtime/store/storetest"
)

// victim in the environment makes this test binary append to a journal until it
// is killed: the store's path, its key, and the seed of the journal.
const victim = "DANDORI_TEST_JOURNAL_VICTIM"

// TestAKilledProcessLeavesABeginning kills processes that append, at any
// instant. Whatever was said to be on disk is there, in its order, and another
// process goes on after it.
func TestAKilledProcessLeavesABeginning(t *testing.T) {
	if task := os.Getenv(victim); task != "" {
		appendForEver(t, strings.Split(task, "|"))
		return
	}
	for _, seed := range []uint64{1, rand.Uint64()} {
		killOften(t, seed)
	}
}

func killOften(t *testing.T, seed uint64) {
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 7))
	key := seal.NewKey()
	path := filepath.Join(t.TempDir(), "dandori.db")
	d := openStore(t, path, seal.NewBox(key))
	if _, err := d.Add(t.Context(), queue.Run{ID: "r1", Workflow: "w", Script: "s.ts"}, "", 0); err != nil {
		t.Fatal(err)
	}
	total := 0
	for range 6 {
		acknowledged := killOne(t, fmt.Sprintf("%s|%s|%d", path, key, seed), 1+r.IntN(60))
		before := total
		if total = checkWalk(t, d, seed); total < acknowledged || total < before {
			t.Fatalf("seed %d: %d entries after %d, of which %d were on disk", seed, total, before, acknowledged)
		}
	}
	if total < 50 {
		t.Errorf("seed %d: only %d entries", seed, total)
	}
}

// killOne lets a process append, kills it once it has said n times that
// something is on disk, and returns the number of the entry that it said last.
func killOne(t *testing.T, task string, n int) (acknowledged int) {
	t.Helper()
	c := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestAKilledProcessLeavesABeginning$")
	c.Env = append(os.Environ(), victim+"="+task)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		said, err := strconv.Atoi(lines.Text())
		if err != nil {
			t.Fatal(lines.Text())
		}
		acknowledged = said
		if n--; n == 0 {
			_ = c.Process.Kill() // what it says until then counts
		}
	}
	_ = c.Wait()
	return acknowledged
}

// checkWalk compares the journal with the walk of the seed, and returns how long it is.
func checkWalk(t *testing.T, d *DB, seed uint64) (n int) {
	t.Helper()
	walk := storetest.NewWalk(seed)
	var cursor string
	by := 0
	for e, err := range d.ReadJournal(t.Context(), "r1") {
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		n++
		load := func(hash string) ([]byte, error) { return d.Content(t.Context(), hash) }
		if want := walk.Next(); !storetest.SameEntry(e, want, load) {
			t.Fatalf("seed %d, entry %d: %+v\nwant %+v", seed, n, e, want)
		}
		if len(e.Answer.Keep) > 0 && e.N > by {
			cursor, by = string(e.Answer.Keep[0].Value), e.N
		}
	}
	if got, _, err := d.State("w").Get(t.Context(), "cursor"); err != nil || string(got) != cursor {
		t.Fatalf("seed %d: the state has %q, the journal %q (%v)", seed, got, cursor, err)
	}
	return n
}

// appendForEver goes on with the journal, and says the numbers of the entries
// that are on disk.
func appendForEver(t *testing.T, task []string) {
	key, err := seal.ParseKey(task[1])
	if err != nil {
		t.Fatal(err)
	}
	seed, _ := strconv.ParseUint(task[2], 10, 64)
	d := openStore(t, task[0], seal.NewBox(key))
	log := claimLog(t, d)
	walk, effects, n := storetest.NewWalk(seed), map[int]call.Effect{}, 0
	for range entriesOf(t, log) {
		storetest.Synced(effects, walk.Next())
		n++
	}
	for {
		e := walk.Next()
		if err := log.Append(e); err != nil {
			t.Fatal(err)
		}
		if n++; storetest.Synced(effects, e) {
			fmt.Println(n)
		}
	}
}

// claimLog claims the run, whose last owner was killed.
func claimLog(t *testing.T, d *DB) journal.Log {
	run, ok, err := d.ClaimRun(t.Context(), "r1", d.Worker(), time.Hour, queue.Queued, queue.Running)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	return journalOf(t, d, queue.Lease{Run: run.ID, Epoch: run.Epoch})
}

// TestAFullDiskEndsTheJournal fills the store to its brim.
func TestAFullDiskEndsTheJournal(t *testing.T) {
	d := openTest(t)
	log := journalOf(t, d, startRun(t, d, "r1"))
	mustAppend(t, log, beginning())
	if err := log.Sync(); err != nil {
		t.Fatal(err)
	}
	var pages int
	if err := d.reads.QueryRow("PRAGMA page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	if _, err := d.writer.conn.ExecContext(t.Context(), fmt.Sprintf("PRAGMA max_page_count = %d", pages+40)); err != nil {
		t.Fatal(err)
	}
	n := 0
	var full error
	for full == nil && n < 1000 {
		n++
		c := readCall(n, card(3000))
		full = errors.Join(log.Append(c[0]), log.Append(c[1]), log.Sync())
	}
	var told *call.Error
	if !errors.As(full, &told) || told.Hint.En == "" {
		t.Fatalf("after %d calls: %v", n, full)
	}
	if _, err := d.writer.conn.ExecContext(context.Background(), "PRAGMA max_page_count = 1000000"); err != nil {
		t.Fatal(err)
	}
	if err := log.Append(beginning()); err == nil {
		t.Error("something was appended after what is missing")
	}
	last := 0
	for e, err := range d.ReadJournal(t.Context(), "r1") {
		if err != nil {
			t.Fatal(err)
		}
		last = max(last, e.N)
	}
	if last < n-1 || last > n {
		t.Errorf("%d of %d calls are there", last, n)
	}
}
