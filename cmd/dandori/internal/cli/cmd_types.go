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
		Short: a.say(say.T("Write the types of what scripts can import, for the editor")),
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

// writeTypes writes the declarations anew, and a tsconfig.json if there is none.
func (a *app) writeTypes(p *project) error {
	target := filepath.Join(p.root, typesFile)
	if err := os.WriteFile(target, []byte(bindings.Types(p.config.Connections)), 0o644); err != nil {
		return unwritable(p.root, typesFile, err)
	}
	a.told(typesFile, true)
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
