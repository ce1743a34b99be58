package folder

import (
	"io/fs"
	"os"
	"path"
	"sync"
)

// layer holds the changes of a dry run. A place is read from the layer when a
// file is there, not at all when the run removed it, else from the project.
type layer struct {
	root *os.Root
	name string // project-relative: ".dandori/dry-run/RUN"

	mu   sync.Mutex
	gone map[string]bool // places that the run removed or moved away
}

func openLayer(project *os.Root, run string) (*layer, error) {
	name := path.Join(".dandori", "dry-run", run)
	if err := project.MkdirAll(name, 0o700); err != nil {
		return nil, err
	}
	root, err := project.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	return &layer{root: root, name: name, gone: map[string]bool{}}, nil
}

// where returns the root under which real is read.
func (l *layer) where(project *os.Root, real string) (*os.Root, error) {
	l.mu.Lock()
	gone := l.gone[real]
	l.mu.Unlock()
	if gone {
		return nil, fs.ErrNotExist
	}
	if info, err := l.root.Lstat(real); err == nil && !info.IsDir() {
		return l.root, nil
	}
	if _, err := project.Lstat(real); err != nil {
		return l.root, nil // a folder that only the run made, or nothing
	}
	return project, nil
}

// put says that real holds a file in the layer.
func (l *layer) put(real string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.gone, real)
}

// drop says that real holds nothing any more.
func (l *layer) drop(real string) {
	l.root.Remove(real)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.gone[real] = true
}
