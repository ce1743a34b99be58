package inbox

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"
	"syscall"
	"unicode/utf8"

	"dandori/runtime/call"
	"dandori/runtime/folder"
)

// target returns the place for name in the project, with the links of those of
// its folders followed that exist.
func (t *tour) target(name string) (string, error) {
	dir, rest := path.Dir(name), path.Base(name)
	for {
		real, err := t.follow(dir)
		if err == nil {
			real = path.Join(real, rest)
			if folder.Reserved(real) {
				return "", call.New(call.PermissionError, "no file is moved to %s: it is dandori's or the project's own", name)
			}
			return real, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
		if _, err := t.root.Lstat(dir); err == nil {
			return "", errLeaves // a link that leads nowhere
		}
		dir, rest = path.Dir(dir), path.Join(path.Base(dir), rest)
	}
}

// errTaken says that the place for a file is taken.
var errTaken = errors.New("inbox: another file has that name")

// rename gives the file at the place from the place to; what is there already
// is never overwritten (errTaken).
func (t *tour) rename(from, to string) error {
	if err := t.root.MkdirAll(path.Dir(to), 0o777); err != nil {
		return err
	}
	source, err := t.root.Open(path.Dir(from))
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := t.root.Open(path.Dir(to))
	if err != nil {
		return err
	}
	defer target.Close()
	can, err := renameExclusive(source, path.Base(from), target, path.Base(to))
	if !can {
		err = t.relink(from, to)
	}
	if errors.Is(err, fs.ErrExist) {
		return errTaken
	}
	if err == nil {
		syncFolder(target)
		syncFolder(source)
	}
	return err
}

// relink renames by linking, which fails where a file is. File systems without
// links get a rename after a look.
func (t *tour) relink(from, to string) error {
	err := t.root.Link(from, to)
	switch {
	case err == nil:
		return t.unlink(from, to)
	case errors.Is(err, fs.ErrExist), errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.EXDEV):
		return err
	}
	if _, err := t.root.Lstat(to); err == nil {
		return &fs.PathError{Op: "rename", Path: to, Err: fs.ErrExist}
	}
	return t.root.Rename(from, to)
}

// unlink removes the old name of a file that has its new one. A file that has come to the
// old name meanwhile is left there.
func (t *tour) unlink(from, to string) error {
	old, err := t.root.Lstat(from)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	now, failed := t.root.Lstat(to)
	if err = errors.Join(err, failed); err != nil || !os.SameFile(old, now) {
		return err
	}
	return t.root.Remove(from)
}

// syncFolder makes names durable; not every system can.
func syncFolder(dir *os.File) { _ = dir.Sync() }

// copyOver gives the content of the file at from to a new file at to, which lies on
// another file system, and appears there when it is complete.
func (t *tour) copyOver(ctx context.Context, from, to string, was stamp) error {
	in, err := t.root.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	temp := path.Join(path.Dir(to), ".dandori-inbox.tmp")
	if err := t.root.Remove(temp); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	out, err := t.root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = io.CopyBuffer(struct{ io.Writer }{out}, patient{ctx, in}, make([]byte, 256<<10))
	err = errors.Join(err, out.Sync(), out.Close())
	if err == nil {
		err = t.root.Chtimes(temp, was.modified, was.modified)
	}
	if err == nil {
		err = t.rename(temp, to)
	}
	if err != nil {
		_ = t.root.Remove(temp)
	}
	return err
}

// freeName returns the nth name to try for name: "name (2).csv" is the second.
func freeName(name string, n int) string {
	if n == 1 {
		return name
	}
	const longest = 255 // bytes, on most file systems
	dir, base := path.Split(name)
	ext := path.Ext(base)
	stem, tail := strings.TrimSuffix(base, ext), " ("+strconv.Itoa(n)+")"+ext
	for len(stem)+len(tail) > longest && stem != "" {
		_, size := utf8.DecodeLastRuneInString(stem)
		stem = stem[:len(stem)-size]
	}
	return dir + stem + tail
}

// placed reports whether something is at a place.
func (t *tour) placed(real string) bool {
	_, err := t.root.Lstat(real)
	return err == nil
}

// regular reports whether a file is at a place.
func (t *tour) regular(real string) bool {
	info, err := t.root.Lstat(real)
	return err == nil && info.Mode().IsRegular()
}
