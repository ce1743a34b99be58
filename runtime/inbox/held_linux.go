package inbox

import (
	"errors"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// heldOpen reports whether some process has the file open for writing. The
// kernel grants a read lease only on a file that nobody writes; the lease is given
// back at once. File systems of the network refuse leases also for other
// reasons, and files of another user belong to who may ask: there time alone must tell.
func heldOpen(root *os.Root, real string) bool {
	file, err := root.Open(real)
	if err != nil {
		return false
	}
	defer file.Close()
	if !tellsWriters(file) {
		return false
	}
	fd := file.Fd()
	_, err = unix.FcntlInt(fd, unix.F_SETLEASE, unix.F_RDLCK)
	if err == nil {
		_, _ = unix.FcntlInt(fd, unix.F_SETLEASE, unix.F_UNLCK)
	}
	return errors.Is(err, syscall.EAGAIN)
}

// tellsWriters reports whether the file lies where a refused lease means a writer.
func tellsWriters(file *os.File) bool {
	var s unix.Statfs_t
	if unix.Fstatfs(int(file.Fd()), &s) != nil {
		return false
	}
	switch int64(s.Type) {
	case unix.EXT4_SUPER_MAGIC, unix.XFS_SUPER_MAGIC, unix.BTRFS_SUPER_MAGIC, unix.TMPFS_MAGIC, unix.F2FS_SUPER_MAGIC, unix.MSDOS_SUPER_MAGIC:
		return true
	}
	return false
}
