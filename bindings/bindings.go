// Package bindings is the list of what scripts can import: the modules, and
// the kinds of connections with what opens each.
package bindings

import (
	"strings"

	"dandori/runtime/compile"
	"dandori/runtime/say"
	"dandori/runtime/workflow"
)

// The two modules that scripts import.
const (
	mainModule        = "dandori"
	connectionsModule = "dandori/connections"
)

// Modules returns what scripts of a project may import, for the compiler.
func Modules(connections workflow.Connections) []compile.Module {
	var exports []string
	for _, c := range connections {
		exports = append(exports, c.Export())
	}
	return []compile.Module{
		{Name: mainModule, Exports: names()},
		{Name: connectionsModule, Exports: exports, Missing: func(name string) (message, hint say.Text) {
			return missingConnection(name, exports)
		}},
	}
}

// missingConnection says that a script imports a connection that dandori.yaml
// lacks, and which there are.
func missingConnection(name string, exports []string) (message, hint say.Text) {
	message = say.T("dandori.yaml has no connection %q", name)
	if len(exports) == 0 {
		return message, say.T("dandori.yaml has no connections at all: add one, such as sansan: { kind: sansan, sandbox: true }")
	}
	if near := workflow.Nearest(name, exports); near != "" {
		return message, say.T("did you mean %q? There are: %s", near, strings.Join(exports, ", "))
	}
	return message, say.T("there are: %s", strings.Join(exports, ", "))
}

// Connections returns the names, as dandori.yaml has them, of the connections that a program uses.
func Connections(all workflow.Connections, imports []compile.Import) []string {
	var used []string
	for _, c := range all {
		for _, i := range imports {
			if i.Module == connectionsModule && i.Name == c.Export() {
				used = append(used, c.Name)
			}
		}
	}
	return used
}
