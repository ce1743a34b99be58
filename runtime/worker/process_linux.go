package worker

import (
	"os"
	"syscall"
)

// selfLink is this program as it is running: the link leads to it also when its
// file was replaced or removed (proc_pid_exe(5)).
const selfLink = "/proc/self/exe"

// peak returns the memory that the process held at most (getrusage(2): KiB).
func peak(s *os.ProcessState) int64 {
	if u, ok := s.SysUsage().(*syscall.Rusage); ok {
		return u.Maxrss << 10
	}
	return 0
}
