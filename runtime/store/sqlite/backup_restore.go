package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"io/fs"
	"os"

	"dandori/runtime/call"
	"dandori/runtime/clock"
)

// Restore puts the backup from in the place of the store at path, after a look
// whether it is sound. The store that was there is kept beside it, and its name
// returned, "" when there was none. Nobody may use the store meanwhile.
func Restore(ctx context.Context, from, path string) (kept string, err error) {
	if err := sound(ctx, from); err != nil {
		return "", err
	}
	if err := prepare(path, fileSystem); err != nil {
		return "", trouble(path, err)
	}
	h := newHold(path)
	ok, err := h.alone()
	if err != nil || !ok {
		return "", errors.Join(trouble(path, err), inUse(path, ok))
	}
	defer func() { err = errors.Join(err, h.release()) }()
	fresh := path + ".restoring"
	if err := copyFile(from, fresh); err != nil {
		return "", trouble(fresh, err)
	}
	if kept, err = setAside(path); err != nil {
		return "", trouble(path, err)
	}
	return kept, trouble(path, os.Rename(fresh, path))
}

func inUse(path string, alone bool) error {
	if alone {
		return nil
	}
	return call.New(call.Config, "another dandori uses the store %s", path).
		WithHint("end every dandori of this project (run, serve) first")
}

// sound opens a backup as SQLite does, to see whether it can be used.
func sound(ctx context.Context, from string) error {
	if _, err := os.Stat(from); err != nil { // SQLite's own words for it say less
		return call.New(call.Config, "the backup %s cannot be read: %v", from, err).
			WithHint("name a file that dandori backup has made").Because(err)
	}
	reads, err := sql.Open("sqlite", dsn(from, "query_only(1)")+"&mode=ro&immutable=1")
	if err != nil {
		return err
	}
	d := &DB{path: from, reads: reads, tables: migrations()}
	err = d.Check(ctx)
	var app int
	if err == nil {
		err = trouble(from, reads.QueryRowContext(ctx, "PRAGMA application_id").Scan(&app))
	}
	if err == nil && app != application {
		err = foreign(from)
	}
	return errors.Join(err, reads.Close())
}

// copyFile copies from to a new file that only its owner can read.
func copyFile(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = source.Close() }()
	file, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, source)
	return errors.Join(err, file.Sync(), file.Close())
}

// setAside renames a store and what belongs to it, and returns its new name.
func setAside(path string) (kept string, err error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	kept = path + ".before-" + clock.Now().UTC().Format("20060102T150405.000")
	for _, suffix := range []string{"-wal", "-shm", ""} { // the log first: without it the store would be an older one
		if err := os.Rename(path+suffix, kept+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	return kept, nil
}
