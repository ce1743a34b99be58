//go:build unix

package worker

import (
	"time"

	"golang.org/x/sys/unix"
)

// cpuUsed returns the processor time that this process has used.
func cpuUsed() time.Duration {
	var u unix.Rusage
	if unix.Getrusage(unix.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
