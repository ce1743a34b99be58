package sqlite

import "golang.org/x/sys/unix"

// fileSystem returns the type of the file system that folder is on.
func fileSystem(folder string) (string, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(folder, &s); err != nil {
		return "", err
	}
	return unix.ByteSliceToString(s.Fstypename[:]), nil
}
