package sqlite

import (
	"github.com/gofrs/flock"
)

// hold is a process's claim on the store as a whole: shared while it is used,
// alone while its tables are made or changed, its key is changed or its file is
// replaced. It locks a file of its own, beside the store, and ends with the
// process.
type hold struct{ file *flock.Flock }

func newHold(path string) hold { return hold{flock.New(path+".lock", flock.SetPermissions(0o600))} }

// share reports whether the store may be used now.
func (h hold) share() (bool, error) { return h.file.TryRLock() }

// alone reports whether nobody else uses the store now. What was shared before
// is given back first, since no system can turn one into the other safely.
func (h hold) alone() (bool, error) {
	if err := h.release(); err != nil {
		return false, err
	}
	return h.file.TryLock()
}

func (h hold) release() error { return h.file.Unlock() }
