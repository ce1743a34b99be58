package catalog

import (
	"io/fs"
	"syscall"
	"time"
)

// changed is when a file's content, name or times were changed last, which no
// program can set back.
func changed(info fs.FileInfo) time.Time {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		if c := time.Unix(s.Ctimespec.Unix()); c.After(info.ModTime()) {
			return c
		}
	}
	return info.ModTime()
}
