package cli

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"

	"dandori/bindings"
	"dandori/runtime/compile"
	"dandori/runtime/say"
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
		if root, err = unpack(shipped{}, t.workflow.Script); err != nil {
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
	if err := notEmpty(root, t.script); err != nil {
		return nil, err
	}
	return &compiled{program: program, uses: bindings.Connections(known, program.Imports)}, nil
}

// notEmpty is an error when a script holds nothing. It could run, and would do
// nothing; but so are scripts for an instant that an editor saves in place.
func notEmpty(root, name string) error {
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil || len(bytes.TrimSpace(text)) > 0 {
		return nil // what cannot be read any more is seen by whoever looks whether it has changed
	}
	return &compile.Errors{Inputs: []string{name}, Diagnostics: []compile.Diagnostic{{File: name, Line: 1, Column: 1, Message: say.T("the script is empty")}}}
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
