package bindings

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"dandori/runtime/workflow"
)

var kinship = workflow.Connections{{Name: "hr", Kind: workflow.Sansan, Sandbox: true}, {Name: "other-one", Kind: workflow.Sansan}}

// What the types say of a connection is read from them again as it was.
func TestSchemasAreKept(t *testing.T) {
	known := Schemas{
		"hr":        {Of: "sansan sandbox", Text: "export namespace hr {\n  type A = \"\\n// end of hr\";\n}\nexport const hr: Sansan;\n"},
		"other-one": {Of: "sansan", Text: "export const otherOne: Sansan;\n"},
	}
	first := Types(kinship, known)
	for ending, text := range map[string]string{"LF": first, "CR LF": strings.ReplaceAll(first, "\n", "\r\n")} {
		if kept := KeptSchemas(text); !reflect.DeepEqual(kept, known) {
			t.Errorf("%s: %v", ending, kept)
		}
	}
	if again := Types(kinship, KeptSchemas(first)); again != first {
		t.Errorf("it became\n%s", again)
	}
	if n := strings.Count(first, "const hr: "); n != 1 {
		t.Errorf("hr is declared %d times", n)
	}
}

// What is known of the simulator's company says nothing of the real one, nor
// does what was written in another form; half a schema is none.
func TestSchemasOfOthersAreNotUsed(t *testing.T) {
	text := "// layouts of hr (sansan) 1\nexport const hr: Wrong;\n// end of hr\n"
	if got := Types(kinship, KeptSchemas(text)); strings.Contains(got, "Wrong") || !strings.Contains(got, "const hr: Sansan;") {
		t.Error(got)
	}
	for _, text := range []string{
		strings.Replace(text, ") 1", ") 2", 1), strings.Replace(text, "end of hr", "end of hs", 1), "", "\n",
	} {
		if kept := KeptSchemas(text); len(kept) != 0 {
			t.Errorf("%q: %v", text, kept)
		}
	}
}

func TestSchemaOfNoConnection(t *testing.T) {
	if _, err := (&Opened{}).Schema(context.Background(), "x"); err == nil || !strings.Contains(err.Error(), `no connection "x"`) {
		t.Error(err)
	}
	if HasSchema(workflow.Sansan) || HasSchema("x") {
		t.Error("Sansan has no layouts")
	}
}

// Whatever the file holds, what is kept of it is kept again as it is.
func FuzzKeptSchemas(f *testing.F) {
	f.Add("// layouts of hr (sansan sandbox) 1\nexport const hr: Sansan;\n// end of hr\n")
	f.Add("  // layouts of hr (sansan sandbox) 1\r\n\r\n  // layouts of other-one (sansan) 1\n// end of other-one\n// end of hr")
	f.Add("// layouts of hr (sansan) 1\n      \n \t\n  x  \n// end of hr")
	written := func(all Schemas) string {
		var b strings.Builder
		for _, name := range slices.Sorted(maps.Keys(all)) {
			b.WriteString(all[name].marked(name))
		}
		return ambient(connectionsModule, b.String())
	}
	f.Fuzz(func(t *testing.T, text string) {
		if declare.MatchString(text) {
			return // no schema says it, and ambient takes it out
		}
		first := KeptSchemas(text)
		if again := KeptSchemas(written(first)); !reflect.DeepEqual(again, first) {
			t.Errorf("%q was read as\n%q\nand then\n%q", text, first, again)
		}
	})
}
