package sqlite

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dandori/runtime/call"
	"dandori/runtime/seal"
)

// sealAll puts rows into each table that has something sealed, and returns what
// opens them again.
func sealAll(t *testing.T, d *DB, rows int) {
	t.Helper()
	if err := d.change(t.Context(), quick, func(t *tx) error {
		if _, err := t.Exec("INSERT INTO state(workflow, key, value, run, n) VALUES('w', 'deleted', x'', 'r', 1)"); err != nil {
			return err
		}
		for _, s := range sealedTables() {
			for i := range rows {
				if err := sealRow(d, t, s, i); err != nil {
					return err
				}
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// others fills the columns of a row that must not be empty.
func others(table string) (columns string, values string) {
	switch table {
	case "runs":
		return ", workflow, script, state, created_at, program, prelude", ", 'w', 's', 'succeeded', 1, 'p', 'q'"
	case "journal":
		return ", epoch, kind", ", 1, 'ask'"
	case "blobs":
		return ", size", ", 1"
	case "approvals":
		return ", asked_at", ", 1"
	case "logs":
		return ", script", ", 0"
	case "state":
		return ", run, n", ", 'r', 1"
	case "causes":
		return ", workflow, kind, at, place", ", 'w', 'file', 1, ''"
	case "marks":
		return ", set_at", ", 1"
	case "notices":
		return ", at, due_at", ", 1, 1"
	}
	return "", ""
}

func keyOf(s sealedTable, i int) []any {
	key := []any{fmt.Sprintf("%s/%05d", s.name, i)}
	for range s.key[1:] {
		key = append(key, int64(i))
	}
	if s.name == "notices" {
		key[0] = int64(i)
	}
	if s.name == "state" {
		key[1] = fmt.Sprint("a/b ", i)
	}
	return key
}

func sealRow(d *DB, t *tx, s sealedTable, i int) error {
	key := keyOf(s, i)
	values := slices.Clone(key)
	for _, column := range s.columns {
		values = append(values, d.box.Seal([]byte(column), s.place(key, column)))
	}
	if s.name == "runs" {
		values[len(values)-1] = nil // no failure
	}
	columns, constants := others(s.name)
	_, err := t.Exec(fmt.Sprintf("INSERT INTO %s(%s, %s%s) VALUES(%s%s)", s.name, strings.Join(s.key, ", "),
		strings.Join(s.columns, ", "), columns, marks(len(values)), constants), values...)
	return err
}

// opensAll checks that every sealed column opens with b alone, and returns how many there are.
func opensAll(t *testing.T, d *DB, b *seal.Box) (n int) {
	t.Helper()
	if err := d.change(t.Context(), quick, func(tx *tx) error {
		for _, s := range sealedTables() {
			var after []any
			for {
				rows, err := s.read(tx, after)
				if err != nil || len(rows) == 0 {
					if err != nil {
						return err
					}
					break
				}
				for _, row := range rows {
					for i, column := range s.columns {
						if len(row.sealed[i]) == 0 {
							continue
						}
						if plain, err := b.Open(row.sealed[i], s.place(row.key, column)); err != nil || string(plain) != column {
							t.Fatalf("%s: %q, %v", s.place(row.key, column), plain, err)
						}
						n++
					}
				}
				after = rows[len(rows)-1].key
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestRotate(t *testing.T) {
	before, after := seal.NewKey(), seal.NewKey()
	path := filepath.Join(t.TempDir(), "dandori.db")
	d, err := Open(t.Context(), Config{Path: path, Box: seal.NewBox(before)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	sealAll(t, d, batchRows+7)
	name := d.Hash([]byte("x"))
	count := opensAll(t, d, seal.NewBox(before))

	if err := d.Rotate(t.Context(), after); err != nil {
		t.Fatal(err)
	}
	if got := opensAll(t, d, seal.NewBox(after)); got != count {
		t.Errorf("%d are sealed, %d before", got, count)
	}
	sealAllAgain := d.box.ID()
	if err := d.Close(); err != nil || sealAllAgain != after.ID() {
		t.Errorf("%v, goes on with %s", err, sealAllAgain)
	}
	_, err = Open(t.Context(), Config{Path: path, Box: seal.NewBox(before)})
	says(t, err, call.Config, "was sealed with key "+after.ID())
	d, err = Open(t.Context(), Config{Path: path, Box: seal.NewBox(after)})
	if err != nil || d.Hash([]byte("x")) != name {
		t.Fatalf("%v", err)
	}
	marked := []byte(hexID(t, before))
	for _, file := range []string{path, walOf(path)} {
		if raw, err := os.ReadFile(file); err != nil || bytes.Contains(raw, marked) {
			t.Errorf("%s still holds what the old key sealed (%v)", filepath.Base(file), err)
		}
	}
}

// hexID returns the bytes with which everything begins that a key seals.
func hexID(t *testing.T, k seal.Key) string {
	t.Helper()
	return string(seal.NewBox(k).Seal([]byte("x"), "x")[:4])
}

// TestRotateGoesOnWhereItWasInterrupted ends the context at different moments.
func TestRotateGoesOnWhereItWasInterrupted(t *testing.T) {
	before, after := seal.NewKey(), seal.NewKey()
	path := filepath.Join(t.TempDir(), "dandori.db")
	d, err := Open(t.Context(), Config{Path: path, Box: seal.NewBox(before)})
	if err != nil {
		t.Fatal(err)
	}
	sealAll(t, d, 30)
	ctx, cancel := context.WithCancel(t.Context())
	if err := d.beginRotation(ctx, after.ID()); err != nil {
		t.Fatal(err)
	}
	d.box = d.box.With(after)
	if err := d.resealTable(ctx, sealedTables()[1]); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := d.Rotate(ctx, after); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}

	_, err = Open(t.Context(), Config{Path: path, Box: seal.NewBox(before)})
	says(t, err, call.Config, "was interrupted")
	_, err = Open(t.Context(), Config{Path: path, Box: seal.NewBox(after)})
	says(t, err, call.Config, "was sealed with key "+before.ID())
	d, err = Open(t.Context(), Config{Path: path, Box: seal.NewBox(after, before)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	opensAll(t, d, d.box)
	says(t, d.Rotate(t.Context(), seal.NewKey()), call.Config, "was interrupted")
	if err := d.Rotate(t.Context(), after); err != nil {
		t.Fatal(err)
	}
	opensAll(t, d, seal.NewBox(after))
}

func TestNobodyElseUsesAStoreWhoseKeyChanges(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dandori.db")
	d, other := openAt(t, path), openAt(t, path)
	says(t, d.Rotate(t.Context(), seal.NewKey()), call.Config, "another dandori uses the store")
	if err := errors.Join(other.write(t), d.write(t), other.Close()); err != nil {
		t.Error(err)
	}
	if err := d.Rotate(t.Context(), seal.NewKey()); err != nil {
		t.Error(err)
	}
}

// TestAllThatIsSealedIsListed compares the list with the tables.
func TestAllThatIsSealedIsListed(t *testing.T) {
	plain := []string{"meta.value", "buckets.body", "habits.body"}
	d := openAt(t, filepath.Join(t.TempDir(), "dandori.db"))
	listed := map[string]bool{}
	for _, s := range sealedTables() {
		for _, c := range s.columns {
			listed[s.name+"."+c] = true
		}
	}
	rows, err := d.reads.Query("SELECT m.name || '.' || c.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.type = 'BLOB'")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var column string
		if err := rows.Scan(&column); err != nil {
			t.Fatal(err)
		}
		if !listed[column] && !slices.Contains(plain, column) {
			t.Errorf("%s is in no list", column)
		}
		delete(listed, column)
	}
	if len(listed) > 0 || rows.Err() != nil {
		t.Errorf("there is no %v, %v", listed, rows.Err())
	}
}
