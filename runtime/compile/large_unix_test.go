//go:build unix

package compile

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A pipe that nobody writes into never ends.
func TestNoPipeIsRead(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"a.js": "import './pipe.js'", "b.js": "import './link.js'"} {
		keep(t, filepath.Join(dir, name), text)
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe.js"), 0o600); err != nil {
		t.Fatal(err)
	}
	link(t, "pipe.js", filepath.Join(dir, "link.js"))
	for _, entry := range []string{"a.js", "b.js", "pipe.js", "link.js"} {
		if _, err := Compile(Config{Root: dir, Entry: entry}); err == nil || !strings.Contains(err.Error(), "pipe.js is a pipe") {
			t.Errorf("%s: %v", entry, err)
		}
	}
}
