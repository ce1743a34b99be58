package worker

import (
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"
)

// processors is how many a worker may keep busy: a script needs one, and its
// garbage collector part of another.
const processors = 2

// Bound has the system and Go's runtime keep this process to its limits, as far
// as they can, and lets others come first. What they cannot is Guard's to see to.
//
// What the worker says when its parent is gone is heard by nobody, and must not
// end it: it has a run to give back (os/signal, SIGPIPE).
func Bound(l Limits) error {
	l = l.filled()
	signal.Ignore(syscall.SIGPIPE)
	runtime.GOMAXPROCS(min(processors, runtime.GOMAXPROCS(0)))
	debug.SetMemoryLimit(l.Memory - l.Memory/10)
	debug.SetMaxStack(int(min(l.Memory/4, 256<<20)))
	if err := boundData(l.Memory); err != nil {
		return err
	}
	return lower()
}
