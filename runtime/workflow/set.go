package workflow

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"dandori/runtime/say"
)

// Folder is the project's folder of workflows.
const Folder = "workflows"

// Set is all workflows of a project, working and broken, by file and place in it.
type Set []Workflow

// Load reads every workflows/*.yaml (and *.yml) of a project's files. A broken
// file hides no other: it stands in the set under its name, with its problems.
// With a project, connections are checked against it. The error is never Problems.
func Load(files fs.FS, project *Project) (Set, error) {
	entries, err := fs.ReadDir(files, Folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, say.Errorf("reading %s: %w", Folder, err)
	}
	var set Set
	for _, e := range entries {
		name := path.Join(Folder, e.Name())
		if ext := path.Ext(name); e.IsDir() || ext != ".yaml" && ext != ".yml" {
			continue
		}
		text, why := readDefinition(files, name)
		if !why.IsZero() {
			set = append(set, unread(name, why))
			continue
		}
		set = append(set, Parse(name, text, files)...)
	}
	set.twice()
	if project != nil {
		set.against(project)
	}
	return set, nil
}

// mostText is more than any person writes into one file.
const mostText = 1 << 20

// readDefinition reads a file, or says why it cannot be read. A pipe or a device
// may never end, and one of gigabytes keeps all others waiting.
func readDefinition(files fs.FS, name string) (text []byte, why say.Text) {
	info, err := fs.Stat(files, name)
	switch {
	case err != nil:
	case !info.Mode().IsRegular():
		return nil, say.T("it is no plain file")
	case info.Size() > mostText:
		return nil, say.T("the file is larger than 1 MiB, which no workflow is")
	default:
		text, err = fs.ReadFile(files, name)
	}
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		err = path.Err // the name is known to whom it is told
	}
	if err != nil {
		return nil, say.T("the file cannot be read: %v", err)
	}
	return text, say.Text{}
}

// unread is the broken workflow of a file that cannot be read.
func unread(name string, why say.Text) Workflow {
	return Workflow{File: name, Line: 1, Name: base(name), Problems: Problems{{File: name, Line: 1, Column: 1, Message: why}}}
}

// base is the name of the workflow whose file says none.
func base(name string) string { return strings.TrimSuffix(path.Base(name), path.Ext(name)) }

// Parse reads the workflows of one file, called name within the project. What
// cannot be given to a workflow is the problem of a broken one named for the file.
func Parse(name string, text []byte, files fs.FS) Set {
	r := newReader(name, text)
	docs := r.documents(text)
	syntax := slices.Clone(r.problems)
	var set Set
	for _, doc := range docs {
		set = append(set, r.workflow(doc, files))
	}
	switch {
	case len(syntax) > 0:
		set = append(set, Workflow{File: name, Line: syntax[0].Line, Name: base(name), Problems: syntax})
	case len(set) == 0:
		r.whole(say.T("the file holds no workflow"))
		set = Set{{File: name, Line: 1, Name: base(name), Problems: r.problems}}
	}
	return set
}

// twice reports the second of two workflows with one name.
func (s Set) twice() {
	first := map[string]*Workflow{}
	for i := range s {
		w := &s[i]
		other := first[w.Name]
		switch {
		case other == nil:
			first[w.Name] = w
		case !w.Broken():
			w.Problems = append(w.Problems, Problem{File: w.File, Line: w.Line, Column: 1,
				Message: say.T("the name %[1]q is taken by %[2]s, line %[3]d", w.Name, other.File, other.Line),
				Hint:    say.T("give one of them another name:")})
		}
	}
}

// against checks the connections and channels that workflows name.
func (s Set) against(p *Project) {
	for i := range s {
		w := &s[i]
		if w.Connections != nil {
			w.known(*w.Connections, p.Connections.Names(), func(name string) (message, hint say.Text) {
				return say.T("%[1]s has no connection %[2]q", ConfigFile, name), say.Text{}
			})
		}
		w.known(w.Notify.To, p.Notify.Names(), func(name string) (message, hint say.Text) {
			return say.T("%[1]s has no channel %[2]q under notify", ConfigFile, name), say.T("add it there, as { %s: { slack: \"${SLACK_HOOK}\" } }", name)
		})
	}
}

// known reports those of refs that name none of names.
func (w *Workflow) known(refs []Ref, names []string, missing func(name string) (message, hint say.Text)) {
	for _, ref := range refs {
		if ref.Name == "" || contains(names, ref.Name) {
			continue
		}
		bad := ref.place
		bad.Message, bad.Hint = missing(ref.Name)
		if near := meant(ref.Name, names); !near.IsZero() {
			bad.Hint = near
		}
		w.Problems = append(w.Problems, bad)
	}
}

// Named returns the workflow called name; of several, the first.
func (s Set) Named(name string) (*Workflow, bool) {
	for i := range s {
		if s[i].Name == name {
			return &s[i], true
		}
	}
	return nil, false
}

// Names returns the workflows' names, sorted, each once.
func (s Set) Names() []string {
	var names []string
	for _, w := range s {
		names = append(names, w.Name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
