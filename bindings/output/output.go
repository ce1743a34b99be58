// Package output is a file that a script writes piece by piece: a temporary
// file that appears under its name when the script closes it. What is written
// is no call of its own, for a replay writes it again from the start; closing
// is, and names the content by its hash.
//
// A file appears once. When the journal holds the outcome of its closing, the
// file had its name before that was entered: what a replay wrote again is
// dropped, for by now the file may have been moved, replaced or removed, by a
// later step of the run or by a person, and must not come back. A closing
// without an outcome is done again; it gives the same bytes.
package output

import (
	"context"

	"dandori/runtime/call"
	"dandori/runtime/folder"
	"dandori/runtime/say"
	"dandori/runtime/vm"

	"github.com/dop251/goja"
)

// Config is what modules that write files need.
type Config struct {
	Folder *folder.Folder
	Warn   func(say.Text) // one line of the run's log; nil drops it
}

// File is a file under way. It lives on the loop.
type File struct {
	r       *vm.Runtime
	config  Config
	path    string
	pending *folder.Pending
	finish  func() error // writes what is still held back
	closed  bool
}

// Open starts a file. finish is called before it is closed. A file left open
// is closed with a warning when the run succeeds, and dropped when it fails.
func Open(r *vm.Runtime, c Config, path string, finish func() error) (*File, error) {
	p, err := c.Folder.Create(path)
	if err != nil {
		return nil, err
	}
	f := &File{r: r, config: c, path: path, pending: p, finish: finish}
	r.AtEnd(f.end)
	return f, nil
}

// Write adds to the file.
func (f *File) Write(b []byte) (int, error) { return f.pending.Write(b) }

// Closed is the error for what a script does to the file after closing it, nil before.
func (f *File) Closed() error {
	if !f.closed {
		return nil
	}
	return call.New(call.PlainError, "%s is closed already: nothing can be added to it", f.path).
		WithHint("close the writer after the last row")
}

// Close asks for the file to appear and returns the promise of it.
func (f *File) Close() goja.Value {
	err := f.Closed()
	if err == nil {
		f.closed = true
		err = f.finish()
	}
	if err != nil {
		return Rejected(f.r, err)
	}
	f.pending.Seal()
	c := call.Call{Kind: "file.close", Target: f.path, Args: vm.Canonical(f.pending.Facts()), Effect: call.Repeatable}
	appeared := false
	work := func(context.Context) (call.Answer, error) {
		appeared = true
		return call.Answer{}, f.pending.Close()
	}
	return f.r.Ask(c, work, func(call.Answer) (goja.Value, error) {
		if !appeared { // replayed
			_ = f.pending.Abort() // what is left of it is swept up later
		}
		return goja.Undefined(), nil
	})
}

// Drop gives the file up.
func (f *File) Drop() {
	f.closed = true
	_ = f.pending.Abort() // what is left of it is swept up later
}

// end settles a file that the script left open.
func (f *File) end(err error) error {
	if f.closed || err != nil {
		return f.pending.Abort()
	}
	f.closed = true
	if f.config.Warn != nil {
		f.config.Warn(say.T("%s was left open, so dandori closed it: call close() after the last row", f.path))
	}
	if err := f.finish(); err != nil {
		_ = f.pending.Abort()
		return err
	}
	return f.pending.Close()
}

// Rejected returns a promise that is rejected with err.
func Rejected(r *vm.Runtime, err error) goja.Value {
	p, _, reject := r.JS().NewPromise()
	_ = reject(r.Error(err))
	return r.JS().ToValue(p)
}
