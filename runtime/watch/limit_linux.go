package watch

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

func limits() []Limit {
	instances, watches := inUse("/proc")
	out := []Limit{{Sysctl: maxWatches, Used: watches}, {Sysctl: maxInstances, Used: instances}}
	for i, l := range out {
		text, err := os.ReadFile("/proc/sys/" + strings.ReplaceAll(l.Sysctl, ".", "/"))
		if err != nil {
			return nil
		}
		out[i].Max, _ = strconv.Atoi(strings.TrimSpace(string(text)))
	}
	return out
}

// inUse counts the inotify instances, and their watches, of the processes whose
// open files may be looked at, as proc(5) shows them under proc.
func inUse(proc string) (instances, watches int) {
	fds, err := filepath.Glob(filepath.Join(proc, "[0-9]*", "fd", "*"))
	if err != nil || len(fds) == 0 {
		return -1, -1
	}
	for _, fd := range fds {
		if target, err := os.Readlink(fd); err != nil || target != "anon_inode:inotify" {
			continue
		}
		instances++
		process, number := filepath.Dir(filepath.Dir(fd)), filepath.Base(fd)
		info, err := os.ReadFile(filepath.Join(process, "fdinfo", number))
		if err == nil {
			watches += bytes.Count(info, []byte("inotify wd:"))
		}
	}
	return instances, watches
}
