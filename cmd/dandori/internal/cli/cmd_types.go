package cli

import (
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
	return &cobra.Command{
		Use:   "types",
		Short: a.say(say.T("Write what editors complete and check by: the types of what scripts can import, the schemas of the YAML files")),
		Args:  arguments(0, 0, "types"),
		RunE: func(*cobra.Command, []string) error {
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
			return a.writeTypes(p)
		},
	}
}

// writeTypes writes the declarations and the schemas anew, and a tsconfig.json if there is none.
func (a *app) writeTypes(p *project) error {
	for _, f := range []file{
		{typesFile, []byte(bindings.Types(p.config.Connections))},
		{workflow.SchemaFile, workflow.Schema()}, {workflow.ProjectSchemaFile, workflow.ProjectSchema()},
	} {
		if err := os.WriteFile(filepath.Join(p.root, f.name), f.text, 0o644); err != nil {
			return unwritable(p.root, f.name, err)
		}
		a.told(f.name, true)
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
