package inbox

import (
	"io/fs"
	"time"
)

// stamp tells without reading a file that it is the same one as before.
type stamp struct {
	size     int64
	modified time.Time
	id       identity // where the system has one
}

func stampOf(info fs.FileInfo) stamp {
	return stamp{size: info.Size(), modified: info.ModTime(), id: identityOf(info)}
}

// is compares; renaming changes the time of change of some systems, so that
// files that were moved are compared with moved.
func (s stamp) is(t stamp) bool {
	return s.moved(t) && s.id.changed == t.id.changed
}

// moved reports whether t is s, under another name perhaps.
func (s stamp) moved(t stamp) bool {
	return s.size == t.size && s.modified.Equal(t.modified) && s.id.device == t.id.device && s.id.inode == t.id.inode
}

// identity is what the system knows of a file beside its size and time.
type identity struct {
	device, inode uint64
	changed       int64 // when anything of it changed, in ns; 0: unknown
}
