package folder

import (
	"path/filepath"
	"testing"

	"dandori/runtime/call"
)

// What a run was begun for is what it gets, or nothing: what the file holds later has a run of its own.
func TestAsGiven(t *testing.T) {
	const sum = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb" // of "a"
	given := func(name string, more ...string) *Folder {
		return project(t, map[string]string{"inbox/a.csv": "a", "inbox/b.csv": "b"}, func(c *Config) {
			c.Read, c.Given = []string{"inbox"}, Given{name, sum}
			c.Write = more
		})
	}
	f := given("inbox/a.csv")
	if got := content(t, f, "inbox/a.csv"); got != "a" {
		t.Errorf("read %q", got)
	}
	if got := content(t, f, "inbox/b.csv"); got != "b" {
		t.Errorf("another file: read %q", got)
	}
	write(t, filepath.Join(f.path, "inbox/a.csv"), "another")
	for _, name := range []string{"inbox/a.csv", "./inbox/a.csv"} {
		_, err := f.ReadFile(name, 100)
		refused(t, name, err, call.PlainError)
	}
	own := given("inbox/a.csv", "inbox")
	write(t, filepath.Join(own.path, "inbox/a.csv"), "what the run made of it")
	if got := content(t, own, "inbox/a.csv"); got != "what the run made of it" {
		t.Errorf("read %q", got)
	}
}
