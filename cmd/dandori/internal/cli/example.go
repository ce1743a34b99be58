package cli

import (
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

// unpack writes the example's script into a new folder, from which it is
// compiled as if that were the project. The caller removes the folder.
func unpack(w *workflow.Workflow) (root string, err error) {
	text, err := fs.ReadFile(shipped{}, w.Script)
	if err != nil {
		return "", err
	}
	if root, err = os.MkdirTemp("", "dandori-example-"); err != nil {
		return "", err
	}
	target := filepath.Join(root, filepath.FromSlash(w.Script))
	if err = os.MkdirAll(filepath.Dir(target), 0o700); err == nil {
		err = os.WriteFile(target, text, 0o600)
	}
	return root, err
}
