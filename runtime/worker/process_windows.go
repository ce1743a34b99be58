package worker

import (
	"io"
	"os"
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"
)

const selfLink = ""

// apart keeps a Ctrl-C at the terminal from the worker: its parent tells it what to do.
func apart() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: windows.CREATE_NEW_PROCESS_GROUP}
}

// killed is never known: Windows has no signals.
func killed(*os.ProcessState) bool { return false }

// peak is not known.
func peak(*os.ProcessState) int64 { return 0 }

// fence puts a process into a job object that bounds the memory which it
// commits. What comes before the process is in it is bounded by Guard.
func fence(p *os.Process, l Limits) (io.Closer, error) {
	job, err := windows.CreateJobObject(nil, nil)
	if err != nil {
		return nil, err
	}
	info := windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION{
		BasicLimitInformation: windows.JOBOBJECT_BASIC_LIMIT_INFORMATION{LimitFlags: windows.JOB_OBJECT_LIMIT_PROCESS_MEMORY},
		ProcessMemoryLimit:    uintptr(l.Memory + l.Memory/2),
	}
	if _, err := windows.SetInformationJobObject(job, windows.JobObjectExtendedLimitInformation, uintptr(unsafe.Pointer(&info)), uint32(unsafe.Sizeof(info))); err != nil {
		_ = windows.CloseHandle(job)
		return nil, err
	}
	if err := assign(job, p); err != nil {
		_ = windows.CloseHandle(job)
		return nil, err
	}
	return handle(job), nil
}

func assign(job windows.Handle, p *os.Process) error {
	process, err := windows.OpenProcess(windows.PROCESS_SET_QUOTA|windows.PROCESS_TERMINATE, false, uint32(p.Pid))
	if err != nil {
		return err
	}
	defer func() { _ = windows.CloseHandle(process) }()
	return windows.AssignProcessToJobObject(job, process)
}

type handle windows.Handle

// Close implements io.Closer.
func (h handle) Close() error { return windows.CloseHandle(windows.Handle(h)) }
