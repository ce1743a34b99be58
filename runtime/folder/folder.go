// Package folder is a project's folder as a script may see it: names are
// project-relative with "/", nothing leaves the folder, secrets and the
// project's own code are out of reach, and a file that is written appears under
// its name only when it is complete.
//
// A name is judged by what it leads to: links are followed first, and the place
// where they end is what the rules are asked about. All access then goes through
// os.Root, so that not even a link made in between leaves the project.
//
// In a dry run, changes go to .dandori/dry-run/RUN and the run reads them back
// from there; the project stays as it is.
package folder

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
)

// Config says which folder, and what of it may be used.
type Config struct {
	Root   string   // the project's folder
	Read   []string // project-relative folders that may be read; "." is the whole project
	Write  []string // project-relative folders that may be written
	DryRun string   // the run whose changes go to a layer of its own; "" changes the project
	Given  Given    // the file that the run was begun for
}

// Folder is an open project folder. It may be used by several goroutines.
type Folder struct {
	root  *os.Root
	path  string // of root, with its links followed
	rules rules
	layer *layer // nil outside a dry run
	given Given

	mu      sync.Mutex
	pending map[string]*Pending // files that a script writes piece by piece, by where they will appear
	open    map[*Pending]bool   // all files under way
	swept   map[string]bool     // folders of which leftover temporary files were removed
}

// Open opens the project's folder, and makes the layer of a dry run.
func Open(c Config) (*Folder, error) {
	path, err := filepath.Abs(c.Root)
	if err == nil {
		path, err = filepath.EvalSymlinks(path)
	}
	if err != nil {
		return nil, fail(c.Root, err)
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, fail(c.Root, err)
	}
	f := &Folder{
		root: root, path: path, rules: rules{read: c.Read, write: c.Write}, given: c.Given,
		pending: map[string]*Pending{}, open: map[*Pending]bool{}, swept: map[string]bool{},
	}
	if c.DryRun == "" {
		return f, nil
	}
	if f.layer, err = openLayer(root, c.DryRun); err != nil {
		return nil, errors.Join(fail(c.Root, err), root.Close())
	}
	return f, nil
}

// Close drops the files that are still under way and closes the folder.
func (f *Folder) Close() error {
	f.mu.Lock()
	left := make([]*Pending, 0, len(f.open))
	for p := range f.open {
		left = append(left, p)
	}
	f.mu.Unlock()
	var errs []error
	for _, p := range left {
		errs = append(errs, p.Abort())
	}
	if f.layer != nil {
		errs = append(errs, f.layer.root.Close())
	}
	return errors.Join(append(errs, f.root.Close())...)
}

// DryRun reports whether changes go to a layer, and the layer's folder,
// project-relative.
func (f *Folder) DryRun() (folder string, ok bool) {
	if f.layer == nil {
		return "", false
	}
	return f.layer.name, true
}
