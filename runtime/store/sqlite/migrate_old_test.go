package sqlite

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dandori/runtime/queue"
	"dandori/runtime/store/storetest"
)

// unpackOld puts a store that an earlier dandori has made into an empty folder.
func unpackOld(t *testing.T, version int) string {
	t.Helper()
	packed, err := os.Open(fmt.Sprintf("testdata/store-v%d.db.gz", version))
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	content, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "dandori.db")
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(file, content); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAStoreOfVersion1GoesOn(t *testing.T) {
	path := unpackOld(t, 1)
	d, err := reopen(t, path)
	if err != nil {
		t.Fatal(err)
	}
	d.now = storetest.NewClock().Now
	runs, err := d.List(t.Context(), queue.Filter{})
	if err != nil || len(runs) != 8 {
		t.Fatalf("%d runs, %v", len(runs), err)
	}
	for _, r := range runs {
		if !strings.HasSuffix(r.ID, string(r.State)) || r.Lane != "" || r.Spec.Lang != "ja" || string(r.Spec.Params) != `{"from":"2025-01-01"}` {
			t.Errorf("%+v", r)
		}
		if code, err := d.Content(t.Context(), r.Spec.Program); err != nil || string(code) != "a program" {
			t.Errorf("%s: %q, %v", r.ID, code, err)
		}
	}
	value, _, err := d.State("export-cards").Get(t.Context(), "cursor")
	if err != nil || string(value) != `"2026-09-20"` {
		t.Errorf("state: %s, %v", value, err)
	}
	if n, err := d.Reap(t.Context()); n != 1 || err != nil {
		t.Errorf("reaped %d, %v", n, err)
	}
	for range 3 { // queued, running before, waiting before
		if _, ok, err := d.Claim(t.Context(), d.Worker(), 1e9); !ok || err != nil {
			t.Errorf("claimed: %v, %v", ok, err)
		}
	}
	if err := d.Check(t.Context()); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(path + ".v1-backup"); err != nil || info.Size() == 0 {
		t.Errorf("no backup: %v", err)
	}
}

// What a migrated store looks like is what a new one looks like.
func TestAMigratedStoreIsLikeANewOne(t *testing.T) {
	migrated, err := reopen(t, unpackOld(t, 1))
	if err != nil {
		t.Fatal(err)
	}
	was, is := shapeOf(t, migrated), shapeOf(t, openAt(t, filepath.Join(t.TempDir(), "dandori.db")))
	if !slices.Equal(was, is) {
		t.Errorf("migrated:\n%s\nnew:\n%s", strings.Join(was, "\n"), strings.Join(is, "\n"))
	}
}

// shapeOf tells the columns of all tables and the definitions of all indexes.
func shapeOf(t *testing.T, d *DB) (shape []string) {
	t.Helper()
	rows, err := d.reads.Query(`SELECT m.name || '.' || c.name || ' ' || c.type || ' ' || c."notnull" || ' ' || coalesce(c.dflt_value, '') || ' ' || c.pk
			FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table'
		UNION ALL SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		shape = append(shape, line)
	}
	if err := errors.Join(rows.Err()); err != nil || len(shape) < 50 {
		t.Fatalf("%d lines, %v", len(shape), err)
	}
	return shape
}
