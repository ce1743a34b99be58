package sqlite

import (
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"

	"dandori/runtime/clock"
	"dandori/runtime/seal"
)

func openAt(tb testing.TB, path string) *DB {
	tb.Helper()
	d, err := Open(tb.Context(), Config{Path: path, Box: seal.NewBox(seal.Key{})})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = d.Close() })
	return d
}

const insertEntry = "INSERT INTO journal(run, seq, epoch, kind, body) VALUES(?, ?, 1, 'intent', ?)"

// insert enters one small row.
func (d *DB) insert(tb testing.TB, how durability, run string, seq int, body []byte) {
	if err := d.change(tb.Context(), how, func(t *tx) error {
		_, err := t.Exec(insertEntry, run, seq, body)
		return err
	}); err != nil {
		tb.Fatal(err)
	}
}

// BenchmarkDurable reports how many small rows are committed durably in the
// time of one bare append and fsync on the same disk ("of-bare"). Loops of the
// two take turns, since other work on the machine would spoil one of two that
// ran one after the other; each figure is the turns' median.
func BenchmarkDurable(b *testing.B) {
	const turn = 100
	dir := b.TempDir()
	d := openAt(b, filepath.Join(dir, "dandori.db"))
	bare, err := os.Create(filepath.Join(dir, "bare"))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = bare.Close() }()
	body := make([]byte, 400)
	var ours, ratios []float64
	n := 0
	for ; b.Loop(); n++ {
		start := clock.Now()
		for i := range turn {
			d.insert(b, durable, "bench", n*turn+i, body)
		}
		between := clock.Now()
		for range turn {
			if _, err := bare.Write(body); err != nil {
				b.Fatal(err)
			}
			if err := bare.Sync(); err != nil {
				b.Fatal(err)
			}
		}
		took := between.Sub(start)
		ours = append(ours, float64(took.Microseconds())/turn)
		ratios = append(ratios, float64(clock.Since(between))/float64(took))
	}
	slices.Sort(ours)
	slices.Sort(ratios)
	b.ReportMetric(ours[n/2], "µs/commit")
	b.ReportMetric(ratios[n/2], "of-bare")
}

// BenchmarkDurableTogether is what several get that commit at the same time.
func BenchmarkDurableTogether(b *testing.B) {
	d := openAt(b, filepath.Join(b.TempDir(), "dandori.db"))
	body := make([]byte, 400)
	var n atomic.Int64
	b.SetParallelism(4)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			d.insert(b, durable, "bench", int(n.Add(1)), body)
		}
	})
}

// BenchmarkMixed changes durability at each commit.
func BenchmarkMixed(b *testing.B) {
	d := openAt(b, filepath.Join(b.TempDir(), "dandori.db"))
	body := make([]byte, 400)
	for i := 0; b.Loop(); i++ {
		d.insert(b, durability(i%2 == 0), "bench", i, body)
	}
}

func BenchmarkQuick(b *testing.B) {
	d := openAt(b, filepath.Join(b.TempDir(), "dandori.db"))
	body := make([]byte, 400)
	for i := 0; b.Loop(); i++ {
		d.insert(b, quick, "bench", i, body)
	}
}
