package sqlite

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/journal"
	"dandori/runtime/queue"
	"dandori/runtime/seal"
)

// openTest opens a store of its own.
func openTest(tb testing.TB) *DB {
	tb.Helper()
	return openStore(tb, filepath.Join(tb.TempDir(), "dandori.db"), seal.NewBox(seal.NewKey()))
}

func openStore(tb testing.TB, path string, box *seal.Box) *DB {
	tb.Helper()
	d, err := Open(context.Background(), Config{Path: path, Box: box})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = d.Close() })
	return d
}

// startRun returns the lease of a run that was just ordered.
func startRun(tb testing.TB, d *DB, id string) queue.Lease {
	tb.Helper()
	l, err := d.Add(context.Background(), queue.Run{ID: id, Workflow: "export-cards", Script: "scripts/export-cards.ts"}, d.Worker(), time.Hour)
	if err != nil {
		tb.Fatal(err)
	}
	return l
}

func journalOf(tb testing.TB, d *DB, l queue.Lease) journal.Log {
	tb.Helper()
	log, err := d.Journal(context.Background(), l)
	if err != nil {
		tb.Fatal(err)
	}
	return log
}

func mustAppend(tb testing.TB, log journal.Log, entries ...journal.Entry) {
	tb.Helper()
	for _, e := range entries {
		if err := log.Append(e); err != nil {
			tb.Fatal(err)
		}
	}
}

func beginning() journal.Entry {
	return journal.Entry{Kind: journal.Begin, At: clock.Now(), Pins: &journal.Pins{Version: journal.Format, Lang: "ja", Prelude: "p"}}
}

func readCall(n int, body []byte) [2]journal.Entry {
	return [2]journal.Entry{
		{Kind: journal.Ask, At: clock.Now(), N: n, Call: call.Call{Kind: "sansan.bizCards.get", Target: "sansan", Args: json.RawMessage(`{"id":"12345678"}`), Effect: call.Read}},
		{Kind: journal.Outcome, At: clock.Now(), N: n, Answer: call.Answer{Body: body}},
	}
}

func write(n, k int) [2]journal.Entry {
	request := call.Request{Connection: "kaonavi", Vendor: "kaonavi-v1", Operation: call.Operation{Name: "members.update", Effect: call.Repeatable}}
	return [2]journal.Entry{
		{Kind: journal.Intent, At: clock.Now(), N: n, Intent: &call.Intent{K: k, Try: 1, At: clock.Now(), Request: request, Method: "PATCH", Path: "/members", ContentType: "application/json", Body: card(200), Hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}},
		{Kind: journal.Result, At: clock.Now(), N: n, Result: &call.Result{K: k, Try: 1, Fate: call.Done, Status: 200, ContentType: "application/json", Body: []byte(`{"task_id":"12345"}`)}},
	}
}

// card returns JSON of about n bytes.
func card(n int) []byte {
	b := []byte(`{"data":[`)
	for i := 0; len(b) < n-80; i++ {
		b = fmt.Appendf(b, `{"id":"%08d","companyName":"株式会社%04x","email":"%x@example.co.jp","tel":"03-%04d-%04d"},`, i, rand.IntN(1<<16), rand.Uint64(), rand.IntN(1e4), rand.IntN(1e4))
	}
	return append(bytes.TrimSuffix(b, []byte(",")), `]}`...)
}

// BenchmarkReads enters calls that only read: an ask and an outcome of 300 bytes each.
func BenchmarkReads(b *testing.B) {
	d := openTest(b)
	log := journalOf(b, d, startRun(b, d, "r1"))
	mustAppend(b, log, beginning())
	body := card(300)
	n := 0
	for b.Loop() {
		n++
		c := readCall(n, body)
		mustAppend(b, log, c[:]...)
	}
	if err := log.Sync(); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "calls/s")
}

