package workflow

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"dandori/workflows"
)

// yamlCase is a text that the validator judges by one of the schemas.
type yamlCase struct {
	Schema string `json:"schema"`
	Text   string `json:"text"`
}

// judged has a real validator judge texts by the schemas, as an editor does.
func judged(t *testing.T, cases []yamlCase) []string {
	t.Helper()
	if _, err := os.Stat("../../.ci/node/node_modules/ajv"); err != nil {
		t.Fatal("the JSON Schema validator is not installed: make test installs it")
	}
	in, err := json.Marshal(map[string]any{
		"schemas": map[string]json.RawMessage{"workflow": Schema(), "project": ProjectSchema()}, "cases": cases,
	})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("node", "../../.ci/node/validate.mjs")
	var stderr bytes.Buffer
	cmd.Stdin, cmd.Stderr = bytes.NewReader(in), &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.Bytes())
	}
	var said []string
	if err := json.Unmarshal(out, &said); err != nil || len(said) != len(cases) {
		t.Fatalf("%d answers, %v", len(said), err)
	}
	return said
}

func TestGoodFilesFitTheSchema(t *testing.T) {
	cases := []yamlCase{{"workflow", wholeWorkflow}, {"project", wholeConfig}, {"workflow", someScript + "---\n" + someScript + "name: 営業部の名刺\n"}}
	names, err := fs.Glob(workflows.FS, "*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(workflows.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		cases = append(cases, yamlCase{"workflow", string(text)})
	}
	for i, said := range judged(t, cases) {
		if said != "" {
			t.Errorf("%s\nis refused: %s", cases[i].Text, said)
		}
	}
}

// beyondForm are the mistakes that no schema sees: they lie in other files, in
// other workflows, in what keys mean together, or are words of a language of their own.
var beyondForm = []string{
	"script not there", "script nearly there", "script's folder", "script outside", "connection", "no such day", "default not among the choices",
	"string that is a number", "pattern", "hour", "glob", "trigger", "empty", // of a workflow
	"zone", "names", "literal hook", "plain http", "address", "user in the address", "two documents", "no value", "literal", "key beside sandbox", "alias", // of a project
	"not UTF-8",
}

func TestWhatTheReaderRefusesForItsFormTheSchemaRefuses(t *testing.T) {
	var cases []yamlCase
	var names []string
	for schema, table := range map[string][]struct{ name, text, want string }{"workflow": wrongWorkflows, "project": wrongProjects} {
		for _, c := range table {
			if !slices.Contains(beyondForm, c.name) {
				cases, names = append(cases, yamlCase{schema, c.text}), append(names, schema+", "+c.name)
			}
		}
	}
	for i, said := range judged(t, cases) {
		if said == "" {
			t.Errorf("%s: not refused:\n%s", names[i], cases[i].Text)
		}
	}
}

// TestSchemaAndReaderAgree puts odd values in place of each value of a whole
// file: whatever the one takes, the other takes.
func TestSchemaAndReaderAgree(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	odd := []string{"", "null", "x", "5", "0", "-1", "1.5", "true", "[]", "{}", "[x]", "[1]", "{ x: 1 }", "90s", "0s", "30%", "0%", "64MiB", "skip", "inbox/a.csv", "../x", `"${A}"`, `"${"`, "'5'", "[90s, [x]]", "'2025-01-31'"}
	var cases []yamlCase
	var refused, changed []string
	for _, from := range []yamlCase{{"workflow", wholeWorkflow}, {"project", wholeConfig}} {
		for range 200 {
			text, what := mutated(t, random, from.Text, odd[random.IntN(len(odd))])
			changed = append(changed, what)
			cases = append(cases, yamlCase{from.Schema, text})
			refused = append(refused, formal(from.Schema, text))
		}
	}
	for i, said := range judged(t, cases) {
		if (said == "") != (refused[i] == "") {
			t.Errorf("%s: the reader says %q, the schema %q", changed[i], refused[i], said)
		}
	}
}

// mutated puts value in the place of one value of a YAML text.
func mutated(t *testing.T, random *rand.Rand, text, value string) (out, what string) {
	t.Helper()
	var doc, other yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal([]byte("x: "+value), &other); err != nil {
		t.Fatal(err)
	}
	var values []*yaml.Node
	var keys []string
	var walk func(n *yaml.Node, key string)
	walk = func(n *yaml.Node, key string) {
		for i, c := range n.Content {
			at := key
			if n.Kind == yaml.MappingNode {
				at += "." + n.Content[i&^1].Value
			}
			if n.Kind != yaml.MappingNode || i%2 == 1 {
				values, keys = append(values, c), append(keys, at)
				walk(c, at)
			}
		}
	}
	walk(doc.Content[0], "")
	i := random.IntN(len(values))
	*values[i] = *other.Content[0].Content[1]
	changed, err := yaml.Marshal(&doc)
	if err != nil {
		t.Fatal(err)
	}
	return string(changed), keys[i] + ": " + value
}

// formal returns what the reader says is wrong with a text's form.
func formal(schema, text string) string {
	var problems Problems
	if schema == "project" {
		_, problems = ParseProject([]byte(text))
	} else {
		problems = Parse("workflows/a.yaml", []byte(text), scripts)[0].Problems
	}
	var said []string
	for _, p := range problems.Errors() {
		if !slices.ContainsFunc(beyond, func(s string) bool { return strings.Contains(p.Message.En, s) }) {
			said = append(said, p.Message.En)
		}
	}
	return strings.Join(said, "; ")
}

// beyond are the beginnings of what the reader says beyond the form.
var beyond = []string{"is not one of", "there is no script", "has no script", `script "`, "is not a regular expression", "unknown time zone", `"${" is not a pattern of files`}

func TestEveryKeyHasAMeaning(t *testing.T) {
	used := map[string]bool{}
	var walk func(t reflect.Type)
	walk = func(typ reflect.Type) {
		switch typ.Kind() {
		case reflect.Slice, reflect.Pointer:
			walk(typ.Elem())
			return
		case reflect.Struct:
		default:
			return
		}
		for _, f := range reflect.VisibleFields(typ) {
			if name := f.Tag.Get("yaml"); name != "" && name != "-" {
				key := fmt.Sprintf("%s.%s", typ.Name(), name)
				if meanings[key] == "" {
					t.Errorf("nothing says what %s is for", key)
				}
				if !used[key] {
					used[key] = true
					walk(f.Type)
				}
			}
		}
	}
	walk(reflect.TypeFor[Workflow]())
	walk(reflect.TypeFor[Project]())
	for key := range meanings {
		if !used[key] {
			t.Errorf("%s is said to mean something and is no key", key)
		}
	}
}
