package folder

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"time"

	"dandori/runtime/call"
)

// Mark is what a file was when a run looked at it. Moving and removing are two
// steps for a run: first it takes the mark, then it does it to the file that
// has the mark. So a run that is broken off in between, and goes on, can tell
// what it has done already from what somebody else did meanwhile.
type Mark struct {
	Size     int64     `json:"size"`
	Modified time.Time `json:"modified"`
	Folder   bool      `json:"folder,omitempty"`
}

func markOf(info fs.FileInfo) Mark {
	if info.IsDir() {
		return Mark{Folder: true}
	}
	return Mark{Size: info.Size(), Modified: info.ModTime().UTC()}
}

func (m Mark) is(other Mark) bool {
	return m.Size == other.Size && m.Folder == other.Folder && m.Modified.Equal(other.Modified)
}

// Movable returns the mark of the file from, if it may be moved to the name to.
// A file that is at to is an error (EEXIST): nothing is ever overwritten.
func (f *Folder) Movable(from, to string) (Mark, error) {
	source, target, err := f.ends(from, to)
	if err != nil {
		return Mark{}, err
	}
	info, err := f.stat(source)
	if err == nil && !info.Mode().IsRegular() {
		err = irregular(from, info)
	}
	if err != nil {
		return Mark{}, fail(from, err)
	}
	if _, err := f.stat(target); err == nil {
		return Mark{}, fail(to, fs.ErrExist)
	}
	return markOf(info), nil
}

// Move gives the file from, of which Movable returned the mark, the name to,
// making the folders on the way. A move that was broken off is gone on with,
// one that was done is left. A file that is not the marked one is not touched.
func (f *Folder) Move(from, to string, was Mark) error {
	source, target, err := f.ends(from, to)
	if err != nil {
		return err
	}
	info, err := f.stat(source)
	if absent(err) {
		return f.moved(from, to, target)
	}
	if err != nil {
		return fail(from, err)
	}
	there, err := f.stat(target)
	switch {
	case err == nil && os.SameFile(info, there): // the move was broken off between its two halves
		return fail(to, f.unlink(source, target))
	case err == nil && markOf(there).is(was) && !markOf(info).is(was):
		return nil // it was moved, and another file has come to its old place since
	case !markOf(info).is(was):
		return changed(from)
	case f.layer != nil:
		return fail(to, f.moveInLayer(source, target))
	case err == nil:
		return fail(to, fs.ErrExist)
	}
	if err := f.root.MkdirAll(path.Dir(target), 0o777); err != nil {
		return fail(to, err)
	}
	return fail(to, f.rename(source, target))
}

func (f *Folder) ends(from, to string) (source, target string, err error) {
	if source, err = f.writable(from); err != nil {
		return "", "", err
	}
	target, err = f.writable(to)
	return source, target, err
}

// moved is the end of a move whose file is not at from: it was done, for there
// was nothing at the target when the mark was taken.
func (f *Folder) moved(from, to, target string) error {
	if _, err := f.stat(target); err != nil {
		return call.New(call.Changed, "%s is gone, and it is not at %s either", from, to).
			WithHint("put the file back at %[1]s and type dandori runs resume, or begin anew with dandori runs rerun", from)
	}
	return nil
}

// changed says that name is another file now than the run has looked at.
func changed(name string) error {
	return call.New(call.Changed, "%s is not the file any more that the run looked at: somebody has changed or replaced it", name).
		WithHint("put the old file back and type dandori runs resume, or begin anew with dandori runs rerun")
}

func absent(err error) bool { return errors.Is(err, fs.ErrNotExist) || isNotFolder(err) }

// rename moves by linking, which fails where a file is, unlike a rename. File
// systems without links get the rename, after the look that Move took.
func (f *Folder) rename(source, target string) error {
	err := f.root.Link(source, target)
	switch {
	case err == nil:
		return f.unlink(source, target)
	case errors.Is(err, fs.ErrExist):
		return err
	default: // no links here
		return errors.Join(f.root.Rename(source, target), f.syncFolders(source, target))
	}
}

// unlink is the second half of a move: the file has its new name already.
func (f *Folder) unlink(source, target string) error {
	return errors.Join(f.root.Remove(source), f.syncFolders(source, target))
}

func (f *Folder) syncFolders(source, target string) error {
	return errors.Join(syncFolder(f.root, path.Dir(target)), syncFolder(f.root, path.Dir(source)))
}

func (f *Folder) moveInLayer(source, target string) error {
	root, err := f.where(source)
	if err != nil {
		return err
	}
	if err := f.copyToLayer(root, source, target); err != nil {
		return err
	}
	return errors.Join(f.layer.put(target), f.layer.drop(source))
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

// Removable returns the mark of the file, or folder, that Remove would remove;
// there is false when there is nothing.
func (f *Folder) Removable(name string) (m Mark, there bool, err error) {
	real, err := f.writable(name)
	var info fs.FileInfo
	if err == nil {
		info, err = f.stat(real)
	}
	if absent(err) {
		return Mark{}, false, nil
	}
	if err != nil {
		return Mark{}, false, fail(name, err)
	}
	return markOf(info), true, nil
}

// Remove removes the file, or the empty folder, of which Removable returned the
// mark. What is gone is removed; what is not the marked one is not touched.
func (f *Folder) Remove(name string, was Mark) error {
	now, there, err := f.Removable(name)
	if err != nil || !there {
		return err
	}
	if !now.is(was) {
		return changed(name)
	}
	real, err := f.writable(name)
	switch {
	case err != nil:
		return err
	case f.layer == nil:
		return fail(name, errors.Join(f.root.Remove(real), syncFolder(f.root, path.Dir(real))))
	case now.Folder:
		return folderNotFile(name)
	}
	return fail(name, f.layer.drop(real))
}
