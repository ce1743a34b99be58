package sqlite

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// addOver enters a run with all that belongs to it; a finish of 0 is none.
func addOver(t *testing.T, d *DB, id, state string, finished int64, canary []byte) {
	t.Helper()
	if err := d.change(t.Context(), quick, func(t *tx) error {
		due, owner := any(nil), ""
		if state == "running" {
			due, owner = 1, "worker"
		}
		for _, row := range []struct {
			query string
			args  []any
		}{
			{`INSERT INTO runs(id, workflow, script, state, due_at, owner, created_at, finished_at, program, prelude, spec)
				VALUES(?, 'w', 's', ?, ?, ?, 1, nullif(?, 0), ?, 'prelude', ?)`, []any{id, state, due, owner, finished, "program of " + id, canary}},
			{"INSERT INTO journal(run, seq, epoch, kind, body, blob) VALUES(?, 1, 1, 'ask', ?, ?)", []any{id, canary, "content of " + id}},
			{"INSERT INTO logs(run, line, script, body) VALUES(?, 1, 0, ?)", []any{id, canary}},
			{"INSERT INTO approvals(run, n, asked_at, question) VALUES(?, 1, 1, ?)", []any{id, canary}},
			{"INSERT INTO blobs(hash, size, data, put_at) VALUES(?, 1, ?, 1)", []any{"content of " + id, bytes.Repeat(canary, 1000)}},
			{"INSERT INTO blobs(hash, size, data, put_at) VALUES(?, 1, ?, 1)", []any{"program of " + id, canary}},
		} {
			if _, err := t.Exec(row.query, row.args...); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func (d *DB) count(t *testing.T, what string) (n int) {
	t.Helper()
	if err := d.reads.QueryRow("SELECT count(*) FROM " + what).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

const day = 24 * time.Hour

func TestSweep(t *testing.T) {
	d := openAt(t, filepath.Join(t.TempDir(), "dandori.db"))
	now := time.UnixMilli(1_800_000_000_000)
	ago := func(days int) int64 { return now.Add(-time.Duration(days) * day).UnixMilli() }
	canary, other := []byte("canary-7f3a-tanaka@example.co.jp"), []byte("this one stays")
	for i := range sweepRuns + 20 {
		addOver(t, d, fmt.Sprint("gone", i), "succeeded", ago(31), canary)
	}
	addOver(t, d, "gone failed", "failed", ago(400), canary)
	addOver(t, d, "gone cancelled", "cancelled", ago(400), canary)
	stay := []string{"succeeded", "failed", "cancelled", "running"}
	addOver(t, d, stay[0], "succeeded", ago(29), other)
	addOver(t, d, stay[1], "failed", ago(300), other)
	addOver(t, d, stay[2], "cancelled", ago(300), other)
	addOver(t, d, stay[3], "running", 0, other)
	if err := d.change(t.Context(), quick, func(tx *tx) error {
		for _, query := range []string{
			"UPDATE journal SET blob = 'content of running' WHERE run = 'gone0'", // shared
			fmt.Sprintf("INSERT INTO blobs(hash, size, data, put_at) VALUES('young', 1, x'00', %d)", now.Add(-unnamed/2).UnixMilli()),
			"INSERT INTO blobs(hash, size, data, put_at) VALUES('prelude', 1, x'00', 1)",
			"INSERT INTO journal(run, seq, epoch, kind, body) VALUES('of an interrupted sweep', 1, 1, 'ask', x'00')",
		} {
			if _, err := tx.Exec(query); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	size := fileSize(t, d.path) + fileSize(t, walOf(d.path))

	runs, err := d.Sweep(t.Context(), Keep{Succeeded: 30 * day, Failed: 365 * day}, now)
	if err != nil || runs != sweepRuns+22 {
		t.Errorf("%d runs, %v", runs, err)
	}
	for what, want := range map[string]int{
		"runs": len(stay), "journal": len(stay), "logs": len(stay), "approvals": len(stay), "blobs": 2*len(stay) + 2,
		"blobs WHERE hash IN ('young', 'prelude', 'content of running', 'program of failed')": 4,
	} {
		if got := d.count(t, what); got != want {
			t.Errorf("%s: %d, want %d", what, got, want)
		}
	}
	for _, file := range []string{d.path, walOf(d.path)} {
		raw, err := os.ReadFile(file)
		if err != nil || bytes.Contains(raw, canary[:12]) {
			t.Errorf("%s still holds what was deleted (%v)", filepath.Base(file), err)
		}
	}
	if now := fileSize(t, d.path) + fileSize(t, walOf(d.path)); now > size/4 {
		t.Errorf("%d bytes of %d are left", now, size)
	}
	if runs, err := d.Sweep(t.Context(), Keep{}, now.Add(1000*day)); err != nil || runs != 0 {
		t.Errorf("for ever ends after %d runs, %v", runs, err)
	}
}

func fileSize(t *testing.T, name string) int64 {
	t.Helper()
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}