// BenchmarkSynced reports how many intents and results are entered, by one call
// and by four at once, in the time of one bare append and fsync on the same disk. The
// loops take turns, since other work on the machine would spoil one that ran alone.
func BenchmarkSynced(b *testing.B) {
	const turn = 40 // pairs
	d := openTest(b)
	log := journalOf(b, d, startRun(b, d, "r1"))
	mustAppend(b, log, beginning())
	bare, err := os.Create(filepath.Join(b.TempDir(), "bare"))
	if err != nil {
		b.Fatal(err)
	}
	defer bare.Close()
	loops := []func(int){
		func(int) {
			for range 2 {
				_, err := bare.Write(bytes.Repeat([]byte("x"), 560))
				if err = errors.Join(err, bare.Sync()); err != nil {
					b.Error(err)
				}
			}
		},
		func(n int) { mustAppend(b, log, pair(n, 1)...) },
		func(n int) { mustAppend(b, log, pair(n, 1)...) },
	}
	var took [3]time.Duration
	for b.Loop() {
		for i, loop := range loops {
			at := []int{1, 1, 4}[i]
			started := clock.Now()
			var wg sync.WaitGroup
			for n := range at {
				wg.Go(func() {
					for range turn / at {
						loop(n + 1)
					}
				})
			}
			wg.Wait()
			took[i] += clock.Since(started)
		}
	}
	b.ReportMetric(float64(b.N*turn*2)/took[0].Seconds(), "bare/s")
	b.ReportMetric(took[0].Seconds()/took[1].Seconds(), "one-of-bare")
	b.ReportMetric(took[0].Seconds()/took[2].Seconds(), "four-of-bare")
}

func pair(n, k int) []journal.Entry {
	w := write(n, k)
	return w[:]
}

// BenchmarkReadBack reads 10,000 calls back.
func BenchmarkReadBack(b *testing.B) {
	d := openTest(b)
	l := startRun(b, d, "r1")
	log := journalOf(b, d, l)
	mustAppend(b, log, beginning())
	for n := range 10_000 {
		c := readCall(n+1, card(300))
		mustAppend(b, log, c[:]...)
	}
	if err := log.Sync(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if n := len(entriesOf(b, journalOf(b, d, l))); n != 20_001 {
			b.Fatal(n)
		}
	}
}

func entriesOf(tb testing.TB, log journal.Log) []journal.Entry {
	tb.Helper()
	var all []journal.Entry
	for e, err := range log.Entries() {
		if err != nil {
			tb.Fatal(err)
		}
		all = append(all, e)
	}
	return all
}

// BenchmarkPages enters the 334 pages of an export of 100,000 cards, and reads them back.
func BenchmarkPages(b *testing.B) {
	pages := make([][]byte, 334)
	total := 0
	for i := range pages {
		pages[i] = card(200 << 10)
		total += len(pages[i])
	}
	var wrote, read time.Duration
	for b.Loop() {
		d := openTest(b)
		l := startRun(b, d, "r1")
		log := journalOf(b, d, l)
		started := clock.Now()
		mustAppend(b, log, beginning())
		for i, page := range pages {
			c := readCall(i+1, page)
			mustAppend(b, log, c[:]...)
		}
		if err := log.Sync(); err != nil {
			b.Fatal(err)
		}
		wrote += clock.Since(started)
		started = clock.Now()
		again := journalOf(b, d, l)
		for _, e := range entriesOf(b, again) {
			if e.Blob == "" {
				continue
			}
			if _, err := again.Load(e.Blob); err != nil {
				b.Fatal(err)
			}
		}
		read += clock.Since(started)
		_ = d.Close()
	}
	mb := float64(total) / 1e6 * float64(b.N)
	b.ReportMetric(mb/wrote.Seconds(), "write-MB/s")
	b.ReportMetric(mb/read.Seconds(), "read-MB/s")
	b.ReportMetric(read.Seconds()/float64(b.N), "read-s")
}
