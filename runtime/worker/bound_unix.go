//go:build unix && !linux

package worker

import "golang.org/x/sys/unix"

// boundData does nothing: outside Linux the system bounds no private mappings.
// Go's own limit and Guard are left.
func boundData(int64) error { return nil }

const (
	workers = 5  // how nice workers are
	stalled = 15 // and those that do nothing but compute
)

func lower() error { return unix.Setpriority(unix.PRIO_PROCESS, 0, workers) }

func yield() error { return unix.Setpriority(unix.PRIO_PROCESS, 0, stalled) }
