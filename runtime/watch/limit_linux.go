package watch

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

func limits() []Limit {
	instances, watches := inUse("/proc")
	out := []Limit{{maxWatches, watches, maxOf(maxWatches)}, {maxInstances, instances, maxOf(maxInstances)}}
	return slices.DeleteFunc(out, func(l Limit) bool { return l.Max == 0 })
}

// maxOf returns the value of a sysctl, 0 where it cannot be read.
func maxOf(sysctl string) int {
	text, err := os.ReadFile("/proc/sys/" + strings.ReplaceAll(sysctl, ".", "/"))
	if err != nil {
		return 0
	}
	n, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return 0
	}
	return n
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
