package sqlite

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dandori/runtime/clock"
	"dandori/runtime/journal"
	"dandori/runtime/queue"
	"dandori/runtime/seal"
)

const (
	childTask  = "DANDORI_TEST_TASK"
	childStore = "DANDORI_TEST_STORE"
)

// TestWorker is no test: other tests start it as another process that uses their store.
func TestWorker(t *testing.T) {
	task, ok := map[string]func(context.Context, *DB, *bufio.Scanner) error{
		"fire": childFires, "work": childWorks, "hold": childHolds, "go on": childGoesOn, "race": childRaces, "wait": childWaits,
		"have a child": childHasChild, "linger": childLingers,
	}[os.Getenv(childTask)]
	if !ok {
		t.Skip("only for other tests")
	}
	d, err := openShared(t.Context(), os.Getenv(childStore))
	if err != nil {
		t.Fatal(err)
	}
	if err := task(t.Context(), d, bufio.NewScanner(os.Stdin)); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

func openShared(ctx context.Context, path string) (*DB, error) {
	return Open(ctx, Config{Path: path, Box: seal.NewBox(seal.Key{})})
}

// childHolds claims what is due, and works until it is killed.
func childHolds(ctx context.Context, d *DB, in *bufio.Scanner) error {
	r, ok, err := d.Claim(ctx, d.Worker(), time.Hour)
	if err != nil || !ok {
		return fmt.Errorf("nothing was due: %w", err)
	}
	log, err := d.Journal(ctx, queue.Lease{Run: r.ID, Epoch: r.Epoch})
	if err != nil {
		return err
	}
	if err := errors.Join(log.Append(journal.Entry{Kind: journal.Random}), log.Sync()); err != nil {
		return err
	}
	fmt.Println("> holds", r.ID)
	in.Scan()
	return nil
}

const frozenLease = 200 * time.Millisecond

// childGoesOn claims what is due, is frozen meanwhile, and goes on as if nothing had been.
func childGoesOn(ctx context.Context, d *DB, in *bufio.Scanner) error {
	r, _, err := d.Claim(ctx, d.Worker(), frozenLease)
	if err != nil {
		return err
	}
	l := queue.Lease{Run: r.ID, Epoch: r.Epoch}
	log, err := d.Journal(ctx, l)
	if err != nil {
		return err
	}
	fmt.Println("> holds", r.ID)
	in.Scan()
	appended := errors.Join(log.Append(journal.Entry{Kind: journal.Random}), log.Sync())
	held, _, err := d.Renew(ctx, d.Worker(), time.Hour)
	if err != nil {
		return err
	}
	parked := d.Park(ctx, l, queue.Park{State: queue.Succeeded})
	fmt.Println("> fenced", errors.Is(appended, queue.ErrFenced), len(held) == 0, errors.Is(parked, queue.ErrFenced))
	return nil
}

// childRaces claims runs by name as quickly as it can, and tells which it got.
func childRaces(ctx context.Context, d *DB, in *bufio.Scanner) error {
	fmt.Println("> ready")
	in.Scan()
	var got []string
	for _, id := range strings.Fields(in.Text()) {
		_, ok, err := d.ClaimRun(ctx, id, d.Worker(), time.Hour, queue.Queued)
		if err != nil {
			return err
		}
		if ok {
			got = append(got, id)
		}
	}
	fmt.Println("> got", strings.Join(got, " "))
	in.Scan() // it lives on
	return nil
}

// process is a TestWorker.
type process struct {
	*exec.Cmd
	in  io.WriteCloser
	out *bufio.Scanner
}

func start(t testing.TB, task, store string) *process {
	t.Helper()
	p := &process{Cmd: exec.Command(os.Args[0], "-test.run=^TestWorker$", "-test.v=false")}
	p.Env = append(os.Environ(), childTask+"="+task, childStore+"="+store)
	p.Stderr = os.Stderr
	var err error
	if p.in, err = p.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := p.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.out = bufio.NewScanner(out)
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = p.Process.Kill()
		_ = p.Wait()
	})
	return p
}

// says returns the child's next line for us.
func (p *process) says(t testing.TB) string {
	t.Helper()
	for p.out.Scan() {
		if line, ok := strings.CutPrefix(p.out.Text(), "> "); ok {
			return line
		}
	}
	t.Fatalf("the child ended: %v", p.out.Err())
	return ""
}

func (p *process) tell(t testing.TB, line string) {
	t.Helper()
	if _, err := fmt.Fprintln(p.in, line); err != nil {
		t.Fatal(err)
	}
}

// shared is a store that other processes use, too.
func shared(t testing.TB) (*DB, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "dandori.db")
	d, err := openShared(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d, path
}

func order(t testing.TB, d *DB, ids ...string) {
	t.Helper()
	for _, id := range ids {
		if _, err := d.Add(t.Context(), queue.Run{ID: id}, "", 0); err != nil {
			t.Fatal(err)
		}
	}
}

// takeOver claims the next run as a process that serves does, and tells how long that took.
func takeOver(t testing.TB, d *DB, lease time.Duration) (queue.Run, time.Duration) {
	t.Helper()
	bell, begun := d.Bell(), clock.Now()
	for {
		if _, err := d.Reap(t.Context()); err != nil {
			t.Fatal(err)
		}
		r, ok, err := d.Claim(t.Context(), d.Worker(), lease)
		if err != nil {
			t.Fatal(err)
		}
		if ok {
			return r, clock.Since(begun)
		}
		if clock.Since(begun) > time.Minute {
			t.Fatal("nobody took the run over")
		}
		if err := bell.Wait(t.Context(), clock.Now().Add(50*time.Millisecond)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestARunIsTakenOverAtOnceWhenItsProcessIsKilled(t *testing.T) {
	d, path := shared(t)
	for i := range 3 {
		order(t, d, fmt.Sprint("run", i))
		p := start(t, "hold", path)
		p.says(t)
		if _, err := d.Reap(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, ok, err := d.Claim(t.Context(), d.Worker(), time.Hour); ok || err != nil {
			t.Fatalf("claimed from a living process: %v, %v", ok, err)
		}
		if err := p.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		r, took := takeOver(t, d, time.Hour)
		if r.Crashes != 0 || r.Epoch != 3 {
			t.Fatalf("taken over as %+v", r)
		}
		t.Logf("%s was taken over after %s", r.ID, took)
		if took > 5*time.Second { // generous, on a busy machine; see BenchmarkTakeOver
			t.Errorf("taken over after %s", took)
		}
	}
}

func TestOfTwoProcessesOneGetsARun(t *testing.T) {
	d, path := shared(t)
	var ids []string
	for i := range 100 {
		ids = append(ids, fmt.Sprintf("run%03d", i))
	}
	order(t, d, ids...)
	children := []*process{start(t, "race", path), start(t, "race", path)}
	for _, p := range children {
		p.says(t)
	}
	for _, p := range children {
		p.tell(t, strings.Join(ids, " "))
	}
	by := map[string]int{}
	for _, p := range children {
		for _, id := range strings.Fields(p.says(t))[1:] {
			by[id]++
		}
	}
	for _, id := range ids {
		if by[id] != 1 {
			t.Errorf("%d processes got %s", by[id], id)
		}
	}
}
