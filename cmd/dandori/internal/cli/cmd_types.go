package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"dandori/bindings"
	"dandori/runtime/call"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

// typesFile is where the declarations for editors stand in a project.
const typesFile = "dandori-env.d.ts"

func (a *app) typesCommand() *cobra.Command {
	var offline bool
	c := &cobra.Command{
		Use:   "types",
		Short: a.say(say.T("Write what editors complete and check by: the types of what scripts can import, the schemas of the YAML files")),
		Long: a.say(say.T(`Writes the types of what scripts can import, and the schemas of the YAML files, for editors.
Each connection to Kaonavi v2.0 is asked for its layouts and choices, in three requests which only read, so that the names of its sheets and fields and the choices are types, too. Of one that does not answer, what was written before stays.`)),
		Args: arguments(0, 0, "types [--offline]"),
		RunE: func(*cobra.Command, []string) error { return a.types(offline) },
	}
	c.Flags().BoolVar(&offline, "offline", false, a.say(say.T("ask no connection; what the types said of each stays")))
	return c
}

func (a *app) types(offline bool) error {
	p, err := a.openProject()
	if err != nil {
		return err
	}
	if !p.found {
		return call.New(call.Config, "there is no %s in %s or above it", workflow.ConfigFile, a.Dir).
			WithHint("dandori init makes a project")
	}
	if err := p.problems.Err(); err != nil {
		return err
	}
	known := p.keptSchemas()
	var unasked error
	if !offline {
		unasked = a.learn(context.Background(), p, known)
	}
	if err := a.writeTypes(p, known); err != nil {
		return err
	}
	return unasked
}

// keptSchemas are those that the types have said so far.
func (p *project) keptSchemas() bindings.Schemas {
	text, err := os.ReadFile(filepath.Join(p.root, typesFile))
	if err != nil {
		return bindings.Schemas{} // not there yet, or about to be said when it cannot be written
	}
	return bindings.KeptSchemas(string(text))
}

// writeAnew writes a file, also in the place of one that is there, and says so.
func (a *app) writeAnew(dir string, f file) error {
	target := filepath.Join(dir, f.name)
	_, missing := os.Stat(target)
	if err := os.WriteFile(target, f.text, 0o644); err != nil {
		return err
	}
	if missing != nil {
		a.told(f.name, true)
		return nil
	}
	_, err := fmt.Fprintln(a.Stdout, a.say(say.T("anew  %s", f.name)))
	return err
}

// writeTypes writes the declarations and the schemas anew, and a tsconfig.json if there is none.
func (a *app) writeTypes(p *project, known bindings.Schemas) error {
	for _, f := range []file{
		{typesFile, []byte(bindings.Types(p.config.Connections, known))},
		{workflow.SchemaFile, workflow.Schema()}, {workflow.ProjectSchemaFile, workflow.ProjectSchema()},
	} {
		if err := a.writeAnew(p.root, f); err != nil {
			return unwritable(p.root, f.name, err)
		}
	}
	text, err := templates.ReadFile("files/tsconfig.json")
	if err != nil {
		return err
	}
	made, err := writeNew(p.root, file{"tsconfig.json", text})
	if err != nil {
		return unwritable(p.root, "tsconfig.json", err)
	}
	if made {
		a.told("tsconfig.json", true)
	}
	return nil
}
