package kaonavi

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"dandori/bindings/kaonavi/api"
)

// Declarations are the schema's types, and the connection itself, which scripts
// import as export: names, choices and sheets as literal types. The order in
// which the vendor lists them does not show; names that two things have are left out.
func (s Schema) Declarations(export string) string {
	t := &declarations{}
	t.line("/** What the layouts of the connection say, for scripts to name: %s.Members[\"fields\"]. */", export)
	t.line("export namespace %s {", export)
	t.line("  /** The fields of members. */")
	t.line("  type Members = {")
	t.fields(s.Members.CustomFields, s.Choices)
	t.line("  };")
	sheets := once(s.Sheets)
	for _, sheet := range sheets {
		t.sheet(sheet, s.Choices)
	}
	t.line("  type Schema = {")
	t.line("    members: Members;")
	t.sheets(sheets)
	t.line("    choices: %s;", s.choices())
	t.line("  };")
	t.line("}")
	t.line("/** The connection, with the fields, sheets and choices of its company. */")
	t.line("export const %[1]s: Kaonavi<%[1]s.Schema>;", export)
	return t.String()
}

// choices are the names of the fields that have choices, as a type.
func (s Schema) choices() string {
	if s.Choices == nil {
		return "string"
	}
	var names []string
	for _, c := range s.Choices {
		names = append(names, c.Name)
	}
	return union(names)
}

// declarations are lines under way.
type declarations struct{ strings.Builder }

func (t *declarations) line(format string, args ...any) {
	fmt.Fprintf(t, format+"\n", args...)
}

// sheet declares what is known of a sheet: its records, fields and files.
func (t *declarations) sheet(sheet api.SheetLayout, choices []api.Choices) {
	records := "multiple"
	if sheet.RecordType == api.Single {
		records = "single"
	}
	var files []string
	for _, f := range unique(sheet.CustomFields, fieldName) {
		if f.TypeDetail == "attach_file" {
			files = append(files, f.Name)
		}
	}
	t.line("  /** %s */", remark(sheet.Name))
	t.line("  type Sheet%d = {", sheet.ID)
	t.line("    id: %d;", sheet.ID)
	t.line("    records: %q;", records)
	t.fields(sheet.CustomFields, choices)
	t.line("    files: %s;", union(files))
	t.line("  };")
}

// sheets gives the sheets by their names, or by their ids where those are shared.
func (t *declarations) sheets(sheets []api.SheetLayout) {
	t.line("    sheets: {")
	for _, sheet := range unique(sheets, sheetName) {
		t.line("      %s: Sheet%d;", quoted(sheet.Name), sheet.ID)
	}
	twice := shared(sheets, sheetName, sheetID)
	t.leftOut(twice)
	for _, c := range twice {
		for _, id := range c.ids {
			if !slices.ContainsFunc(sheets, func(s api.SheetLayout) bool { return s.Name == id }) {
				t.line("      %q: Sheet%s;", id, id)
			}
		}
	}
	t.line("    };")
}

// fields declares what can be written and, apart, what only Kaonavi sets.
func (t *declarations) fields(fields []api.Field, choices []api.Choices) {
	for _, part := range []struct {
		name     string
		writable bool
	}{{"fields", true}, {"readOnly", false}} {
		t.line("    %s: {", part.name)
		for _, f := range unique(fields, fieldName) {
			if f.Writable() == part.writable {
				t.line("      /** %s */", about(f))
				t.line("      %s: %s;", quoted(f.Name), value(f, choices))
			}
		}
		if part.writable {
			t.leftOut(shared(fields, fieldName, fieldID))
		}
		t.line("    };")
	}
}

// leftOut names what scripts can only reach by its id.
func (t *declarations) leftOut(names []common) {
	for _, c := range names {
		t.line("      // By id only, for %s cannot be one's name: %s", quoted(c.name), strings.Join(c.ids, ", "))
	}
}

// about is what is worth knowing of a field when it is typed.
func about(f api.Field) string {
	text := fmt.Sprintf("%s %d", remark(cmp.Or(f.TypeDetail, f.Type)), f.ID)
	switch {
	case f.TypeDetail == "year_month":
		text += ", YYYY-MM"
	case f.Type == "date":
		text += ", YYYY-MM-DD"
	}
	if f.MaxLength != nil {
		text += fmt.Sprintf(", %d characters at most", *f.MaxLength)
	}
	if f.Required {
		text += ", required"
	}
	return text
}

// value is the type of a field's value. What has no choices may have any.
func value(f api.Field, choices []api.Choices) string {
	one := "string"
	if labels := labelsOf(f, choices); f.Type == "enum" && len(labels) > 0 {
		one = union(labels)
	}
	many := "(" + one + ")[]"
	switch {
	case f.Many():
		return many
	case f.Type == "enum" && f.TypeDetail == "": // from before layouts told check boxes from the others
		return one + " | " + many
	}
	return one
}

// labelsOf are a field's choices: the layout's, or where it has none those of マスター管理.
func labelsOf(f api.Field, choices []api.Choices) []string {
	if len(f.Enum) > 0 {
		return f.Enum
	}
	var labels []string
	for _, c := range choices {
		if c.ID == f.ID {
			for _, o := range c.Options {
				labels = append(labels, o.Name)
			}
		}
	}
	return labels
}

// union is the type of what is one of texts; nothing is, when there are none.
func union(texts []string) string {
	texts = slices.Clone(texts)
	slices.Sort(texts)
	var out []string
	for _, text := range slices.Compact(texts) {
		out = append(out, quoted(text))
	}
	return cmp.Or(strings.Join(out, " | "), "never")
}

// quoted is a text as a literal of TypeScript. JSON's are such, and Go writes
// the line separators that are none as escapes.
func quoted(text string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // a string
	return strings.TrimSuffix(b.String(), "\n")
}

// remark is a text as it may stand in a comment: on one line, and not its end.
func remark(text string) string {
	text = quoted(text)
	return strings.ReplaceAll(text[1:len(text)-1], "*/", "* /")
}
