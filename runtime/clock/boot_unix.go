//go:build unix

package clock

import (
	"time"

	"golang.org/x/sys/unix"
)

// Boot returns how long ago this machine started, sleep included. All processes
// of the machine read the same clock. It never steps, whatever becomes of the
// time of day, and begins anew at each boot.
//
// It is not faked in a testing/synctest bubble: who needs it takes it as a function.
func Boot() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(bootClock, &t); err != nil {
		panic(err) // only for a clock that the system lacks, and bootClock is one that it has
	}
	return time.Duration(t.Nano())
}
