package folder

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"golang.org/x/text/unicode/norm"

	"dandori/runtime/call"
)

// List returns the files that match the pattern, sorted, project-relative with
// "/": of a glob (*, **, ?, [a-z], {a,b}) those that match, of a folder those
// directly in it, of a file the file. Hidden files and Excel's lock files (~$)
// match only a pattern that names them so; what may not be read is left out.
func (f *Folder) List(pattern string) ([]string, error) {
	c, err := clean(pattern)
	if err != nil {
		return nil, err
	}
	if !doublestar.ValidatePattern(c) {
		return nil, call.New(call.PlainError, "%q is not a pattern for files: a bracket or brace has no end", pattern).
			WithHint("write \\[ for a bracket that stands for itself")
	}
	base, glob := doublestar.SplitPattern(c)
	if !strings.ContainsAny(c, `*?[{\`) {
		if base, glob, err = f.plain(pattern, c); err != nil || glob == "" {
			return []string{base}, err
		}
	}
	return f.glob(pattern, base, glob)
}

// plain turns the name of a folder into a pattern; of a file's name glob is "".
func (f *Folder) plain(name, c string) (base, glob string, err error) {
	real, err := f.readable(name)
	if err != nil {
		return "", "", err
	}
	info, err := f.stat(real)
	if err != nil {
		return "", "", fail(name, err)
	}
	if info.IsDir() {
		return c, "*", nil
	}
	return c, "", nil
}

func (f *Folder) glob(pattern, base, glob string) ([]string, error) {
	real, err := f.at(base)
	if err != nil {
		return nil, err
	}
	if err := f.mayRead(pattern, real); err != nil && !f.grantsBelow(real) {
		return nil, err
	}
	found := map[string]bool{}
	for _, root := range f.roots() {
		err := fs.WalkDir(root.FS(), real, func(place string, d fs.DirEntry, err error) error {
			return f.visit(found, walk{base: base, real: real, glob: norm.NFC.String(glob)}, place, d, err)
		})
		if err != nil {
			return nil, fail(pattern, err)
		}
	}
	names := make([]string, 0, len(found))
	for name := range found {
		names = append(names, name)
	}
	slices.Sort(names)
	return names, nil
}

// walk is a search under way: the folder as the script named it, where it
// really is, and what must match below it.
type walk struct{ base, real, glob string }

func (f *Folder) visit(found map[string]bool, w walk, place string, d fs.DirEntry, err error) error {
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
			return nil
		}
		return err
	}
	below := strings.TrimPrefix(strings.TrimPrefix(place, w.real), "/")
	if w.real == "." {
		below = place
	}
	if d.IsDir() {
		if place != w.real && (secret(place) || hidden(d.Name(), w.glob) || !strings.Contains(w.glob, "**") && strings.Count(below, "/") >= strings.Count(w.glob, "/")) {
			return fs.SkipDir
		}
		return nil
	}
	if hidden(d.Name(), w.glob) || !doublestar.MatchUnvalidated(w.glob, norm.NFC.String(below)) {
		return nil
	}
	if name := path.Join(w.base, below); f.isFile(name) {
		found[name] = true
	}
	return nil
}

// isFile reports whether name leads to a file that may be read and is there.
func (f *Folder) isFile(name string) bool {
	real, err := f.readable(name)
	if err != nil {
		return false
	}
	info, err := f.stat(real)
	return err == nil && info.Mode().IsRegular()
}

// hidden reports whether base is left out unless a part of the glob begins as it does.
func hidden(base, glob string) bool {
	for _, mark := range []string{".", "~$"} {
		if strings.HasPrefix(base, mark) {
			return isTemp(base) || !strings.HasPrefix(glob, mark) && !strings.Contains(glob, "/"+mark)
		}
	}
	return false
}

// grantsBelow reports whether a folder that may be read lies somewhere in real.
func (f *Folder) grantsBelow(real string) bool {
	return slices.ContainsFunc(f.rules.read, func(folder string) bool {
		c, err := clean(folder)
		return err == nil && within(c, real)
	})
}

// roots are where files may be: the project, and the layer of a dry run.
func (f *Folder) roots() []*os.Root {
	if f.layer == nil {
		return []*os.Root{f.root}
	}
	return []*os.Root{f.root, f.layer.root}
}
