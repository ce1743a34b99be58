package workflow

import (
	"io/fs"
	"math"
	"path"
	"strings"

	"gopkg.in/yaml.v3"

	"dandori/runtime/say"
)

// Workflow is one document of a file under workflows (design §6).
type Workflow struct {
	File     string   // project-relative
	Line     int      // where the document begins
	Problems Problems // what is wrong with it; it cannot run while there is an error among them
	places   places

	Name        string   `yaml:"name"`        // default: the file's name
	Description string   `yaml:"description"` // one line, for people
	Script      string   `yaml:"script"`      // in the file relative to it; here project-relative
	On          On       `yaml:"on"`          // what starts it; zero: only people do
	Params      Params   `yaml:"params"`      // in the file's order
	Connections *[]Ref   `yaml:"connections"` // what the script may use; nil: those that it imports
	Folders     Folders  `yaml:"folders"`
	Guard       Guard    `yaml:"guard"`
	Preimage    bool     `yaml:"preimage"` // read the state before appends that have no key
	Timeout     Duration `yaml:"timeout"`  // of working time; 0: none
	Overlap     Overlap  `yaml:"overlap"`
	Lock        Lock     `yaml:"lock"`
	Catchup     Catchup  `yaml:"catchup"`
	Reload      Reload   `yaml:"reload"`
	Retry       Retry    `yaml:"retry"`
	Notify      Notify   `yaml:"notify"`
}

// places are where things stand that are looked at once all workflows are known.
type places struct {
	lock  Problem
	globs []glob
}

// Guard is an upper bound on what one run may remove or change.
type Guard struct {
	Remove *Natural `yaml:"remove"` // members, users, departments, rows; nil: what the script says
	Change Percent  `yaml:"change"` // of the rows of a target; 0: any
}

// Natural is a whole number from 0.
type Natural int

func (c *Natural) decode(r *reader, n *yaml.Node) {
	var i int
	r.scalar(n, elem(&i))
	if i < 0 {
		r.at(n, say.T("%s is less than 0", n.Value))
	}
	*c = Natural(i)
}

// Broken reports whether w cannot run.
func (w *Workflow) Broken() bool { return len(w.Problems.Errors()) > 0 }

// Grants returns the connections that the script may use, nil for those that it imports.
func (w *Workflow) Grants() []string {
	if w.Connections == nil {
		return nil
	}
	return names(*w.Connections)
}

// Removable is how much one run may remove at the most, nil where only the script says it.
func (w *Workflow) Removable() *int {
	if w.Guard.Remove == nil {
		return nil
	}
	n := int(*w.Guard.Remove)
	return &n
}

// Changeable is how many percent of a target's rows one run may change, 0 for any.
func (w *Workflow) Changeable() float64 { return math.Round(float64(w.Guard.Change)*1e8) / 1e6 }

// read decodes one document of file r.file.
func (r *reader) workflow(n *yaml.Node, files fs.FS) Workflow {
	before := len(r.problems)
	w := Workflow{File: r.file, Line: n.Line}
	r.value(n, elem(&w))
	if w.Name == "" {
		w.Name = strings.TrimSuffix(path.Base(r.file), path.Ext(r.file))
	}
	if !isWorkflowName(w.Name) {
		r.at(n, say.T("%q cannot name a workflow", w.Name), say.T("use letters, digits, -, _ and ."))
	}
	r.script(n, &w, files)
	r.coherent(n, &w, files)
	w.Problems = append(Problems{}, r.problems[before:]...)
	return w
}

// script makes w.Script project-relative and looks whether it is there.
func (r *reader) script(n *yaml.Node, w *Workflow, files fs.FS) {
	at := child(n, "script")
	if at == nil {
		r.at(n, say.T("workflow %q has no script", w.Name), say.T("add script: ../scripts/%s.ts", w.Name))
		return
	}
	if at.Kind == yaml.ScalarNode && at.ShortTag() == "!!str" && at.Value == "" {
		r.at(at, say.T("workflow %q has no script", w.Name), say.T("add script: ../scripts/%s.ts", w.Name))
	}
	if w.Script == "" {
		return
	}
	written := w.Script
	w.Script = path.Join(path.Dir(r.file), strings.ReplaceAll(written, `\`, "/"))
	if !fs.ValidPath(w.Script) || path.IsAbs(written) {
		r.at(at, say.T("script %q leaves the project", written), say.T("a path relative to this file, as ../scripts/%s.ts", w.Name))
		return
	}
	info, err := fs.Stat(files, w.Script)
	switch {
	case err == nil && info.IsDir():
		r.at(at, say.T("%s is a folder, not a script", w.Script))
	case err != nil:
		r.at(at, say.T("there is no script %s", w.Script), nearFile(files, w.Script))
	}
}

// nearFile is the hint for a file that is not there.
func nearFile(files fs.FS, name string) say.Text {
	entries, err := fs.ReadDir(files, path.Dir(name))
	if err != nil {
		return say.T("there is no folder %s either", path.Dir(name))
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	switch near := Nearest(path.Base(name), names); near {
	case "":
	case path.Base(name):
		return say.T("it is a link that leads nowhere")
	default:
		return say.T("did you mean %q?", near)
	}
	return say.T("a path relative to this file")
}

// child returns the value of a mapping's key, nil if it is not there.
func child(n *yaml.Node, key string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}
