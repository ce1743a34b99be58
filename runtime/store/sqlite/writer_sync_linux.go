package sqlite

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// dataSync has what was written to file reach the disk. Unlike File.Sync it
// leaves out the file's times, which cost a write of their own.
func dataSync(file *os.File) error {
	raw, err := file.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = raw.Control(func(fd uintptr) {
		for failed = unix.EINTR; errors.Is(failed, unix.EINTR); {
			failed = unix.Fdatasync(int(fd))
		}
	})
	return errors.Join(err, failed)
}
