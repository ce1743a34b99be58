package catalog

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"dandori/runtime/clock"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

// claim is a document of a YAML file, which says what a workflow is to be.
type claim struct {
	*workflow.Workflow
	text  string // the document
	hash  string // of text
	other *Fault // another file says that it is this workflow, too
}

// sheet is a YAML file as it was read last.
type sheet struct {
	hash    string
	project string // the hash of dandori.yaml that it was read against
	claims  []*claim
}

// strange reports whether something is wrong with the file, so that it may be
// meant to hold more than can be read of it.
func (s *sheet) strange() *claim {
	for _, c := range s.claims {
		if c.Broken() {
			return c
		}
	}
	return nil
}

// sheets are the project's YAML files.
type sheets struct {
	look  *looker
	parse func(fs.FS) (workflow.Set, error)
	all   map[string]*sheet
}

// breath is how long an editor may take that removes a file and then writes it.
const breath = 30 * time.Millisecond

// read reads what has changed of the files named, of all for nil.
func (s *sheets) read(ctx context.Context, only []string) error {
	due := s.due(only)
	there := s.present(due)
	if s.vanished(there, due) {
		if err := clock.Sleep(ctx, breath); err != nil {
			return err
		}
		there = s.present(due)
	}
	maps.DeleteFunc(s.all, func(name string, _ *sheet) bool { return !listed(there, name) })
	project := s.look.hash(workflow.ConfigFile)
	texts, hashes := map[string][]byte{}, map[string]string{}
	for _, name := range there {
		old := s.all[name]
		if old != nil && old.project == project && !due(name) {
			continue
		}
		hash := s.look.hash(name)
		if old != nil && old.project == project && old.hash == hash && old.strange() == nil {
			continue
		}
		hashes[name], texts[name] = s.look.text(name)
	}
	return s.take(texts, hashes, project)
}

// due tells which files are to be looked at when only some are named, nil for
// all: those, and those that were never read.
func (s *sheets) due(only []string) func(name string) bool {
	named := map[string]bool{}
	for _, name := range only {
		named[name] = true
	}
	return func(name string) bool { return only == nil || named[name] || s.all[name] == nil }
}

// fresh reports whether a file is as it was read, and nothing is wrong with it
// that another file's change may have mended.
func (s *sheets) fresh(name string) bool {
	sheet := s.all[name]
	return sheet != nil && sheet.strange() == nil && sheet.hash == s.look.hash(name) && sheet.project == s.look.hash(workflow.ConfigFile)
}

// take parses files.
func (s *sheets) take(texts map[string][]byte, hashes map[string]string, project string) error {
	if len(texts) == 0 {
		return nil
	}
	set, err := s.parse(view{s.look.files, texts})
	if err != nil {
		return err
	}
	for name := range texts {
		s.all[name] = &sheet{hash: hashes[name], project: project}
	}
	for i := range set {
		w := &set[i]
		sheet := s.all[w.File]
		if sheet == nil {
			continue
		}
		text := document(string(texts[w.File]), w.Line)
		sheet.claims = append(sheet.claims, &claim{Workflow: w, text: text, hash: sum([]byte(text))})
	}
	return nil
}

// present returns the YAML files that there are, sorted. Those that are not due are where they were.
func (s *sheets) present(due func(string) bool) []string {
	var names []string
	for _, base := range s.look.names(workflow.Folder) {
		if ext := path.Ext(base); ext == ".yaml" || ext == ".yml" {
			names = append(names, path.Join(workflow.Folder, base))
		}
	}
	return slices.DeleteFunc(names, func(name string) bool {
		return due(name) && !s.look.file(name)
	})
}

// vanished reports whether a file is not there, or empty, that had something to say.
func (s *sheets) vanished(there []string, due func(string) bool) bool {
	for name, sheet := range s.all {
		if !listed(there, name) || due(name) && sheet.hash != emptyHash && s.look.hash(name) == emptyHash {
			return true
		}
	}
	return false
}

// listed reports whether name is among sorted names.
func listed(names []string, name string) bool {
	_, ok := slices.BinarySearch(names, name)
	return ok
}

const emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

// claims returns what the files say, by workflow. Of several that claim a name,
// the one in whose file the workflow stood before has it, else the first.
// A workflow that does not stand in its file any more is not gone while
// something is wrong with that file: home tells where workflows stood.
func (s *sheets) claims(home map[string]string) map[string]*claim {
	out := map[string]*claim{}
	for _, file := range slices.Sorted(maps.Keys(s.all)) {
		for _, c := range s.all[file].claims {
			out[c.Name] = prefer(out[c.Name], c, home[c.Name])
		}
	}
	for name, file := range home {
		sheet := s.all[file]
		if out[name] != nil || sheet == nil {
			continue
		}
		if bad := sheet.strange(); bad != nil {
			out[name] = &claim{Workflow: bad.Workflow, text: bad.text, hash: bad.hash}
			if home[bad.Name] == "" {
				delete(out, bad.Name)
			}
		}
	}
	return out
}

// prefer returns the one of two claims that has the name.
func prefer(a, b *claim, home string) *claim {
	if a == nil {
		return b
	}
	if b.File == home && a.File != home {
		a, b = b, a
	}
	won := *a
	won.other = cmp.Or(won.other, rivalry(a, b))
	return &won
}

// rivalry is what is wrong with a claim to a name that another has.
func rivalry(a, b *claim) *Fault {
	if b.Broken() {
		return faultOf(b.Problems, b.File)
	}
	return &Fault{
		File: b.File, Line: b.Line, Column: 1,
		Message: say.T("the name %[1]q is taken by %[2]s, line %[3]d", a.Name, a.File, a.Line),
		Hint:    say.T("give one of them another name:"),
	}
}

// document is the text of the document that begins in a line (from 1).
func document(text string, line int) string {
	lines := strings.SplitAfter(text, "\n")
	if line < 1 || line > len(lines) {
		return text
	}
	lines = lines[line-1:]
	for i, l := range lines {
		l = strings.TrimRight(l, "\r\n")
		if i > 0 && (l == "---" || l == "..." || strings.HasPrefix(l, "--- ") || strings.HasPrefix(l, "... ")) {
			return strings.Join(lines[:i], "")
		}
	}
	return strings.Join(lines, "")
}

// view shows a project with only some of its workflows' files, as they were
// read; those that could not be have no text.
type view struct {
	fs.FS
	texts map[string][]byte
}

// ReadDir implements fs.ReadDirFS.
func (v view) ReadDir(name string) ([]fs.DirEntry, error) {
	if name != workflow.Folder {
		return fs.ReadDir(v.FS, name)
	}
	var entries []fs.DirEntry
	for _, file := range slices.Sorted(maps.Keys(v.texts)) {
		info, err := fs.Stat(v.FS, file)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		entries = append(entries, fs.FileInfoToDirEntry(info))
	}
	return entries, nil
}

// ReadFile implements fs.ReadFileFS.
func (v view) ReadFile(name string) ([]byte, error) {
	if text := v.texts[name]; text != nil {
		return slices.Clone(text), nil
	}
	return fs.ReadFile(v.FS, name)
}

// Stat implements fs.StatFS.
func (v view) Stat(name string) (fs.FileInfo, error) { return fs.Stat(v.FS, name) }
