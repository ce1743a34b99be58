package sqlite

import (
	"fmt"
	"path/filepath"
	"testing"

	"dandori/runtime/clock"
	"dandori/runtime/queue"
)

// queued is a store with many runs that are due: of each lane one has its turn.
func queued(b *testing.B, runs, lanes int) *DB {
	b.Helper()
	d := openAt(b, filepath.Join(b.TempDir(), "dandori.db"))
	spec := queue.Spec{Params: []byte(`{"from":"2025-01-01"}`), Uses: []string{"sansan"}, Lang: "ja"}
	if err := d.change(b.Context(), quick, func(t *tx) error {
		for i := range runs {
			n, err := d.newRun(queue.Run{ID: fmt.Sprintf("run%06d", i), Workflow: "w", Lane: fmt.Sprint("lock:", i%lanes), Spec: spec})
			if err != nil {
				return err
			}
			if _, err := n.insert(t, d.millis()); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		b.Fatal(err)
	}
	return d
}

// BenchmarkReady looks for eight runs among 10,000 that wait.
func BenchmarkReady(b *testing.B) {
	for _, lanes := range []int{1000, 1} {
		b.Run(fmt.Sprint("lanes=", lanes), func(b *testing.B) {
			d := queued(b, 10_000, lanes)
			for b.Loop() {
				if runs, err := d.Ready(b.Context(), 8); err != nil || len(runs) != min(8, lanes) {
					b.Fatal(len(runs), err)
				}
			}
		})
	}
}

func BenchmarkNext(b *testing.B) {
	d := queued(b, 10_000, 1000)
	for b.Loop() {
		if _, err := d.Next(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLane has the 10,000 runs of one lane come one after the other.
func BenchmarkLane(b *testing.B) {
	d := queued(b, 10_000, 1)
	for b.Loop() {
		r, ok, err := d.Claim(b.Context(), d.Worker(), 1e12)
		if err != nil || !ok {
			b.Fatal(ok, err)
		}
		if err := d.Park(b.Context(), queue.Lease{Run: r.ID, Epoch: r.Epoch}, queue.Park{State: queue.Succeeded}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFire fires one cause after the other, each on disk before the next.
func BenchmarkFire(b *testing.B) {
	d := openAt(b, filepath.Join(b.TempDir(), "dandori.db"))
	begun, n := clock.Now(), 0
	for ; b.Loop(); n++ {
		r := queue.Run{ID: fmt.Sprintf("run%06d", n), Workflow: "w", Lane: "workflow:w"}
		if fired, err := d.Fire(b.Context(), r, fileCause(n), false, nil); err != nil || !fired.New {
			b.Fatal(fired, err)
		}
	}
	b.ReportMetric(float64(n)/clock.Since(begun).Seconds(), "fires/s")
}

// BenchmarkFireAgain looks at causes that have fired before.
func BenchmarkFireAgain(b *testing.B) {
	d := openAt(b, filepath.Join(b.TempDir(), "dandori.db"))
	for b.Loop() {
		if _, err := d.Fire(b.Context(), queue.Run{ID: "run"}, fileCause(1), false, nil); err != nil {
			b.Fatal(err)
		}
	}
}
