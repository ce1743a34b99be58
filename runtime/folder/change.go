package folder

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
)

// Move gives the file from the name to, making the folders on the way. It
// never overwrites: a file that is at to is an error (EEXIST).
func (f *Folder) Move(from, to string) error {
	source, err := f.writable(from)
	if err != nil {
		return err
	}
	target, err := f.writable(to)
	if err != nil {
		return err
	}
	info, err := f.stat(source)
	if err == nil && !info.Mode().IsRegular() {
		err = irregular(from, info)
	}
	if err != nil {
		return fail(from, err)
	}
	if _, err := f.stat(target); err == nil {
		return fail(to, fs.ErrExist)
	}
	if f.layer != nil {
		return f.moveInLayer(source, target, to)
	}
	if err := f.root.MkdirAll(path.Dir(target), 0o777); err != nil {
		return fail(to, err)
	}
	return fail(to, f.rename(source, target))
}

// rename moves by linking, which fails where a file is, unlike a rename. File
// systems without links get the rename, after the look that Move took.
func (f *Folder) rename(source, target string) error {
	err := f.root.Link(source, target)
	switch {
	case err == nil:
		err = f.root.Remove(source)
	case errors.Is(err, fs.ErrExist):
		return err
	default: // no links here
		err = f.root.Rename(source, target)
	}
	return errors.Join(err, syncFolder(f.root, path.Dir(target)), syncFolder(f.root, path.Dir(source)))
}

func (f *Folder) moveInLayer(source, target, to string) error {
	root, err := f.where(source)
	if err != nil {
		return fail(to, err)
	}
	if err := f.copyToLayer(root, source, target); err != nil {
		return fail(to, err)
	}
	f.layer.put(target)
	f.layer.drop(source)
	return nil
}

func (f *Folder) copyToLayer(root *os.Root, source, target string) error {
	in, err := root.Open(source)
	if err != nil {
		return err
	}
	defer in.Close()
	if err := f.layer.root.MkdirAll(path.Dir(target), 0o777); err != nil {
		return err
	}
	out, err := f.layer.root.Create(target)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// Remove removes the file, or the empty folder, and reports whether there was one.
func (f *Folder) Remove(name string) (bool, error) {
	real, err := f.writable(name)
	var info fs.FileInfo
	if err == nil {
		info, err = f.stat(real)
	}
	if errors.Is(err, fs.ErrNotExist) || isNotFolder(err) {
		return false, nil
	}
	if err != nil {
		return false, fail(name, err)
	}
	if f.layer == nil {
		err = f.root.Remove(real)
		return err == nil, fail(name, err)
	}
	if info.IsDir() {
		return false, folderNotFile(name)
	}
	f.layer.drop(real)
	return true, nil
}
