package sqlite

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"syscall"

	driver "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"dandori/runtime/call"
	"dandori/runtime/queue"
	"dandori/runtime/seal"
)

// trouble turns what SQLite or the system says into what happened and what to
// do about it. Errors that are neither's are returned as they are.
func (d *DB) trouble(err error) error { return trouble(d.path, err) }

func trouble(path string, err error) error {
	var said *call.Error
	switch {
	case err == nil, errors.As(err, &said), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case codeOf(err) != 0:
		return ofSQLite(path, codeOf(err), err)
	case errors.Is(err, seal.ErrUnsealed): // the key was found to be the right one when the store was opened
		return damaged(path, err)
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return full(path, err)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return readOnly(path, err)
	case errors.Is(err, syscall.EIO):
		return refused(path, err)
	case isPath(err):
		return readOnly(path, err)
	}
	return err
}

// isPath reports whether a file or folder is not what it should be, such as a folder in a file's place.
func isPath(err error) bool {
	var failed *fs.PathError
	return errors.As(err, &failed)
}

// codeOf returns SQLite's code for err, 0 when it is none of SQLite's.
func codeOf(err error) int {
	var failed *driver.Error
	if errors.As(err, &failed) {
		return failed.Code()
	}
	return 0
}

func ofSQLite(path string, code int, err error) *call.Error {
	switch code & 0xff { // the rest of the code is a detail that the text names
	case lib.SQLITE_FULL:
		return full(path, err)
	case lib.SQLITE_READONLY, lib.SQLITE_PERM, lib.SQLITE_CANTOPEN:
		return readOnly(path, err)
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		return call.New(call.Config, "the store %s is locked by another program: waited %s seconds in vain", path, seconds).
			WithHint("close whatever else has the file open (a database browser, a backup program), then try again").Because(stalled(err))
	case lib.SQLITE_CORRUPT:
		return damaged(path, err)
	case lib.SQLITE_NOTADB:
		return foreign(path).Because(err)
	case lib.SQLITE_IOERR:
		return refused(path, err)
	}
	return call.New(call.Fault, "the store %s failed: %v", path, err).Because(err)
}

// stalled marks what may go well later.
func stalled(err error) error { return errors.Join(queue.ErrStalled, err) }

func full(path string, err error) *call.Error {
	return call.New(call.Fault, "the disk is full: nothing more can be written to the store %s", path).
		WithHint("make room on that disk; what was written before is safe, and runs go on with: dandori runs resume RUN").Because(stalled(err))
}

func readOnly(path string, err error) *call.Error {
	return call.New(call.Config, "the store %s cannot be written: %v", path, err).
		WithHint("the file and its folder must be yours to write; or name another place in dandori.yaml (store: /a/local/path.db)").Because(err)
}

func refused(path string, err error) *call.Error {
	return call.New(call.Fault, "the disk failed under the store %s: %v", path, err).
		WithHint("look after the disk first; then check the store, or put a backup back: dandori restore FILE").Because(err)
}

func damaged(path string, err error) *call.Error {
	return call.New(call.Fault, "the store %s is damaged: %v", path, err).
		WithHint("stop every dandori, keep a copy of the file, and put a backup back: dandori restore FILE").Because(err)
}

func foreign(path string) *call.Error {
	return call.New(call.Config, "the file %s is no store of dandori, or its beginning was overwritten", path).
		WithHint("name another file in dandori.yaml (store: …), or put a backup back: dandori restore FILE")
}

// walOf returns the path of a store's write-ahead log.
func walOf(path string) string { return path + "-wal" }

// inPlace refuses to go on when the files are gone from where they were: what
// would be written to them nobody would find.
func (d *DB) inPlace() error {
	if same(d.path, d.ident) && same(walOf(d.path), d.wal.opened) {
		return nil
	}
	return call.New(call.Fault, "the store %s was deleted or replaced while dandori used it: nothing more is written", d.path).
		WithHint("stop every dandori; put the file back, or a backup with: dandori restore FILE; then start again")
}

func same(path string, opened os.FileInfo) bool {
	now, err := os.Stat(path)
	return err == nil && os.SameFile(now, opened)
}
