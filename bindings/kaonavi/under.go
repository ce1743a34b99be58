package kaonavi

import (
	"errors"
	"slices"
	"sync"

	"dandori/runtime/call"
)

// under knows of which nouns a write may be under way although the script was
// told that it has ended: its task could not be followed to its end. What is
// read meanwhile is no state before another write: who saw "nothing there", then
// the first one's rows, would take them for the second's. It may be used from
// any goroutine.
type under struct {
	mu    sync.Mutex
	nouns map[string]bool
}

// ended is told how a write to the noun has ended, before the next one's turn comes.
func (u *under) ended(noun string, err error) {
	if certain(err) {
		return
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.nouns == nil {
		u.nouns = map[string]bool{}
	}
	u.nouns[noun] = true
}

// clear reports whether what is read shows the state before the next write.
func (u *under) clear(noun string) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	return !u.nouns[noun]
}

// certain reports whether a write that ended so is over at the vendor, too.
func certain(err error) bool {
	if err == nil {
		return true
	}
	var e *call.Error
	over := []call.Class{call.JobFailed, call.TypeError, call.PermissionError}
	return errors.As(err, &e) && slices.Contains(over, e.Class)
}
