package migrate

import (
	"bytes"
	"cmp"
	_ "embed"
	"html/template"
	"maps"
	"slices"
	"strconv"
	"strings"

	"dandori/bindings/csv"
	"dandori/bindings/excel"
	"dandori/runtime/say"
)

// line is one fact of the report; value is a string, or an int that a person may add up.
type line struct {
	section, label say.Text
	value          any
}

// lines are the facts: no value of an item is among them, and no secret.
func (r report) lines() []line {
	var out []line
	add := func(section, label say.Text, value any) { out = append(out, line{section, label, value}) }
	what, who, when := say.T("What"), say.T("Who"), say.T("When it was")
	add(what, say.T("Migration"), r.name)
	add(what, say.T("Outcome"), r.outcome().In(r.lang))
	add(what, say.T("Workflow"), r.facts.Workflow)
	add(what, say.T("Script"), r.Script)
	add(what, say.T("Version of the workflow"), cmp.Or(r.Version, "–"))
	add(what, say.T("Hash of the code"), r.Program)
	add(what, say.T("Connections"), r.connections())
	add(what, say.T("Version of dandori"), r.Dandori)
	for _, name := range slices.Sorted(maps.Keys(r.Params)) {
		add(what, say.T("Parameter %s", name), cell(r.Params[name]))
	}
	add(who, say.T("Run by"), cmp.Or(r.Person, "–"))
	add(who, say.T("Approved by"), cmp.Or(r.approved(), "–"))
	add(who, say.T("Number of the run"), r.facts.ID)
	add(when, say.T("Began"), r.At)
	add(when, say.T("Ended"), r.end)
	add(when, say.T("Time zone"), r.Zone)
	out = append(out, r.howMany()...)
	return append(out, r.sides()...)
}

func (r report) howMany() []line {
	section := say.T("How many")
	out := []line{
		{section, say.T("Items of the source"), r.Source},
		{section, say.T("Written by this run"), r.Done},
		{section, say.T("Written before, left as they are"), r.Before},
		{section, say.T("Failed items"), r.Failed},
		{section, say.T("With a key that stands twice"), r.Duplicates},
		{section, say.T("Changed since they were written, not written again"), r.Changed},
		{section, say.T("Begun by another run, outcome not known"), r.Unfinished},
		{section, say.T("Not tried"), r.left()},
	}
	classes := map[string]int{}
	for _, t := range r.troubles {
		if t.Kind == "failed" {
			classes[t.Of]++
		}
	}
	for _, class := range slices.Sorted(maps.Keys(classes)) {
		out = append(out, line{say.T("Failures by kind"), kindOf(class), classes[class]})
	}
	return out
}

// kindOf names a kind of failure: the class of an error, or one of our own.
func kindOf(class string) say.Text {
	switch class {
	case ofRefused:
		return say.T("refused by the script")
	case ofBlank:
		return say.T("without a key")
	}
	return say.Raw(class)
}

// sides are what came of comparing both sides.
func (r report) sides() []line {
	section := say.T("Both sides compared")
	var out []line
	if r.Counts != nil {
		out = append(out, line{section, say.T("Count of the source"), r.Counts.Source}, line{section, say.T("Count of the target"), r.Counts.Target})
	}
	if r.Counts == nil && r.Verified == 0 {
		return append(out, line{section, say.T("Comparison"), say.T("not made").In(r.lang)})
	}
	return append(out, line{section, say.T("Samples compared"), r.Verified}, line{section, say.T("Samples that differ"), r.Differing})
}

// outcome is the report in one sentence.
func (r report) outcome() say.Text {
	switch {
	case r.origin.DryRun:
		return say.T("dry run: nothing was written, nothing marked")
	case r.Stopped:
		return say.T("stopped early by an error")
	case r.OK:
		return say.T("complete")
	case len(r.troubles) == 0:
		return say.T("complete, but the counts of both sides differ")
	}
	return say.T("%[1]d items need a look: see %[2]s", len(r.troubles), r.path(failedCSV))
}

func (r report) connections() string {
	var out []string
	for _, c := range r.Connections {
		text := c.Name + " (" + c.Kind + ")"
		if c.Sandbox {
			text = c.Name + " (" + c.Kind + ", " + say.T("sandbox").In(r.lang) + ")"
		}
		out = append(out, text)
	}
	return cmp.Or(strings.Join(out, ", "), "–")
}

func (r report) approved() string {
	var out []string
	for _, a := range r.approvals {
		out = append(out, a.By+" ("+a.At+")")
	}
	return strings.Join(out, ", ")
}

func (r report) headers() []string {
	return []string{say.T("Section").In(r.lang), say.T("Fact").In(r.lang), say.T("Value").In(r.lang)}
}

func text(v any) string {
	if n, ok := v.(int); ok {
		return strconv.Itoa(n)
	}
	s, _ := v.(string)
	return s
}

func (r report) csv() ([]byte, error) {
	var rows [][]string
	for _, l := range r.lines() {
		rows = append(rows, []string{l.section.In(r.lang), l.label.In(r.lang), text(l.value)})
	}
	var out bytes.Buffer
	err := csv.Write(&out, csv.Style{BOM: true, Defuse: true}, r.headers(), rows)
	return out.Bytes(), err
}

func (r report) xlsx() ([]byte, error) {
	t := excel.Table{Name: say.T("Report").In(r.lang), Headers: r.headers()}
	for _, l := range r.lines() {
		t.Rows = append(t.Rows, []any{l.section.In(r.lang), l.label.In(r.lang), l.value})
	}
	return excel.Write(t)
}

//go:embed report.html
var page string

// shown is what the page is made of.
type shown struct {
	Lang, Title, Outcome, Footer string
	OK, Sandbox, DryRun          bool
	SandboxSays, DryRunSays      string
	Sections                     []section
}

type section struct {
	Name string
	Rows []row
}

type row struct {
	Label, Value string
	Number       bool
}

func (r report) html() ([]byte, error) {
	p := shown{
		Lang: string(r.lang), Title: say.T("Report of the migration %s", r.name).In(r.lang), Outcome: r.outcome().In(r.lang), OK: r.OK,
		DryRun: r.origin.DryRun, DryRunSays: say.T("This was a dry run.").In(r.lang), SandboxSays: say.T("The sandbox was used: these are no real records.").In(r.lang),
		Footer: say.T("Checked by, date:").In(r.lang),
	}
	for _, c := range r.Connections {
		p.Sandbox = p.Sandbox || c.Sandbox
	}
	for _, l := range r.lines() {
		name := l.section.In(r.lang)
		if n := len(p.Sections); n == 0 || p.Sections[n-1].Name != name {
			p.Sections = append(p.Sections, section{Name: name})
		}
		last := &p.Sections[len(p.Sections)-1]
		_, number := l.value.(int)
		last.Rows = append(last.Rows, row{Label: l.label.In(r.lang), Value: text(l.value), Number: number})
	}
	t, err := template.New("report").Parse(page)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = t.Execute(&out, p)
	return out.Bytes(), err
}
