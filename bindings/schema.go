package bindings

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"dandori/runtime/workflow"
)

// Schema is what the company behind a connection has set up, as declarations for editors.
type Schema struct {
	Of   string // what was asked: a vendor's kind, or its simulator
	Text string // lines of TypeScript that declare the connection itself, too
}

// Schemas are what is known, by the names of the connections.
type Schemas map[string]Schema

// HasSchema reports whether connections of a kind can be asked for what their company has set up.
func HasSchema(k workflow.Kind) bool { return kinds()[k].schema != nil }

// Schema asks a connection of a kind that HasSchema what its company has set
// up. It reads, and counts as every request does.
func (o *Opened) Schema(ctx context.Context, name string) (Schema, error) {
	ask, ok := o.schemas[name]
	if !ok {
		return Schema{}, noConnection(name)
	}
	return ask(ctx)
}

// schemaOf is how a connection is asked; nil where its kind cannot be.
func schemaOf(k kind, o opened) func(context.Context) (Schema, error) {
	if k.schema == nil {
		return nil
	}
	return func(ctx context.Context) (Schema, error) {
		text, err := k.schema(ctx, o)
		return Schema{Of: origin(o.settings.Kind, o.settings.Sandbox), Text: text}, err
	}
}

// origin is where a connection's schema comes from: a simulator's must not stand for a company's.
func origin(k workflow.Kind, sandbox bool) string {
	if sandbox {
		return string(k) + " sandbox"
	}
	return string(k)
}

// schemaForm changes when a schema's text goes with the other declarations in another way.
const schemaForm = 1

// marked is the schema's text between lines by which KeptSchemas finds it again.
func (s Schema) marked(connection string) string {
	return fmt.Sprintf("// layouts of %[1]s (%[2]s) %[3]d\n%[4]s// end of %[1]s\n", connection, s.Of, schemaForm, s.Text)
}

var (
	schemaBegins = regexp.MustCompile(`^// layouts of (\S+) \(([^)]+)\) (\d+)$`)
	schemaEnds   = "// end of "
)

// KeptSchemas returns the schemas that a file of Types holds, none of one that
// was written in another form.
func KeptSchemas(file string) Schemas {
	kept, name, of := Schemas{}, "", ""
	var text strings.Builder
	for line := range strings.Lines(file) {
		line = strings.TrimRight(strings.TrimPrefix(line, indent), " \r\n")
		m := schemaBegins.FindStringSubmatch(line)
		switch {
		case m != nil && m[3] == fmt.Sprint(schemaForm):
			name, of = m[1], m[2]
			text.Reset()
		case name != "" && line == schemaEnds+name:
			kept[name] = Schema{Of: of, Text: text.String()}
			name = ""
		case name != "":
			text.WriteString(line + "\n")
		}
	}
	return kept
}
