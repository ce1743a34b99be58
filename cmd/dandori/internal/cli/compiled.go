package cli

import (
	"errors"
	"os"

	"dandori/bindings"
	"dandori/runtime/compile"
)

// compiled is a script that can run.
type compiled struct {
	program *compile.Program
	uses    []string // the connections that it imports, by their names in dandori.yaml
}

// compile compiles t's script. What is wrong with it is *compile.Errors.
func (t *target) compile() (*compiled, error) {
	root := t.project.root
	if t.example {
		var err error
		if root, err = unpack(t.workflow); err != nil {
			return nil, unreadable(err)
		}
		defer func() { _ = os.RemoveAll(root) }()
	}
	known := t.known()
	program, err := compile.Compile(compile.Config{Root: root, Entry: t.script, Modules: t.modules()})
	if err != nil {
		var errs *compile.Errors
		if errors.As(err, &errs) {
			return nil, err
		}
		return nil, unreadable(err)
	}
	return &compiled{program: program, uses: bindings.Connections(known, program.Imports)}, nil
}

// modules are what the script can import.
func (t *target) modules() []compile.Module {
	modules := bindings.Modules(t.known())
	for i := range modules {
		if modules[i].Name == "dandori/connections" {
			modules[i].Missing = t.missingConnection
		}
	}
	return modules
}
