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

// is reports whether nothing about the file is different.
func (s stamp) is(t stamp) bool { return s.moved(t) && s.id.changed == t.id.changed }

// moved is is for a file that got another name: many systems take that for a change.
func (s stamp) moved(t stamp) bool {
	return s.still(t) && s.id.device == t.id.device && s.id.inode == t.id.inode
}

// still reports whether nobody has written meanwhile. Some network file systems
// give a file another identity each time, so that it does not count.
func (s stamp) still(t stamp) bool { return s.size == t.size && s.modified.Equal(t.modified) }

// identity is what the system knows of a file beside its size and time.
type identity struct {
	device, inode uint64
	changed       int64 // when anything of it changed, in ns; 0: unknown
}
