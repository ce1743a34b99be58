package clock

import "golang.org/x/sys/unix"

// bootClock goes on while the machine sleeps, as CLOCK_MONOTONIC does there,
// and is not adjusted with the time of day (clock_gettime(3) of macOS).
const bootClock = unix.CLOCK_MONOTONIC_RAW
