//go:build unix

package folder

import (
	"errors"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// lock takes the file for this handle, until the handle is closed or its
// process dies. It reports whether it could.
func lock(file *os.File) bool {
	return unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB) == nil
}

// syncFolder makes a rename in dir survive a power failure. Some file systems
// cannot sync folders; they say so with EINVAL or ENOTSUP.
func syncFolder(root *os.Root, dir string) error {
	d, err := root.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	err = d.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP) {
		return nil
	}
	return err
}

func isNotFolder(err error) bool { return errors.Is(err, syscall.ENOTDIR) }
