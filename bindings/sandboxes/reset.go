package sandboxes

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"

	"dandori/runtime/seal"
)

// Reset makes a project's sandbox start over: the companies that the next
// process serves are made of o's seed and size, and nothing has happened to
// them. forget is called while nobody can serve, for what is known of the
// sandbox elsewhere (limits, tokens); nil: nothing is. The error is a *Taken when
// a process serves it.
func Reset(dir string, o Options, forget func() error) error {
	return alone(dir, func(states []string) error {
		for _, file := range append(states, filepath.Join(dir, addressFile), filepath.Join(dir, madeFile)) {
			if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return unusable(dir, err)
			}
		}
		if forget != nil {
			if err := forget(); err != nil {
				return err
			}
		}
		_, err := makeAs(dir, o)
		return err
	})
}

// Reseal seals what is kept anew, with the box's present key. The error is a
// *Taken when a process serves the sandbox. A folder that is not there is no error.
func Reseal(dir string, box *seal.Box) error {
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return alone(dir, func(states []string) error {
		for _, file := range states {
			if err := reseal(file, box); err != nil {
				return unreadable(filepath.Base(file), err)
			}
		}
		return nil
	})
}

func reseal(file string, box *seal.Box) error {
	about := aboutOf(file)
	data, err := os.ReadFile(file)
	if err == nil {
		data, err = unsealed(box, data, about)
	}
	if err != nil {
		return err
	}
	return replace(file, sealed(box, data, about))
}

// ID names a project's sandbox: it is another one after a reset. "" when there
// is none yet.
func ID(dir string) (string, error) {
	m, _, err := readMade(dir)
	return m.ID, err
}

// alone calls f with the companies' files while nobody can serve.
func alone(dir string, f func(states []string) error) error {
	lock, err := locked(dir)
	if err != nil {
		return err
	}
	if lock == nil {
		a, _ := readAddress(dir)
		return &Taken{PID: a.PID}
	}
	defer func(l *flock.Flock) { _ = l.Close() }(lock)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return unusable(dir, err)
	}
	var states []string
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		switch filepath.Ext(path) {
		case stateEnd:
			states = append(states, path)
		case newEnd: // of a process that was killed over it
			_ = os.Remove(path)
		}
	}
	return f(states)
}
