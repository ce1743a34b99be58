package folder

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"golang.org/x/text/unicode/norm"

	"dandori/runtime/call"
)

// Open opens the file for reading. In a dry run that is the file as the run left it.
func (f *Folder) Open(name string) (*os.File, error) {
	real, err := f.readable(name)
	if err != nil {
		return nil, err
	}
	root, err := f.where(real)
	if err != nil {
		return nil, fail(name, err)
	}
	file, err := root.Open(real)
	if err != nil {
		return nil, f.alike(name, real, fail(name, err))
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = irregular(name, info)
	}
	if err != nil {
		return nil, errors.Join(fail(name, err), file.Close())
	}
	return file, nil
}

// alike adds to the error for a file that is not there the one that looks like
// it: names are typed in another width, case or composition than they have.
func (f *Folder) alike(name, real string, err error) error {
	var missing *call.Error
	if !errors.As(err, &missing) || missing.Code != "ENOENT" {
		return err
	}
	entries, _ := fs.ReadDir(f.root.FS(), path.Dir(real)) // what cannot be listed has nothing like it
	for _, e := range entries {
		if looks(e.Name()) == looks(path.Base(real)) {
			return missing.WithHint("there is %q, which differs in the width or the case of letters, or in spaces", path.Join(path.Dir(name), e.Name()))
		}
	}
	return err
}

// looks is what all names share that look alike to a person.
func looks(name string) string {
	return strings.ToLower(strings.Join(strings.Fields(norm.NFKC.String(name)), ""))
}

// irregular is the error for what is there but cannot be read or written as a
// file: a folder, a pipe, a device.
func irregular(name string, info fs.FileInfo) error {
	if info.IsDir() {
		return folderNotFile(name)
	}
	return &fs.PathError{Op: "open", Path: name, Err: errors.ErrUnsupported}
}

// ReadFile returns the file's bytes, of which there may be limit at most (AsGiven).
func (f *Folder) ReadFile(name string, limit int64) ([]byte, error) {
	file, err := f.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err != nil {
		return nil, fail(name, err)
	}
	if int64(len(data)) > limit {
		return nil, tooLarge(name, limit)
	}
	return data, f.asGiven(name, data)
}

// Exists reports whether there is a file or folder of that name.
func (f *Folder) Exists(name string) (bool, error) {
	real, err := f.readable(name)
	if err == nil {
		_, err = f.stat(real)
	}
	if errors.Is(err, fs.ErrNotExist) || isNotFolder(err) {
		return false, nil
	}
	return err == nil, fail(name, err)
}

// where returns the root under which the place real is read: the project's, or
// that of the dry run's layer.
func (f *Folder) where(real string) (*os.Root, error) {
	if f.layer == nil {
		return f.root, nil
	}
	return f.layer.where(f.root, real)
}

// stat describes the place real as the run sees it.
func (f *Folder) stat(real string) (fs.FileInfo, error) {
	root, err := f.where(real)
	if err != nil {
		return nil, err
	}
	return root.Lstat(real)
}

func tooLarge(name string, limit int64) error {
	return call.New(call.RangeError, "%s is larger than the %d MiB that are read at once", name, limit>>20).
		WithHint("read a large CSV with csv.read, which takes it row by row")
}
