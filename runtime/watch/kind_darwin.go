package watch

import "golang.org/x/sys/unix"

// fileSystem returns the type of the file system that path is on.
func fileSystem(path string) string {
	var s unix.Statfs_t
	if err := unix.Statfs(path, &s); err != nil {
		return ""
	}
	return unix.ByteSliceToString(s.Fstypename[:])
}
