package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	lib "modernc.org/sqlite/lib"

	"dandori/runtime/call"
)

// Backup copies the store, as it is at this moment, to a new file that only
// its owner can read. Others go on using the store meanwhile. What is sealed
// stays so: the copy is worth nothing without the key.
func (d *DB) Backup(ctx context.Context, to string) error {
	to, err := filepath.Abs(to)
	if err != nil {
		return err
	}
	if _, err := os.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
		return occupied(to, err)
	}
	file, err := os.CreateTemp(filepath.Dir(to), ".dandori-backup-*") // mode 0600
	if err != nil {
		return trouble(to, err)
	}
	defer func() { _ = os.Remove(file.Name()) }()
	if err := file.Close(); err != nil {
		return trouble(to, err)
	}
	if err := d.copyTo(ctx, file.Name()); err != nil {
		return err
	}
	return publish(file.Name(), to)
}

func occupied(to string, err error) error {
	if err != nil {
		return trouble(to, err)
	}
	return call.New(call.Config, "%s exists already: a backup overwrites nothing", to).
		WithHint("name a file that does not exist yet")
}

// publish gives a complete file its name.
func publish(file, to string) error {
	err := syncFile(file)
	if err == nil {
		err = os.Link(file, to) // refused where the name is taken: a rename would replace it
	}
	switch {
	case errors.Is(err, fs.ErrExist):
		return occupied(to, nil)
	case errors.Is(err, errors.ErrUnsupported), errors.Is(err, fs.ErrPermission): // a file system without links
		err = os.Rename(file, to)
	}
	return trouble(to, err)
}

// syncFile has what was written to a file reach the disk. It must not be one
// that SQLite has open in this process.
func syncFile(name string) error {
	file, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}

// copyTo writes the store to an empty file. It needs a connection of its own,
// since those that read may not write anywhere.
func (d *DB) copyTo(ctx context.Context, file string) error {
	db, err := sql.Open("sqlite", dsn(d.path, "cache_size(-1024)"))
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "VACUUM INTO ?", file)
	about := d.path
	if codeOf(err) == lib.SQLITE_FULL {
		about = file
	}
	return errors.Join(trouble(about, err), db.Close())
}

// Check looks whether the store's file is sound: nil, or a *call.Error that
// says what is broken. It reads all of it.
func (d *DB) Check(ctx context.Context) error {
	var found string
	if err := d.reads.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&found); err != nil {
		return d.trouble(err)
	}
	if found != "ok" {
		return damaged(d.path, errors.New(found))
	}
	return nil
}
