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
// on the way. Two files under way to one place are an error.
func (f *Folder) Create(name string) (*Pending, error) {
	real, err := f.writable(name)
	if err != nil {
		return nil, err
	}
	if info, err := f.stat(real); err == nil && !info.Mode().IsRegular() {
		return nil, fail(name, irregular(name, info))
	}
	p := &Pending{folder: f, name: name, real: real, root: f.target(), sum: sha256.New()}
	if err := f.claim(p); err != nil {
		return nil, err
	}
	if err := p.open(); err != nil {
		f.release(p)
		return nil, fail(name, err)
	}
	return p, nil
}

// target is the root under which changes are made.
func (f *Folder) target() *os.Root {
	if f.layer != nil {
		return f.layer.root
	}
	return f.root
}

func (f *Folder) claim(p *Pending) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.pending[p.real] != nil {
		return call.New(call.PlainError, "%s is being written already", p.name).
			WithHint("close the first writer before opening a second one, or give them different names")
	}
	f.pending[p.real] = p
	return nil
}

func (f *Folder) release(p *Pending) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.pending, p.real)
}

func (p *Pending) open() error {
	dir := path.Dir(p.real)
	if err := p.root.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	p.folder.sweep(p.root, dir)
	p.temp = path.Join(dir, tempPrefix+rand.Text()+tempSuffix)
	file, err := p.root.OpenFile(p.temp, os.O_RDWR|os.O_CREATE|os.O_EXCL, p.mode())
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
	p.folder.changed(p.real)
	return fail(p.name, syncFolder(p.root, path.Dir(p.real)))
}

// Abort drops what was written; after Close it does nothing.
func (p *Pending) Abort() error {
	if p.done {
		return nil
	}
	err := errors.Join(p.file.Close(), p.root.Remove(p.temp))
	p.end()
	return fail(p.name, err)
}

func (p *Pending) end() {
	p.done = true
	p.folder.release(p)
}

func (p *Pending) closed() error {
	return call.New(call.PlainError, "%s is closed already: nothing can be added to it", p.name).
		WithHint("close the writer after the last row")
}

// changed tells the dry run's layer that the place holds a file again.
func (f *Folder) changed(real string) {
	if f.layer != nil {
		f.layer.put(real)
	}
}
