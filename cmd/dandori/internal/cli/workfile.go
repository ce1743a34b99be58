package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/clock"
	"dandori/runtime/say"
)

// workFolder makes a folder beside the store, and removes those that processes
// have left which were killed over a backup or a restore.
func workFolder(where string) (string, error) {
	if strings.Contains(where, "://") {
		return "", &usageError{text: say.T("only a store in a file can be copied and restored, not one in %s", "postgres://…")}
	}
	dir := filepath.Dir(where)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", notWritten(dir, err)
	}
	left, _ := filepath.Glob(filepath.Join(dir, "work-*")) // the pattern is sound
	for _, folder := range left {
		if info, err := os.Stat(folder); err == nil && clock.Since(info.ModTime()) > 24*time.Hour {
			_ = os.RemoveAll(folder)
		}
	}
	temp, err := os.MkdirTemp(dir, "work-*") // mode 0700
	return temp, notWritten(dir, err)
}

// publishFile gives a complete file its name, unless something has it already.
func publishFile(file, to string) error {
	err := os.Link(file, to)
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, fs.ErrPermission) { // a file system without links
		if _, there := os.Lstat(to); errors.Is(there, fs.ErrNotExist) {
			err = os.Rename(file, to)
		}
	}
	if errors.Is(err, fs.ErrExist) {
		return occupied(to)
	}
	return err
}

func occupied(to string) error {
	return call.New(call.Config, "%s exists already: nothing is overwritten", filepath.Base(to)).
		WithHint("name a file that does not exist yet")
}

// notWritten says that a file could not be made; what says so itself stays, nil too.
func notWritten(to string, err error) error {
	var said *call.Error
	if err == nil || errors.As(err, &said) {
		return err
	}
	return call.New(call.Config, "%[1]s cannot be written: %[2]v", to, err).Because(err)
}
