package cli

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"

	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

// texts are the files of a project that configure it, by their names, as they
// were read at one time: a file system of these alone.
type texts map[string][]byte

// dotenv holds variables beside those of the environment.
const dotenv = ".env"

func readTexts(files fs.FS) (texts, error) {
	t := texts{}
	for _, name := range []string{workflow.ConfigFile, dotenv} {
		text, err := fs.ReadFile(files, name)
		if errors.Is(err, fs.ErrNotExist) && name == workflow.ConfigFile {
			break // a folder that is no project has no .env either
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, say.Errorf("reading %s: %w", name, err)
		}
		if err == nil {
			t[name] = append([]byte{}, text...) // there, if empty
		}
	}
	return t, nil
}

// same reports whether two projects are configured by the same texts.
func (t texts) same(other texts) bool {
	return maps.EqualFunc(t, other, bytes.Equal)
}

// Open implements fs.FS; what is there is read whole.
func (t texts) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// ReadFile implements fs.ReadFileFS.
func (t texts) ReadFile(name string) ([]byte, error) {
	if text, ok := t[name]; ok {
		return text, nil
	}
	_, err := t.Open(name)
	return nil, err
}
