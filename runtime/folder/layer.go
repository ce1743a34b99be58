package folder

import (
	"encoding/json"
	"errors"
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

// goneName is the file of the layer that lists them, for when the run goes on in another process.
const goneName = ".dandori-gone.json"

func openLayer(project *os.Root, run string) (*layer, error) {
	name := path.Join(".dandori", "dry-run", run)
	if err := project.MkdirAll(name, 0o700); err != nil {
		return nil, err
	}
	root, err := project.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	l := &layer{root: root, name: name, gone: map[string]bool{}}
	raw, err := root.ReadFile(goneName)
	if err == nil {
		err = json.Unmarshal(raw, &l.gone)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, errors.Join(err, root.Close())
	}
	return l, nil
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
func (l *layer) put(real string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.gone[real] {
		return nil
	}
	delete(l.gone, real)
	return l.save()
}

// drop says that real holds nothing any more.
func (l *layer) drop(real string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.gone[real] = true
	err := l.save()
	if removed := l.root.Remove(real); removed != nil && !absent(removed) {
		err = errors.Join(err, removed)
	}
	return err
}

// save writes gone down, so that the file is whole at every moment. Callers hold the lock.
func (l *layer) save() error {
	raw, err := json.Marshal(l.gone)
	if err != nil {
		return err
	}
	if err := l.root.WriteFile(goneName+tempSuffix, raw, 0o600); err != nil {
		return err
	}
	return l.root.Rename(goneName+tempSuffix, goneName)
}
