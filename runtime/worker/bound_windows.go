package worker

import "golang.org/x/sys/windows"

// boundData does nothing: the parent's job object bounds the process.
func boundData(int64) error { return nil }

func lower() error {
	return windows.SetPriorityClass(windows.CurrentProcess(), windows.BELOW_NORMAL_PRIORITY_CLASS)
}

func yield() error {
	return windows.SetPriorityClass(windows.CurrentProcess(), windows.IDLE_PRIORITY_CLASS)
}
