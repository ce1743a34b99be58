package folder

import (
	"io/fs"
	"os"
	"path"
	"strings"
	"time"

	"dandori/runtime/clock"
)

// Temporary files are recognised by their names.
const (
	tempPrefix = ".dandori-"
	tempSuffix = ".tmp"
)

// sweepAge is how long a temporary file must have been left alone before it is
// looked at: between its making and its locking it is nobody's.
const sweepAge = 10 * time.Minute

func isTemp(base string) bool {
	return strings.HasPrefix(base, tempPrefix) && strings.HasSuffix(base, tempSuffix)
}

// sweep removes the temporary files that crashed processes left in dir, once
// for each dir. A file whose writer lives is locked, so it stays. What cannot
// be removed now may be next time.
func (f *Folder) sweep(root *os.Root, dir string) {
	f.mu.Lock()
	seen := f.swept[dir]
	f.swept[dir] = true
	f.mu.Unlock()
	if seen {
		return
	}
	entries, err := fs.ReadDir(root.FS(), dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		if isTemp(e.Name()) && abandoned(root, path.Join(dir, e.Name())) {
			root.Remove(path.Join(dir, e.Name()))
		}
	}
}

func abandoned(root *os.Root, name string) bool {
	file, err := root.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return false
	}
	defer file.Close()
	info, err := file.Stat()
	return err == nil && clock.Since(info.ModTime()) > sweepAge && lock(file)
}
