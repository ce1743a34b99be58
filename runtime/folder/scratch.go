package folder

import (
	"errors"
	"os"
	"path/filepath"

	"dandori/runtime/clock"
)

// scratchLock is the file in a scratch folder that its process holds while it lives.
const scratchLock = ".lock"

// Scratch makes a folder of its own in dir, for what must be on disk while a
// process works, and removes those that died processes have left there: they
// hold people's data. release removes the folder; its files must be closed by then.
func Scratch(dir string) (path string, release func() error, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", nil, fail(dir, err)
	}
	sweepScratch(dir)
	path, err = os.MkdirTemp(dir, "parts-")
	if err != nil {
		return "", nil, fail(dir, err)
	}
	held, err := os.OpenFile(filepath.Join(path, scratchLock), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", nil, errors.Join(fail(path, err), os.RemoveAll(path))
	}
	lock(held) // where files cannot be locked, nobody takes it for left
	return path, func() error { return errors.Join(held.Close(), os.RemoveAll(path)) }, nil
}

// sweepScratch removes the folders whose process is gone. What cannot be
// removed now may be next time.
func sweepScratch(dir string) {
	left, _ := filepath.Glob(filepath.Join(dir, "parts-*", scratchLock))
	for _, name := range left {
		if deserted(name) {
			_ = os.RemoveAll(filepath.Dir(name))
		}
	}
}

// deserted reports whether nobody holds a lock. It stays so: whoever made it is gone.
func deserted(name string) bool {
	file, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return false
	}
	defer file.Close()
	info, err := file.Stat()
	return err == nil && clock.Since(info.ModTime()) > sweepAge && lock(file)
}
