package compile

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func keep(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func link(t *testing.T, to, file string) {
	t.Helper()
	if err := os.Symlink(to, file); err != nil {
		t.Skip(err)
	}
}

func TestTooLargeToBeCompiled(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	keep(t, in("a.js"), "import data from './data.json'; export default data.length")
	keep(t, in("data.json"), "[1]")
	if _, err := Compile(Config{Root: dir, Entry: "a.js"}); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(in("data.json"), mostBytes+1); err != nil {
		t.Fatal(err)
	}
	_, err := Compile(Config{Root: dir, Entry: "a.js"})
	if err == nil || !strings.Contains(err.Error(), "data.json:1:1: the file is larger than 4 MiB") {
		t.Errorf("a large file: %v", err)
	}
	all := ""
	for i := range 3 {
		name := fmt.Sprintf("m%d.js", i)
		keep(t, in(name), "//"+strings.Repeat(" ", mostBytes-2))
		all += "import './" + name + "'\n"
	}
	keep(t, in("b.js"), all)
	if _, err := Compile(Config{Root: dir, Entry: "b.js"}); err == nil || !strings.Contains(err.Error(), "larger than 8 MiB together") {
		t.Errorf("many: %v", err)
	}
}
