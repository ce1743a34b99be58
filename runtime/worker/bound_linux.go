package worker

import (
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// slack is what a process may map beyond its limit: Go maps its heap in steps
// of 64 MiB and keeps for itself what it has once mapped.
const slack = 256 << 20

// boundData bounds the private memory of the process (setrlimit(2), RLIMIT_DATA),
// so that one allocation that is far too large fails before it takes the machine's memory.
func boundData(memory int64) error {
	most := uint64(memory + memory/2 + slack + shadow)
	return unix.Setrlimit(unix.RLIMIT_DATA, &unix.Rlimit{Cur: most, Max: most})
}

const (
	workers = 5  // how nice workers are
	stalled = 15 // and those that do nothing but compute
)

func lower() error { return nice(workers) }

func yield() error { return nice(stalled) }

// nice lowers the priority of all threads: on Linux each has its own, and a new
// one that of the thread which made it.
func nice(by int) error {
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return unix.Setpriority(unix.PRIO_PROCESS, 0, by)
	}
	for _, t := range threads {
		if id, err := strconv.Atoi(strings.TrimSpace(t.Name())); err == nil {
			_ = unix.Setpriority(unix.PRIO_PROCESS, id, by) // it may have ended
		}
	}
	return nil
}
