package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"dandori/runtime/call"
	"dandori/runtime/seal"
)

// write makes a durable change, and returns its error.
func (d *DB) write(t *testing.T) error {
	return d.change(t.Context(), durable, func(t *tx) error {
		return t.setMeta("test", []byte("x"))
	})
}

func (d *DB) pragma(t *testing.T, text string) {
	t.Helper()
	if _, err := d.writer.conn.ExecContext(t.Context(), "PRAGMA "+text); err != nil {
		t.Fatal(err)
	}
}

// old makes a store with some rows, and returns its closed file.
func old(t *testing.T) string {
	path := filepath.Join(t.TempDir(), "dandori.db")
	d := openAt(t, path)
	for i := range 200 {
		d.insert(t, quick, fmt.Sprint("run ", i%7), i, make([]byte, 300))
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func reopen(t *testing.T, path string) (*DB, error) {
	d, err := Open(t.Context(), Config{Path: path, Box: seal.NewBox(seal.Key{})})
	if err == nil {
		t.Cleanup(func() { _ = d.Close() })
	}
	return d, err
}

func TestAFullDisk(t *testing.T) {
	d := openAt(t, filepath.Join(t.TempDir(), "dandori.db"))
	d.pragma(t, "max_page_count = 60")
	err := fill(t, d)
	says(t, err, call.Fault, "the disk is full")
	d.pragma(t, "max_page_count = 1000")
	if err := errors.Join(d.write(t), d.Check(t.Context())); err != nil {
		t.Errorf("there is room again: %v", err)
	}
}

// fill writes until there is an error.
func fill(t *testing.T, d *DB) error {
	for i := range 10_000 {
		if err := d.change(t.Context(), durable, func(t *tx) error {
			_, err := t.Exec(insertEntry, "fill", i, make([]byte, 5000))
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}

func TestAStoreThatCannotBeWritten(t *testing.T) {
	d := openAt(t, filepath.Join(t.TempDir(), "dandori.db"))
	d.pragma(t, "query_only = 1")
	says(t, d.write(t), call.Config, "cannot be written")
}

func TestAReaderCannotWrite(t *testing.T) {
	d := openAt(t, filepath.Join(t.TempDir(), "dandori.db"))
	_, err := d.reads.Exec("DELETE FROM meta")
	says(t, d.trouble(err), call.Config, "cannot be written")
}

func TestAnotherProgramHoldsTheLock(t *testing.T) {
	d := openAt(t, filepath.Join(t.TempDir(), "dandori.db"))
	other, err := sql.Open("sqlite", d.path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Close() }()
	conn, err := other.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.ExecContext(t.Context(), "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	d.pragma(t, "busy_timeout = 20")
	says(t, d.write(t), call.Config, "locked by another program")
	if _, err := conn.ExecContext(t.Context(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	if err := d.write(t); err != nil {
		t.Errorf("it is free again: %v", err)
	}
}

func TestTheFilesAreTakenAwayUnderALiveProcess(t *testing.T) {
	for name, take := range map[string]func(path string) error{
		"deleted": os.Remove,
		"replaced": func(path string) error {
			return errors.Join(os.Rename(path, path+".old"), os.WriteFile(path, nil, 0o600))
		},
		"no log": func(path string) error { return os.Remove(walOf(path)) },
	} {
		t.Run(name, func(t *testing.T) {
			d := openAt(t, filepath.Join(t.TempDir(), "dandori.db"))
			if err := d.write(t); err != nil {
				t.Fatal(err)
			}
			if err := take(d.path); err != nil {
				t.Skip(err) // some systems keep files that are open
			}
			for range 2 {
				says(t, d.write(t), call.Fault, "deleted or replaced")
			}
		})
	}
}

func TestFilesThatAreNoStore(t *testing.T) {
	for name, file := range map[string]func(path string) error{
		"text":      func(path string) error { return os.WriteFile(path, []byte(strings.Repeat("no store ", 1000)), 0o600) },
		"beginning": func(path string) error { return flip(path, 3) },
		"another program's": func(path string) error {
			db, err := sql.Open("sqlite", path+".other")
			if err != nil {
				return err
			}
			_, err = db.Exec("CREATE TABLE theirs(x)")
			return errors.Join(err, db.Close(), os.Rename(path+".other", path))
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := old(t)
			if err := file(path); err != nil {
				t.Fatal(err)
			}
			_, err := reopen(t, path)
			says(t, err, call.Config, "no store of dandori")
		})
	}
}

func TestAStoreThatIsDamaged(t *testing.T) {
	for _, size := range []int64{0, 100, 4096, 30_000} {
		t.Run(fmt.Sprint("cut off at ", size), func(t *testing.T) {
			path := old(t)
			if err := os.Truncate(path, size); err != nil {
				t.Fatal(err)
			}
			d, err := reopen(t, path)
			if err == nil {
				err = d.Check(t.Context())
			}
			says(t, err, call.Fault, "is damaged")
		})
	}
	t.Run("emptied under its log", func(t *testing.T) {
		path := old(t)
		if err := errors.Join(os.Truncate(path, 0), os.WriteFile(walOf(path), []byte("left"), 0o600)); err != nil {
			t.Fatal(err)
		}
		_, err := reopen(t, path)
		says(t, err, call.Fault, "is damaged")
	})
}

func flip(path string, at int64) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	b := make([]byte, 1)
	_, err = file.ReadAt(b, at)
	b[0] ^= 0x40
	_, wrote := file.WriteAt(b, at)
	return errors.Join(err, wrote, file.Close())
}

// TestFlippedBits says nothing wrong: a store with a flipped bit works, or it
// tells what is the matter, wherever the bit is.
func TestFlippedBits(t *testing.T) {
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 0))
	path := old(t)
	sound, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	told := 0
	for range 60 {
		at := r.Int64N(int64(len(sound)))
		for _, left := range []string{walOf(path), path + "-shm"} { // of the round before
			if err := os.Remove(left); err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Fatal(err)
			}
		}
		if err := errors.Join(os.WriteFile(path, sound, 0o600), flip(path, at)); err != nil {
			t.Fatal(err)
		}
		d, err := Open(t.Context(), Config{Path: path, Box: seal.NewBox(seal.Key{})})
		if err == nil {
			err = d.Check(t.Context())
			_ = d.Close()
		}
		var said *call.Error
		if err != nil && !errors.As(err, &said) {
			t.Errorf("seed %d, byte %d: %v", seed, at, err)
		}
		if err != nil {
			told++
		}
	}
	t.Logf("seed %d: %d of 60 were noticed", seed, told)
}

func TestWhatTheSystemSays(t *testing.T) {
	for _, c := range []struct {
		err   error
		class call.Class
		text  string
	}{
		{&fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}, call.Fault, "the disk is full"},
		{&fs.PathError{Op: "open", Path: "x", Err: syscall.EROFS}, call.Config, "cannot be written"},
		{&fs.PathError{Op: "open", Path: "x", Err: fs.ErrPermission}, call.Config, "cannot be written"},
		{&fs.PathError{Op: "open", Path: "x", Err: syscall.EISDIR}, call.Config, "cannot be written"},
		{&fs.PathError{Op: "sync", Path: "x", Err: syscall.EIO}, call.Fault, "the disk failed"},
	} {
		says(t, trouble("/a/store.db", c.err), c.class, c.text)
		if !errors.Is(trouble("/a/store.db", c.err), errors.Unwrap(c.err)) {
			t.Errorf("%v has lost its cause", c.err)
		}
	}
	plain := errors.New("ours")
	if got := trouble("x", plain); got != plain {
		t.Errorf("%v became %v", plain, got)
	}
}

// TestADiskThatDoesNotKeep fails at the first sync that fails, and from then on.
func TestADiskThatDoesNotKeep(t *testing.T) {
	d := openAt(t, filepath.Join(t.TempDir(), "dandori.db"))
	if err := d.wal.file.Close(); err != nil { // as good as a disk that is gone
		t.Fatal(err)
	}
	if err := d.write(t); err == nil {
		t.Error("nothing was said of a sync that failed")
	}
	if err := d.change(t.Context(), quick, func(t *tx) error { return t.setMeta("test", nil) }); err == nil {
		t.Error("it was written on")
	}
}
