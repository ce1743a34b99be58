package watch

import (
	"errors"
	"runtime"
	"syscall"

	"dandori/runtime/say"
)

// Limit is one of the system's limits on watching.
type Limit struct {
	Sysctl string // its name, such as fs.inotify.max_user_watches
	Used   int    // by the processes of this user that can be looked into; -1: not known
	Max    int
}

// Limits returns the system's limits on watching, none where it has none that
// can be read.
func Limits() []Limit { return limits() }

// The limits that inotify(7) names.
const (
	maxWatches   = "fs.inotify.max_user_watches"
	maxInstances = "fs.inotify.max_user_instances"
)

// refused says why the system gives no events of place, and what to raise.
func refused(err error, place string) say.Text {
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return say.T("the system watches no more folders for this user: files are looked through every %s instead. Raise the limit with: sudo sysctl %s=%d", quickly, maxWatches, more(maxWatches))
	case errors.Is(err, syscall.EMFILE) && runtime.GOOS == "linux":
		return say.T("the system lets no more programs of this user watch files: files are looked through every %s instead. Raise the limit with: sudo sysctl %s=%d", quickly, maxInstances, more(maxInstances))
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return say.T("there are too many open files to watch more: files are looked through every %s instead. Raise the limit with ulimit -n", quickly)
	}
	return say.T("the system does not watch %s (%v): it is looked through every %s instead", place, err, quickly)
}

// more returns a limit to propose: four times what it is, and never little.
func more(sysctl string) int {
	least := map[string]int{maxWatches: 524288, maxInstances: 512}[sysctl]
	return max(least, 4*maxOf(sysctl))
}
