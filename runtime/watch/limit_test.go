package watch

import (
	"os"
	"strconv"
	"strings"
)

// queueLimit returns how many events the system keeps, 0 where it is not known.
func queueLimit() int {
	text, err := os.ReadFile("/proc/sys/fs/inotify/max_queued_events")
	if err != nil {
		return 0
	}
	n, _ := strconv.Atoi(strings.TrimSpace(string(text)))
	return n
}
