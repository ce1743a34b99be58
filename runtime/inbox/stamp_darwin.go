package inbox

import (
	"io/fs"
	"syscall"
)

func identityOf(info fs.FileInfo) identity {
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return identity{}
	}
	return identity{device: uint64(s.Dev), inode: s.Ino, changed: s.Ctimespec.Nano()}
}
