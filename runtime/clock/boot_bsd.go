//go:build unix && !linux && !darwin

package clock

import "golang.org/x/sys/unix"

// bootClock may stand still while the machine sleeps: then limits are kept longer than needed.
const bootClock = unix.CLOCK_MONOTONIC
