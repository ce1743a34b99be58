package inbox

import (
	"errors"
	"os"
	"path/filepath"

	"golang.org/x/sys/windows"
)

// heldOpen reports whether some process has the file open for writing: then it
// cannot be opened by who does not want to share it with writers.
func heldOpen(root *os.Root, real string) bool {
	name, err := windows.UTF16PtrFromString(filepath.Join(root.Name(), filepath.FromSlash(real)))
	if err != nil {
		return false
	}
	h, err := windows.CreateFile(name, windows.GENERIC_READ, windows.FILE_SHARE_READ|windows.FILE_SHARE_DELETE,
		nil, windows.OPEN_EXISTING, windows.FILE_ATTRIBUTE_NORMAL, 0)
	if err == nil {
		_ = windows.CloseHandle(h)
	}
	return errors.Is(err, windows.ERROR_SHARING_VIOLATION)
}
