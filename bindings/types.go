package bindings

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"dandori/bindings/basics"
	"dandori/runtime/workflow"
)

// globals declares the built-ins that scripts have beside those of ECMAScript (design §4.5).
//
//go:embed globals.d.ts
var globals string

// Types returns the declarations of everything that scripts of a project can
// import, for its editor: one ambient module for "dandori" and one for the
// connections, which also names the vendors' types. What schemas hold of a
// connection says what its company has set up. The same project gives the same bytes.
func Types(connections workflow.Connections, schemas Schemas) string {
	var b strings.Builder
	b.WriteString("// Written by \"dandori types\"; what is changed here is lost the next time.\n")
	b.WriteString("\n" + globals)
	b.WriteString(ambient(mainModule, basics.Types()))
	table := kinds()
	names := make([]string, 0, len(table))
	for name := range table {
		names = append(names, string(name))
	}
	slices.Sort(names)
	for _, name := range names {
		b.WriteString(ambient(connectionsModule, table[workflow.Kind(name)].types))
	}
	var consts strings.Builder
	sorted := slices.SortedFunc(slices.Values(connections), func(x, y workflow.Connection) int { return strings.Compare(x.Name, y.Name) })
	for _, c := range sorted {
		k, ok := table[c.Kind]
		if !ok {
			continue
		}
		if s, known := schemas[c.Name]; known && s.Of == origin(c.Kind, c.Sandbox) {
			consts.WriteString(s.marked(c.Name))
			continue
		}
		fmt.Fprintf(&consts, "/** The connection %s of dandori.yaml. */\nexport const %s: %s;\n", c.Name, c.Export(), k.typed)
	}
	b.WriteString(ambient(connectionsModule, consts.String()))
	return b.String()
}

var declare = regexp.MustCompile(`(?m)^(export )?declare (const|let|var|function|class|namespace)\b`)

// ambient wraps the text of a module's declarations as the module called name.
func ambient(name, text string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\ndeclare module %q {\n", name)
	for line := range strings.Lines(declare.ReplaceAllString(strings.TrimSpace(text)+"\n", "$1$2")) {
		if strings.TrimSpace(line) != "" {
			b.WriteString(indent)
		}
		b.WriteString(line)
	}
	b.WriteString("}\n")
	return b.String()
}

// indent is how far the declarations of an ambient module are indented.
const indent = "  "
