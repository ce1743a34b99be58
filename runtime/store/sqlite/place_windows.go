package sqlite

import (
	"path/filepath"
	"strings"

	"golang.org/x/sys/windows"
)

// fileSystem tells whether folder is on another machine.
func fileSystem(folder string) (string, error) {
	volume := filepath.VolumeName(folder)
	if strings.HasPrefix(volume, `\\`) && !strings.HasPrefix(volume, `\\?\`) && !strings.HasPrefix(volume, `\\.\`) {
		return "remote drive", nil
	}
	root, err := windows.UTF16PtrFromString(volume + `\`)
	if err != nil {
		return "", err
	}
	if windows.GetDriveType(root) == windows.DRIVE_REMOTE {
		return "remote drive", nil
	}
	return "", nil
}
