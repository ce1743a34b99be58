package watch

import (
	"io/fs"
	"syscall"
)

// identity returns what tells a file from another one of the same name, and the
// time when its data or attributes last changed.
func identity(info fs.FileInfo) (id, changed uint64) {
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0
	}
	return s.Ino ^ uint64(s.Dev)<<40, uint64(s.Ctim.Nano())
}
