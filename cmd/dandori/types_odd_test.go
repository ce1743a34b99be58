package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"dandori/bindings"
	"dandori/bindings/kaonavi"
	"dandori/bindings/kaonavi/api"
	"dandori/runtime/workflow"
)

// TestTypesOfOddNames: whatever fields, sheets and choices are called, the
// compiler takes what is written of them, and a script can name each.
func TestTypesOfOddNames(t *testing.T) {
	t.Parallel()
	const companies = 40
	project := typedProject(t)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	all := workflow.Connections{{Name: "sansan", Kind: workflow.Sansan}} // for the script that init has put there
	known, script := bindings.Schemas{}, strings.Builder{}
	for i := range companies {
		c := workflow.Connection{Name: fmt.Sprintf("c%d", i), Kind: workflow.Kaonavi}
		s := oddCompany(r)
		known[c.Name] = bindings.Schema{Of: string(workflow.Kaonavi), Text: s.Declarations(c.Name)}
		all = append(all, c)
		fmt.Fprintf(&script, "import { %s } from \"dandori/connections\";\n", c.Name)
		for _, f := range alone(s.Members.CustomFields) {
			fmt.Fprintf(&script, "%s.members.update([{ code: \"E1\", fields: { [%s]: %s } }]);\n", c.Name, literal(f.Name), valueFor(f))
		}
		for _, sheet := range s.Sheets {
			fmt.Fprintf(&script, "%s.sheet(%d).list();\n", c.Name, sheet.ID)
			if sayable(sheet.Name) {
				fmt.Fprintf(&script, "%s.sheet(%s).list();\n", c.Name, literal(sheet.Name))
			}
		}
	}
	first := bindings.Types(all, known)
	write(t, filepath.Join(project, "dandori-env.d.ts"), first)
	write(t, filepath.Join(project, "scripts", "odd.ts"), script.String())
	if out, ok := typecheck(t, project); !ok {
		t.Error(out)
	}
	if bindings.Types(all, bindings.KeptSchemas(first)) != first {
		t.Error("read again, the schemas are other ones")
	}
}

// oddCompany has fields and sheets by any names.
func oddCompany(r *rand.Rand) (s kaonavi.Schema) {
	id := api.Int(0)
	fields := func() (out []api.Field) {
		for range r.IntN(8) {
			id++
			f := api.Field{ID: id, Name: oddName(r), Type: "string", TypeDetail: oddName(r), Required: r.IntN(2) == 0, ReadOnly: r.IntN(9) == 0}
			if r.IntN(2) == 0 {
				f.Type, f.TypeDetail = "enum", []string{"", "pull_down", "check_box"}[r.IntN(3)]
				for range r.IntN(4) {
					f.Enum = append(f.Enum, oddName(r))
				}
			}
			out = append(out, f)
		}
		return out
	}
	s.Members.CustomFields = fields()
	names := map[string]bool{}
	for i := range r.IntN(6) {
		sheet := api.SheetLayout{ID: api.Int(i + 1), Name: oddName(r), RecordType: api.Int(r.IntN(2)), CustomFields: fields()}
		if !names[sheet.Name] { // those of one name go by their ids
			s.Sheets = append(s.Sheets, sheet)
		}
		names[sheet.Name] = true
	}
	return s
}

func oddName(r *rand.Rand) string {
	pieces := []string{
		"制服", "*/", "/*", "//", "\"", "'", "`", "\\", "\n", "\r", "\u2028", "\u2029", "\x00", "${x}", "<", "\u202e", "𠮷", "\t", " ", "1", "__proto__",
		"constructor", ";", "}", "@", "#", "\ufeff", "か\u3099", "が", "\x7f", "end of c1", "declare const x", "\xff",
	}
	var b strings.Builder
	for range r.IntN(4) {
		b.WriteString(pieces[r.IntN(len(pieces))])
	}
	return b.String()
}

// alone are the fields that can be written by their names.
func alone(fields []api.Field) (out []api.Field) {
	times := map[string]int{}
	for _, f := range fields {
		times[literal(f.Name)]++
	}
	for _, f := range fields {
		if sayable(f.Name) && times[literal(f.Name)] == 1 && f.Writable() {
			out = append(out, f)
		}
	}
	return out
}

// sayable reports whether a name means nothing else in an object of a script.
func sayable(name string) bool { return name != "" && name != "__proto__" && name != "constructor" }

func valueFor(f api.Field) string {
	value := "null"
	if len(f.Enum) > 0 {
		value = literal(f.Enum[0])
	}
	if f.Many() && len(f.Enum) > 0 {
		return "[" + value + "]"
	}
	return value
}

// literal is a text as a script may write it.
func literal(text string) string {
	raw, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(raw)
}
