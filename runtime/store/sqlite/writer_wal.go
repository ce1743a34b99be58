package sqlite

import (
	"errors"
	"os"
	"sync"
	"sync/atomic"
)

// wal is the store's write-ahead log, as far as this process sees to it that
// commits reach the disk.
//
// SQLite commits with synchronous=NORMAL, and what must survive a power cut is
// synced here, after the commit and outside of the transaction: nobody waits for
// the disk while holding the store, and commits made meanwhile share the next
// sync. That others see a commit before it is on disk does no harm, since
// whatever they build on it comes after it in the same log: their own sync
// brings it to the disk, too. A checkpoint that moves a commit to the store
// before it was synced here syncs both files (sqlite.org/wal.html, "Checkpointing").
//
// SQLite keeps its locks on the store and on -shm, never on -wal, so that
// closing this file drops none of them.
type wal struct {
	file    *os.File
	opened  os.FileInfo
	commits atomic.Uint64 // that wait for a sync or had one

	mu     sync.Mutex
	synced uint64                // how many of the commits a sync has covered
	broken atomic.Pointer[error] // the disk failed to keep what it had accepted: what it says later cannot be trusted
}

// openWAL opens the log of the store at path, which SQLite has made.
func openWAL(path string) (*wal, error) {
	file, err := os.OpenFile(walOf(path), os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	opened, err := file.Stat()
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &wal{file: file, opened: opened}, nil
}

// sync returns when all that was committed before it was called is on disk.
func (l *wal) sync() error {
	mine := l.commits.Add(1)
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.failed(); err != nil || l.synced >= mine {
		return err
	}
	covered := l.commits.Load()
	if err := dataSync(l.file); err != nil {
		l.broken.Store(&err)
		return err
	}
	l.synced = covered
	return nil
}

// failed returns why nothing may be written any more, nil while all is well.
func (l *wal) failed() error {
	if err := l.broken.Load(); err != nil {
		return *err
	}
	return nil
}

func (l *wal) close() error {
	l.mu.Lock() // not while it is synced
	defer l.mu.Unlock()
	if err := l.file.Close(); !errors.Is(err, os.ErrClosed) {
		return err
	}
	return nil
}
