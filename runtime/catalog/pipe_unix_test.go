//go:build unix

package catalog_test

import (
	"path/filepath"
	"syscall"
)

// pipe makes something that is no file and never ends.
func (w *world) pipe(name string) {
	w.Helper()
	if err := syscall.Mkfifo(filepath.Join(w.root, filepath.FromSlash(name)), 0o600); err != nil {
		w.Fatal(err)
	}
}
