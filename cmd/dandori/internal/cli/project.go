package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

// project is the folder that a command works on, with what its files say.
type project struct {
	root     string // absolute
	found    bool   // there is a dandori.yaml; else root is the working directory
	files    fs.FS
	texts    texts // that config and lookup were read from
	config   *workflow.Project
	problems workflow.Problems // of dandori.yaml, warnings too
	lookup   workflow.Lookup
}

// openProject finds the project of the working directory and reads its
// configuration. From then on, the zone of Date is the project's.
func (a *app) openProject() (*project, error) {
	root, found := workflow.Find(a.Dir)
	if !found {
		root = a.Dir
	}
	said, err := readTexts(os.DirFS(root))
	if err != nil {
		return nil, unreadable(err)
	}
	return a.projectOf(root, said)
}

// soundProject opens a project whose configuration is right.
func (a *app) soundProject() (*project, error) {
	p, err := a.openProject()
	if err != nil {
		return nil, err
	}
	return p, p.problems.Err()
}

// projectOf is the project in root whose files say what said says, whatever
// stands in them now.
func (a *app) projectOf(root string, said texts) (*project, error) {
	p := &project{root: root, files: os.DirFS(root), texts: said, lookup: a.Lookup}
	_, p.found = said[workflow.ConfigFile]
	var err error
	if p.config, p.problems, err = workflow.LoadProject(said); err != nil {
		return nil, unreadable(err)
	}
	if p.found {
		if p.lookup, err = workflow.WithDotenv(said, a.Lookup); err != nil {
			return nil, unreadable(err)
		}
	}
	a.SetZone(p.config.Timezone.Location)
	return p, nil
}

// workflows reads the project's workflows, and says what cannot be read at all.
func (p *project) workflows() (workflow.Set, error) {
	set, err := workflow.Load(p.files, p.config)
	if err != nil {
		return nil, unreadable(err)
	}
	return set, nil
}

// relative makes a path that was typed project-relative, with "/".
func (p *project) relative(dir, typed string) (string, error) {
	if !filepath.IsAbs(typed) {
		typed = filepath.Join(dir, typed)
	}
	rel, err := filepath.Rel(p.root, typed)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return "", call.New(call.Config, "%s lies outside the project %s", typed, p.root).
			WithHint("a script may use only files of its project; -C DIR chooses another one")
	}
	return filepath.ToSlash(rel), nil
}

// unreadable makes a failure of reading files one of the configuration, unless it is that already.
func unreadable(err error) error {
	var problems workflow.Problems
	if errors.As(err, &problems) {
		return err
	}
	return &call.Error{Class: call.Config, Text: say.Text{En: say.In(err, say.English), Ja: say.In(err, say.Japanese)}}
}
