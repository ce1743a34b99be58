package catalog

import (
	"context"
	"encoding/json"
	"io/fs"
	"path"
	"strings"
	"time"

	"dandori/runtime/call"
	"dandori/runtime/workflow"
)

// shelfError says that the shelf failed, not the script.
type shelfError struct{ error }

func (e *shelfError) Unwrap() error { return e.error }

// put puts a version's contents on the shelf, and names it.
func (c *Catalog) put(ctx context.Context, v *Version, program []byte, texts map[string]string) error {
	sources, err := json.Marshal(texts)
	if err != nil {
		return &shelfError{err}
	}
	if v.Program, err = c.Shelf.Put(ctx, program); err != nil {
		return &shelfError{err}
	}
	if v.Sources, err = c.Shelf.Put(ctx, sources); err != nil {
		return &shelfError{err}
	}
	v.ID = v.name()
	return nil
}

// name is the version's name, from what it is.
func (v *Version) name() string {
	what, _ := json.Marshal([]any{v.File, v.Script, v.Program, v.Sources, v.Uses}) // strings alone
	return sum(what)[:16]
}

// Texts returns the texts that a version was made of, by the names of their
// files; of the YAML the document of the workflow alone.
func Texts(ctx context.Context, s Shelf, v *Version) (map[string]string, error) {
	texts := map[string]string{}
	if v == nil {
		return texts, nil
	}
	content, err := s.Content(ctx, v.Sources)
	if err != nil {
		return nil, err
	}
	return texts, json.Unmarshal(content, &texts)
}

// definition reads what a version says of its workflow.
func (c *Catalog) definition(ctx context.Context, name string, v *Version) (*workflow.Workflow, error) {
	texts, err := Texts(ctx, c.Shelf, v)
	if err != nil {
		return nil, err
	}
	set := workflow.Parse(v.File, []byte(texts[v.File]), there{})
	if w, ok := set.Named(name); ok {
		return w, nil
	}
	return nil, call.New(call.Fault, "the definition of workflow %[1]q as it was saved cannot be read any more", name)
}

// there is a file system in which every file is there: what a version was made of was.
type there struct{}

func (there) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

func (there) Stat(name string) (fs.FileInfo, error) { return entry(path.Base(name)), nil }

// entry is a file of which only the name is known.
type entry string

func (e entry) Name() string       { return string(e) }
func (e entry) Size() int64        { return 0 }
func (e entry) Mode() fs.FileMode  { return 0o444 }
func (e entry) ModTime() time.Time { return time.Time{} }
func (e entry) IsDir() bool        { return false }
func (e entry) Sys() any           { return nil }

// ofPackage reports whether a file is npm's.
func ofPackage(name string) bool {
	return strings.HasPrefix(name, "node_modules/") || strings.Contains(name, "/node_modules/")
}
