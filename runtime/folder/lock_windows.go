package folder

import (
	"errors"
	"math"
	"os"

	"golang.org/x/sys/windows"
)

// lock takes the file for this handle, until the handle is closed or its
// process dies. It reports whether it could. The byte that it locks lies
// beyond any content, because Windows lets nobody else read a locked byte.
func lock(file *os.File) bool {
	beyond := windows.Overlapped{Offset: math.MaxUint32, OffsetHigh: math.MaxInt32}
	const how = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	return windows.LockFileEx(windows.Handle(file.Fd()), how, 0, 1, 0, &beyond) == nil
}

// syncFolder does nothing: Windows makes a rename durable by itself.
func syncFolder(*os.Root, string) error { return nil }

func isNotFolder(err error) bool { return errors.Is(err, windows.ERROR_DIRECTORY) }
