package inbox

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// renameExclusive renames base in one folder to another in another, unless there is one
// already; can is false where the file system does not know how.
func renameExclusive(from *os.File, base string, to *os.File, other string) (can bool, err error) {
	err = unix.Renameat2(int(from.Fd()), base, int(to.Fd()), other, unix.RENAME_NOREPLACE)
	return !errors.Is(err, unix.EINVAL) && !errors.Is(err, unix.ENOSYS) && !errors.Is(err, unix.ENOTSUP), err
}
