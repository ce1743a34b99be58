package worker

import (
	"time"

	"golang.org/x/sys/windows"
)

// cpuUsed returns the processor time that this process has used.
func cpuUsed() time.Duration {
	var created, exited, kernel, user windows.Filetime
	if windows.GetProcessTimes(windows.CurrentProcess(), &created, &exited, &kernel, &user) != nil {
		return 0
	}
	return time.Duration((ticks(kernel) + ticks(user)) * 100)
}

// ticks are of 100 ns.
func ticks(f windows.Filetime) int64 { return int64(f.HighDateTime)<<32 | int64(f.LowDateTime) }
