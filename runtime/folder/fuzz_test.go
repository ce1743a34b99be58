package folder

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// FuzzName: whatever a script calls its file, nothing changes outside of "out".
func FuzzName(f *testing.F) {
	for _, name := range []string{"out/a", "../x", "out/../../x", "a/link/x", "/x", `C:\x`, "out/\u200c.env", "out/a\x00b", "link/x", ".", "", "out/.."} {
		f.Add(name)
	}
	dir := f.TempDir()
	root := filepath.Join(dir, "project")
	os.MkdirAll(filepath.Join(root, "out"), 0o755)
	os.Symlink(dir, filepath.Join(root, "out", "link"))
	f.Fuzz(func(t *testing.T, name string) {
		folder, err := Open(Config{Root: root, Read: []string{"."}, Write: []string{"out"}})
		if err != nil {
			t.Fatal(err)
		}
		defer folder.Close()
		folder.List(name)
		folder.Exists(name)
		p, err := folder.Create(name)
		if err != nil {
			return
		}
		if err := p.Close(); err == nil {
			os.RemoveAll(filepath.Join(root, p.real))
		}
		filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if rel, _ := filepath.Rel(filepath.Join(root, "out"), path); err == nil && !d.IsDir() && !filepath.IsLocal(rel) {
				t.Errorf("%q made %s", name, path)
			}
			return nil
		})
	})
}
