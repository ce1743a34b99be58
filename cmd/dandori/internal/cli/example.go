package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"dandori/runtime/workflow"
	"dandori/scripts"
	"dandori/workflows"
)

// shipped is the shipped examples as the files of a project: scripts/* and workflows/*.
type shipped struct{}

// Open implements fs.FS.
func (shipped) Open(name string) (fs.File, error) {
	folder, rest, _ := strings.Cut(name, "/")
	var files fs.FS
	switch folder {
	case "scripts":
		files = scripts.FS
	case workflow.Folder:
		files = workflows.FS
	default:
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	if rest == "" {
		rest = "."
	}
	return files.Open(rest)
}

// examples returns the shipped workflows.
func examples() (workflow.Set, error) { return workflow.Load(shipped{}, nil) }

// unpack writes scripts that are part of dandori into a new folder, from which
// they are compiled as if that were the project. The caller removes the folder.
func unpack(files fs.FS, names ...string) (root string, err error) {
	if root, err = os.MkdirTemp("", "dandori-script-"); err != nil {
		return "", err
	}
	for _, name := range names {
		target := filepath.Join(root, filepath.FromSlash(name))
		text, err := fs.ReadFile(files, name)
		if err == nil {
			err = os.MkdirAll(filepath.Dir(target), 0o700)
		}
		if err == nil {
			err = os.WriteFile(target, text, 0o600)
		}
		if err != nil {
			return "", errors.Join(err, os.RemoveAll(root))
		}
	}
	return root, nil
}
