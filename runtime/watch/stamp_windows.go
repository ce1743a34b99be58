package watch

import (
	"io/fs"
	"syscall"
)

// identity returns when the file was made, which tells it from another one of
// the same name. Windows gives its number only for open files.
func identity(info fs.FileInfo) (id, changed uint64) {
	d, ok := info.Sys().(*syscall.Win32FileAttributeData)
	if !ok {
		return 0, 0
	}
	return uint64(d.CreationTime.Nanoseconds()), 0
}
