package folder

import (
	"bufio"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io/fs"
	"os"
	"path"

	"dandori/runtime/call"
)

// Pending is a file that is being written. It lies beside its target under a
// temporary name and takes the target's place on Close. It is not for several
// goroutines at once.
type Pending struct {
	folder *Folder
	name   string // as the script gave it, for errors
	real   string // where it will appear
	root   *os.Root
	temp   string
	made   []string // folders that were made for it, the innermost first
	file   *os.File
	buffer *bufio.Writer
	sum    hash.Hash
	size   int64
	done   bool
}

// Facts tell one content from another.
type Facts struct {
	Size   int64  `json:"size"`   // bytes
	SHA256 string `json:"sha256"` // hexadecimal
}

// Create starts a file that will replace what is at name, making the folders
// on the way. Two files under way to one place are an error, until the first one is sealed.
func (f *Folder) Create(name string) (*Pending, error) {
	p, err := f.begin(name)
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	f.pending[p.real] = p
	f.mu.Unlock()
	return p, nil
}

// Write replaces what is at name by a whole file, making the folders on the way.
func (f *Folder) Write(name string, data []byte) error {
	p, err := f.begin(name)
	if err != nil {
		return err
	}
	if _, err := p.Write(data); err != nil {
		return errors.Join(err, p.Abort())
	}
	return p.Close()
}

func (f *Folder) begin(name string) (*Pending, error) {
	real, err := f.writable(name)
	if err != nil {
		return nil, err
	}
	if info, err := f.stat(real); err == nil && !info.Mode().IsRegular() {
		return nil, fail(name, irregular(name, info))
	}
	p := &Pending{folder: f, name: name, real: real, root: f.target(), sum: sha256.New()}
	if err := f.free(p); err != nil {
		return nil, err
	}
	if err := p.open(); err != nil {
		p.removeFolders()
		return nil, fail(name, err)
	}
	f.mu.Lock()
	f.open[p] = true
	f.mu.Unlock()
	return p, nil
}

// target is the root under which changes are made.
func (f *Folder) target() *os.Root {
	if f.layer != nil {
		return f.layer.root
	}
	return f.root
}

// free is the error for a place to which another file is under way.
func (f *Folder) free(p *Pending) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.pending[p.real] != nil {
		return call.New(call.PlainError, "%s is being written already", p.name).
			WithHint("close the first writer before opening a second one, or give them different names")
	}
	return nil
}

// Seal says that nothing more will be written, so that another file may be
// started in the same place.
func (p *Pending) Seal() {
	p.folder.mu.Lock()
	defer p.folder.mu.Unlock()
	if p.folder.pending[p.real] == p {
		delete(p.folder.pending, p.real)
	}
}

func (p *Pending) open() error {
	dir := path.Dir(p.real)
	for at := dir; at != "."; at = path.Dir(at) {
		if _, err := p.root.Lstat(at); !errors.Is(err, fs.ErrNotExist) {
			break
		}
		p.made = append(p.made, at)
	}
	if err := p.root.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	p.folder.sweep(p.root, dir)
	p.temp = path.Join(dir, tempPrefix+rand.Text()+tempSuffix)
	file, err := p.root.OpenFile(p.temp, os.O_RDWR|os.O_CREATE|os.O_EXCL, p.mode())
	if errors.Is(err, fs.ErrNotExist) { // somebody who gave a file up took the folder away again
		err = p.root.MkdirAll(dir, 0o777)
		if err == nil {
			file, err = p.root.OpenFile(p.temp, os.O_RDWR|os.O_CREATE|os.O_EXCL, p.mode())
		}
	}
	if err != nil {
		return err
	}
	p.file, p.buffer = file, bufio.NewWriterSize(file, 64<<10)
	lock(file) // so that nobody takes it for the leftover of a crash; where files cannot be locked nobody does
	return nil
}

// mode keeps the permissions of the file that will be replaced.
func (p *Pending) mode() fs.FileMode {
	if info, err := p.root.Lstat(p.real); err == nil {
		return info.Mode().Perm()
	}
	return 0o666
}

// Write adds to the file.
func (p *Pending) Write(data []byte) (int, error) {
	if p.done {
		return 0, p.closed()
	}
	n, err := p.buffer.Write(data)
	p.sum.Write(data[:n])
	p.size += int64(n)
	return n, fail(p.name, err)
}

// Facts tells what was written so far.
func (p *Pending) Facts() Facts {
	return Facts{Size: p.size, SHA256: hex.EncodeToString(p.sum.Sum(nil))}
}

// Close makes the file durable and gives it its name. On an error the target
// is as it was, and the temporary file is gone.
func (p *Pending) Close() error {
	if p.done {
		return p.closed()
	}
	err := errors.Join(p.buffer.Flush(), p.file.Sync())
	err = errors.Join(err, p.file.Close())
	if err == nil {
		err = p.root.Rename(p.temp, p.real)
	}
	if err != nil {
		p.root.Remove(p.temp)
	}
	p.end()
	if err != nil {
		return fail(p.name, err)
	}
	return fail(p.name, errors.Join(p.folder.changed(p.real), p.syncFolders()))
}

// syncFolders makes the name durable, and those of the folders that were made for it.
func (p *Pending) syncFolders() error {
	err := syncFolder(p.root, path.Dir(p.real))
	for _, dir := range p.made {
		err = errors.Join(err, syncFolder(p.root, path.Dir(dir)))
	}
	return err
}

// Abort drops what was written; after Close it does nothing.
func (p *Pending) Abort() error {
	if p.done {
		return nil
	}
	err := errors.Join(p.file.Close(), p.root.Remove(p.temp))
	p.removeFolders()
	p.end()
	return fail(p.name, err)
}

// removeFolders removes the folders that were made for the file, unless
// something else lies in them by now.
func (p *Pending) removeFolders() {
	for _, dir := range p.made {
		if p.root.Remove(dir) != nil {
			return
		}
	}
}

func (p *Pending) end() {
	p.done = true
	p.Seal()
	p.folder.mu.Lock()
	delete(p.folder.open, p)
	p.folder.mu.Unlock()
}

func (p *Pending) closed() error {
	return call.New(call.PlainError, "%s is closed already: nothing can be added to it", p.name).
		WithHint("close the writer after the last row")
}

// changed tells the dry run's layer that the place holds a file again.
func (f *Folder) changed(real string) error {
	if f.layer == nil {
		return nil
	}
	return f.layer.put(real)
}
