package sqlite

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"dandori/runtime/clock"
	"dandori/runtime/queue"
)

// childWaits claims what becomes due, as a process that serves does, and tells how late each was.
func childWaits(ctx context.Context, d *DB, in *bufio.Scanner) error {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		in.Scan()
		cancel()
	}()
	bell := d.Bell()
	fmt.Println("> waits", os.Getpid())
	for ctx.Err() == nil {
		r, ok, err := d.Claim(ctx, d.Worker(), time.Hour)
		if err != nil {
			return quiet(ctx, err)
		}
		if ok {
			late := clock.Since(r.Created)
			if err := d.Park(ctx, queue.Lease{Run: r.ID, Epoch: r.Epoch}, queue.Park{State: queue.Succeeded}); err != nil {
				return quiet(ctx, err)
			}
			fmt.Println("> late", r.ID, late.Microseconds())
			continue
		}
		until := clock.Now().Add(time.Minute)
		if next, err := d.Next(ctx); err != nil {
			return quiet(ctx, err)
		} else if !next.IsZero() && next.Before(until) {
			until = next
		}
		if err := bell.Wait(ctx, until); err != nil {
			return quiet(ctx, err)
		}
	}
	return nil
}

func quiet(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// waiting puts n runs into the list that are due at some time far away, in one transaction.
func waiting(t testing.TB, d *DB, n int) {
	t.Helper()
	spec, err := d.sealJSON(queue.Spec{Params: []byte(`{"from":"2025-01-01"}`)}, "bench")
	if err != nil {
		t.Fatal(err)
	}
	if err := d.change(t.Context(), quick, func(tx *tx) error {
		for i := range n {
			if _, err := tx.Exec(`INSERT INTO runs(id, workflow, script, state, due_at, created_at, program, prelude, spec) VALUES(?, 'w', 's', 'waiting', ?, 1, 'p', 'e', ?)`,
				fmt.Sprintf("20270101-%06d", i), clock.Now().Add(time.Hour+time.Duration(i)*time.Second).UnixMilli(), spec); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// memory is the resident memory of a process in MiB; 0 where that cannot be told.
func memory(pid string) float64 {
	if runtime.GOOS != "linux" {
		return 0
	}
	status, _ := os.ReadFile("/proc/" + pid + "/status")
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kib, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kib / 1024
		}
	}
	return 0
}

// BenchmarkWaiting has a process wait for 10,000 runs. An operation is one run
// that becomes due, by its time and by another process's order in turns.
func BenchmarkWaiting(b *testing.B) {
	d, path := shared(b)
	waiting(b, d, 10_000)
	p := start(b, "wait", path)
	pid := strings.Fields(p.says(b))[1]
	var worst, sum time.Duration
	for i := range b.N {
		r := queue.Run{ID: fmt.Sprint("due", i), Created: clock.Now()}
		if i%2 == 0 {
			r.Created = r.Created.Add(120 * time.Millisecond) // Created says to the child when it was to wake
			r.Due = r.Created
		}
		if _, err := d.Add(b.Context(), r, "", 0); err != nil {
			b.Fatal(err)
		}
		us, err := strconv.Atoi(strings.Fields(p.says(b))[2])
		if err != nil {
			b.Fatal(err)
		}
		late := time.Duration(us) * time.Microsecond
		worst, sum = max(worst, late), sum+late
	}
	b.ReportMetric(float64(worst.Microseconds())/1000, "ms-late-at-worst")
	b.ReportMetric(float64(sum.Microseconds())/1000/float64(b.N), "ms-late")
	b.ReportMetric(memory(pid), "MiB")
}

// BenchmarkClaim claims a run and parks it as waiting, among 10,000 that wait.
func BenchmarkClaim(b *testing.B) {
	d, _ := shared(b)
	waiting(b, d, 10_000)
	order(b, d, "run")
	for b.Loop() {
		r, ok, err := d.Claim(b.Context(), d.Worker(), time.Hour)
		if err != nil || !ok {
			b.Fatal(ok, err)
		}
		if err := d.Park(b.Context(), queue.Lease{Run: r.ID, Epoch: r.Epoch}, queue.Park{State: queue.Queued}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLook is one look whether anything is due when nothing is, and for changes.
func BenchmarkLook(b *testing.B) {
	d, _ := shared(b)
	waiting(b, d, 10_000)
	bell := d.Bell()
	for b.Loop() {
		if _, ok, err := d.Claim(b.Context(), d.Worker(), time.Hour); ok || err != nil {
			b.Fatal(ok, err)
		}
		if err := bell.Wait(b.Context(), clock.Now()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkTakeOver kills a process that works on a run, and takes the run over.
func BenchmarkTakeOver(b *testing.B) {
	d, path := shared(b)
	var worst, sum time.Duration
	for i := range b.N {
		order(b, d, fmt.Sprint("run", i))
		p := start(b, "hold", path)
		p.says(b)
		if err := p.Process.Kill(); err != nil {
			b.Fatal(err)
		}
		_, took := takeOver(b, d, time.Hour)
		worst, sum = max(worst, took), sum+took
	}
	b.ReportMetric(float64(worst.Microseconds())/1000, "ms-at-worst")
	b.ReportMetric(float64(sum.Microseconds())/1000/float64(b.N), "ms-to-claim")
}
