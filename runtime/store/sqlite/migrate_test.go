package sqlite

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dandori/runtime/call"
	"dandori/runtime/seal"
)

// next are the tables of a version after this one.
func next(steps ...func(*tx) error) *tables {
	now := migrations()
	return &tables{schema: now.schema + "CREATE TABLE extra(x);", steps: append(now.steps, steps...)}
}

func addExtra(t *tx) error {
	_, err := t.Exec("CREATE TABLE extra(x)")
	return err
}

func openNext(t *testing.T, path string, tables *tables) (*DB, error) {
	d, err := Open(t.Context(), Config{Path: path, Box: seal.NewBox(seal.Key{}), Version: "9.9.9", tables: tables})
	if err == nil {
		t.Cleanup(func() { _ = d.Close() })
	}
	return d, err
}

func TestAnOlderStoreIsMigratedAfterABackup(t *testing.T) {
	path := old(t)
	d, err := openNext(t, path, next(addExtra))
	if err != nil {
		t.Fatal(err)
	}
	var rows int
	if err := d.reads.QueryRow("SELECT count(*) FROM journal, (SELECT count(*) FROM extra)").Scan(&rows); err != nil || rows != 200 {
		t.Errorf("%d rows, %v", rows, err)
	}
	backup, err := reopen(t, fmt.Sprintf("%s.v%d-backup", path, migrations().version()))
	if err != nil {
		t.Fatal(err)
	}
	if err := backup.reads.QueryRow("SELECT count(*) FROM journal").Scan(&rows); err != nil || rows != 200 {
		t.Errorf("the backup has %d rows, %v", rows, err)
	}
	if backup.Hash(nil) != d.Hash(nil) {
		t.Error("names have changed")
	}
}

func TestAMigrationThatFailsChangesNothing(t *testing.T) {
	path := old(t)
	broken := errors.New("broken")
	for range 2 { // the backup of the first try is not in the way
		if _, err := openNext(t, path, next(addExtra, func(*tx) error { return broken })); !errors.Is(err, broken) {
			t.Fatalf("got %v", err)
		}
	}
	d, err := reopen(t, path) // by the older version
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestAStoreOfALaterVersionIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dandori.db")
	d, err := openNext(t, path, next(addExtra))
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = reopen(t, path)
	says(t, err, call.Config, "written by dandori 9.9.9, which is newer")
}

func TestAnOlderProcessIsNotMigratedUnder(t *testing.T) {
	path := old(t)
	older, err := reopen(t, path)
	if err != nil {
		t.Fatal(err)
	}
	opened := make(chan error, 1)
	go func() {
		_, err := openNext(t, path, next(addExtra))
		opened <- err
	}()
	for range 20 {
		if err := older.write(t); err != nil {
			t.Error(err)
		}
	}
	select {
	case err := <-opened:
		t.Fatalf("it did not wait: %v", err)
	default:
	}
	if err := older.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-opened; err != nil {
		t.Error(err)
	}
}

func TestSQLiteIsRecentEnough(t *testing.T) {
	d := openAt(t, filepath.Join(t.TempDir(), "dandori.db"))
	var version string
	if err := d.reads.QueryRow("SELECT sqlite_version()").Scan(&version); err != nil || older(version, oldest) {
		t.Errorf("%s, %v", version, err)
	}
	for _, c := range [][2]string{{"3.51.2", "3.51.3"}, {"3.50.9", "3.51.3"}, {"2.99.99", "3.0.0"}} {
		if !older(c[0], c[1]) || older(c[1], c[0]) || older(c[1], c[1]) {
			t.Error(c)
		}
	}
}

func TestTheWrongKeyIsSaidAtOnce(t *testing.T) {
	key, other := seal.NewKey(), seal.NewKey()
	path := filepath.Join(t.TempDir(), "dandori.db")
	open := func(b *seal.Box) (*DB, error) { return Open(t.Context(), Config{Path: path, Box: b}) }
	d, err := open(seal.NewBox(key))
	if err != nil {
		t.Fatal(err)
	}
	name := d.Hash([]byte("x"))
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = open(seal.NewBox(other))
	says(t, err, call.Config, "was sealed with key "+key.ID())
	if strings.Contains(err.Error(), key.String()) || strings.Contains(err.Error(), other.String()) {
		t.Error("a key was told")
	}
	_, err = open(seal.NewBox(other, key))
	says(t, err, call.Config, "is still sealed with key "+key.ID())
	d, err = open(seal.NewBox(key, other))
	if err != nil {
		t.Fatal(err)
	}
	if d.Hash([]byte("x")) != name || strings.Contains(name, "x") {
		t.Errorf("%s, before %s", d.Hash([]byte("x")), name)
	}
	if err := errors.Join(d.Close(), d.Close()); err != nil {
		t.Errorf("closed twice: %v", err)
	}
	if err := d.write(t); !errors.Is(err, ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
	raw, err := os.ReadFile(path)
	if err != nil || strings.Contains(string(raw), key.String()) {
		t.Errorf("the key stands in the store, %v", err)
	}
}
