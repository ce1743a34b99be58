package main

import (
	"errors"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"
)

// whenever asks whether something is so, now and after each change to a file
// below folder, until it is or late is told. It reports whether it is.
func whenever(folder string, late <-chan time.Time, so func() bool) (bool, error) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return false, err
	}
	defer w.Close()
	if err := watchBelow(w, folder); err != nil {
		return false, err
	}
	for !so() {
		select {
		case e := <-w.Events:
			if e.Has(fsnotify.Create) { // a folder, whose files may be older than its watch: it is asked after it
				err = watchBelow(w, e.Name)
			}
			if err != nil {
				return false, err
			}
		case <-w.Errors: // events were lost: something has changed
		case <-late:
			return so(), nil
		}
	}
	return true, nil
}

// watchBelow watches name, if it is a folder, and the folders below it, but for the store's.
func watchBelow(w *fsnotify.Watcher, name string) error {
	return filepath.WalkDir(name, func(path string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil // it is gone again
		case err != nil:
			return err
		case !d.IsDir():
			return nil
		case d.Name() == ".dandori":
			return fs.SkipDir
		}
		if err := w.Add(path); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	})
}
