package sqlite

import (
	"os"
	"strconv"
	"strings"
)

// fileSystem returns the type of the file system that folder is on.
func fileSystem(folder string) (string, error) {
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return "", nil // not to be known here; the journal mode is checked, too
	}
	return mountedAt(string(mounts), folder), nil
}

// mountedAt finds the mount that path is on, in what proc_pid_mountinfo(5)
// describes, and returns its type.
func mountedAt(mounts, path string) (kind string) {
	longest := -1
	for line := range strings.Lines(mounts) {
		mount, source, ok := strings.Cut(line, " - ")
		fields := strings.Fields(mount)
		if !ok || len(fields) < 5 {
			continue
		}
		point := unescape(fields[4])
		if within(path, point) && len(point) >= longest { // the later covers the earlier
			longest = len(point)
			kind, _, _ = strings.Cut(source, " ")
		}
	}
	return kind
}

func within(path, folder string) bool {
	return path == folder || folder == "/" || strings.HasPrefix(path, folder+"/")
}

// unescape undoes the kernel's \040 for a space and the like.
func unescape(s string) string {
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+3 < len(s) {
			if c, err := strconv.ParseUint(s[i+1:i+4], 8, 8); err == nil {
				out.WriteByte(byte(c))
				i += 3
				continue
			}
		}
		out.WriteByte(s[i])
	}
	return out.String()
}
