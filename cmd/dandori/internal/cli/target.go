package cli

import (
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

// target is what run was asked to run.
type target struct {
	project  *project
	workflow *workflow.Workflow // nil: a bare script
	example  bool               // a shipped one, which the project does not have
	script   string             // relative to the folder that it is compiled in, with "/"
}

// name is what messages call it.
func (t *target) name() string {
	if t.workflow != nil {
		return t.workflow.Name
	}
	return t.script
}

// grants are the connections that the script may use; nil is all there are.
func (t *target) grants() []string {
	if t.workflow == nil {
		return nil
	}
	return t.workflow.Grants()
}

// extensions are those of scripts; a name with one is a file.
var extensions = []string{".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".jsx"}

func isFile(name string) bool {
	return strings.ContainsAny(name, `/\`) || slices.Contains(extensions, strings.ToLower(path.Ext(name)))
}

// find finds what name stands for: a file, a workflow of the project, a shipped example.
func (a *app) find(p *project, name string) (*target, error) {
	if isFile(name) {
		return a.findFile(p, name)
	}
	set, err := p.workflows()
	if err != nil {
		return nil, err
	}
	if w, ok := set.Named(name); ok {
		if err := w.Problems.Err(); err != nil {
			return nil, err
		}
		return &target{project: p, workflow: w, script: w.Script}, nil
	}
	shipped, err := examples()
	if err != nil {
		return nil, err
	}
	if w, ok := shipped.Named(name); ok {
		return &target{project: p, workflow: w, script: w.Script, example: true}, nil
	}
	names := set.Names()
	for _, n := range shipped.Names() {
		if !slices.Contains(names, n) { // init gives a project an example of the same name
			names = append(names, n)
		}
	}
	return nil, unknownWorkflow(name, names)
}

func (a *app) findFile(p *project, name string) (*target, error) {
	rel, err := p.relative(a.Dir, filepath.FromSlash(name))
	if err != nil {
		return nil, err
	}
	if info, err := fs.Stat(p.files, rel); err != nil || info.IsDir() {
		return nil, call.New(call.Config, "there is no script %s", name).WithHint("a script's path is relative to the working directory")
	}
	return &target{project: p, script: rel}, nil
}

func unknownWorkflow(name string, names []string) error {
	e := call.New(call.Config, "there is no workflow %q", name)
	if near := workflow.Nearest(name, names); near != "" {
		return e.WithHint("did you mean %q?", near)
	}
	return e.WithHint("there are: %s", strings.Join(names, ", "))
}

// completeNames offers the workflows and the shipped examples to the shell, and files.
func (a *app) completeNames(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	p, err := a.openProject()
	if err != nil || len(args) > 0 {
		return nil, cobra.ShellCompDirectiveDefault
	}
	set, _ := p.workflows()
	shipped, _ := examples()
	var names []string
	for _, w := range slices.Concat(set, shipped) {
		names = append(names, w.Name+"\t"+w.Description)
	}
	return names, cobra.ShellCompDirectiveDefault
}

// values types the parameters that were given.
func (a *app) values(t *target, in workflow.Input) (params []byte, err error) {
	in.Path = func(typed string) (string, error) { return t.project.relative(a.Dir, filepath.FromSlash(typed)) }
	if t.workflow == nil {
		return workflow.AnyValues(in)
	}
	return t.workflow.Params.Values(in)
}

// known are the connections that the script can import. A shipped example has
// the sandbox where the project has no such connection.
func (t *target) known() workflow.Connections {
	var out workflow.Connections
	for _, c := range t.project.config.Connections {
		if g := t.grants(); g == nil || slices.Contains(g, c.Name) {
			out = append(out, c)
		}
	}
	if t.example {
		for _, name := range t.grants() {
			if _, ok := t.project.config.Connections.Named(name); ok {
				continue
			}
			if c, ok := workflow.Practice(name); ok {
				out = append(out, c)
			}
		}
	}
	return out
}

// missingConnection says why a connection cannot be imported, listing those that can.
func (t *target) missingConnection(name string) (message, hint say.Text) {
	var names []string
	for _, c := range t.known() {
		names = append(names, c.Export())
	}
	for _, c := range t.project.config.Connections {
		if c.Export() == name {
			return say.T("workflow %[1]s may not use the connection %[2]s", t.name(), c.Name),
				say.T("add it to connections: in %s", t.workflow.File)
		}
	}
	message = say.T("there is no connection %q in %s", name, workflow.ConfigFile)
	switch near := workflow.Nearest(name, names); {
	case near != "":
		return message, say.T("did you mean %[1]q? There are: %[2]s", near, strings.Join(names, ", "))
	case len(names) > 0:
		return message, say.T("there are: %s", strings.Join(names, ", "))
	case !t.project.found:
		return message, say.T("there is no %s in this folder or above it; dandori init makes one", workflow.ConfigFile)
	default:
		return message, say.T("add it to connections: in %s", workflow.ConfigFile)
	}
}

// sourceLine returns a line of the user's source, "" where it cannot be had.
func (t *target) sourceLine(file string, line int) string {
	files := t.project.files
	if t.example {
		files = shipped{}
	}
	if info, err := fs.Stat(files, file); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	text, err := fs.ReadFile(files, file)
	lines := strings.Split(string(text), "\n")
	if err != nil || line < 1 || line > len(lines) {
		return ""
	}
	return strings.TrimRight(lines[line-1], "\r")
}
