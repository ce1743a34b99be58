package catalog

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"dandori/runtime/clock"
)

// What was read right after it was saved is read again: a second save in the
// same tick of the file system's clock would leave its times as they are.
func TestAYoungFileIsReadAgain(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a")
	if err := os.WriteFile(name, []byte("one"), 0o644); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	if unchanged(info, info, clock.Now()) {
		t.Error("a file that was saved just now counts as settled")
	}
	if !unchanged(info, info, clock.Now().Add(time.Minute)) {
		t.Error("a file that was read a minute after its last change does not")
	}
}

func TestTheTextOfADocument(t *testing.T) {
	text := "# head\nname: a\n---\n# of b\nname: b\ntext: |\n  x\n--- # c\nname: c\n...\n"
	for line, want := range map[int]string{
		2: "name: a\n", 5: "name: b\ntext: |\n  x\n", 9: "name: c\n", 0: text, 99: text,
	} {
		if got := document(text, line); got != want {
			t.Errorf("line %d: %q", line, got)
		}
	}
}
