//go:build unix

package worker

import (
	"io"
	"os"
	"syscall"
)

// apart keeps a Ctrl-C at the terminal from the worker: its parent tells it what to do.
func apart() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

// killed reports whether kill -9 ended a process.
func killed(s *os.ProcessState) bool {
	status, ok := s.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGKILL
}

// fence does nothing: a process bounds itself (Bound).
func fence(*os.Process, Limits) (io.Closer, error) { return nil, nil }
