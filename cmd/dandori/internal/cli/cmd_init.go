package cli

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

//go:embed files
var templates embed.FS

// firstExample is the workflow that a new project starts with.
const firstExample = "export-cards"

// file is one to be written into a project.
type file struct {
	name string // project-relative, with "/"
	text []byte
}

func (a *app) initCommand() *cobra.Command {
	names := []string{firstExample}
	c := &cobra.Command{
		Use:   "init [DIR]",
		Short: a.say(say.T("A project to start from: configuration on the sandbox, one workflow, types for the editor")),
		Long:  a.say(say.T("Makes a project to start from in DIR, or here: configuration on the sandbox, one workflow and its script, types for the editor. Files that are there already are kept as they are: in a project that there is, --example NAME adds that example, to be changed.")),
		Args:  arguments(0, 1, "init [DIR]"),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := a.Dir
			if len(args) == 1 {
				dir = absolute(a.Dir, args[0])
			}
			return a.initProject(dir, names)
		},
	}
	c.Flags().StringSliceVar(&names, "example", names, a.say(say.T("the shipped `EXAMPLE` that the project gets; dandori list names them where there is no project")))
	_ = c.RegisterFlagCompletionFunc("example", a.completeExamples)
	return c
}

// completeExamples offers the shipped examples to the shell.
func (a *app) completeExamples(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	shipped, _ := examples()
	return shipped.Names(), cobra.ShellCompDirectiveNoFileComp
}

func absolute(dir, path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(dir, path)
}

func (a *app) initProject(dir string, names []string) error {
	files, err := a.firstFiles(names)
	if err != nil {
		return err
	}
	for _, f := range files {
		made, err := writeNew(dir, f)
		if err != nil {
			return unwritable(dir, f.name, err)
		}
		a.told(f.name, made)
	}
	// The types depend on dandori.yaml, which may have been there before.
	a.Dir = dir
	p, err := a.openProject()
	if err != nil {
		return err
	}
	if err := a.writeTypes(p, p.keptSchemas()); err != nil {
		return err
	}
	fmt.Fprintf(a.Stdout, "\n%s\n", a.say(say.T("Next:")))
	if rel, err := filepath.Rel(a.startDir, dir); err == nil && rel != "." {
		fmt.Fprintf(a.Stdout, "  cd %s\n", rel)
	}
	fmt.Fprintf(a.Stdout, "  dandori run %s%s\n", names[0], required(names[0]))
	return nil
}

// required is what a shipped example must be given, as it is typed.
func required(name string) (out string) {
	set, _ := examples()
	w, ok := set.Named(name)
	if !ok {
		return ""
	}
	for _, p := range w.Params {
		if p.Required {
			out += " -p " + p.Name + "=…"
		}
	}
	return out
}

// told says what became of a file.
func (a *app) told(name string, made bool) {
	if made {
		fmt.Fprintln(a.Stdout, a.say(say.T("made  %s", name)))
		return
	}
	fmt.Fprintln(a.Stdout, a.say(say.T("kept  %s, which was there", name)))
}

// schemaLine tells editors by which schema they complete and check a YAML file.
const schemaLine = "# yaml-language-server: $schema="

// firstFiles are the files of a new project with the examples named, without its types.
func (a *app) firstFiles(names []string) ([]file, error) {
	var out []file
	for _, f := range []struct{ name, template string }{
		{workflow.ConfigFile, "dandori." + string(a.lang) + ".yaml"},
		{".env.example", "env.example"},
		{".gitignore", "gitignore"},
		{"tsconfig.json", "tsconfig.json"},
	} {
		text, err := templates.ReadFile("files/" + f.template)
		if err != nil {
			return nil, err
		}
		out = append(out, file{f.name, text})
	}
	for _, name := range names {
		example, err := exampleFiles(name)
		if err != nil {
			return nil, err
		}
		out = append(out, example...)
	}
	return out, nil
}

// exampleFiles are the workflow and the script of a shipped example.
func exampleFiles(name string) ([]file, error) {
	set, err := examples()
	if err != nil {
		return nil, err
	}
	w, ok := set.Named(name)
	if !ok {
		return nil, unknownWorkflow(name, set.Names())
	}
	var out []file
	for _, path := range []string{workflow.Folder + "/" + name + ".yaml", w.Script} {
		text, err := fs.ReadFile(shipped{}, path)
		if err != nil {
			return nil, err
		}
		if strings.HasPrefix(path, workflow.Folder) {
			text = append([]byte(schemaLine+"../"+workflow.SchemaFile+"\n"), text...)
		}
		out = append(out, file{path, text})
	}
	return out, nil
}

// writeNew writes a file unless there is one of that name.
func writeNew(dir string, f file) (made bool, err error) {
	target := filepath.Join(dir, filepath.FromSlash(f.name))
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return false, err
	}
	w, err := os.OpenFile(target, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	_, err = w.Write(f.text)
	return true, errors.Join(err, w.Close())
}

func unwritable(dir, name string, err error) error {
	return call.New(call.Config, "%s cannot be written: %v", filepath.Join(dir, filepath.FromSlash(name)), err).
		WithHint("look at the rights of the folder, or choose another one")
}
