package compile

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"dandori/runtime/say"

	"github.com/evanw/esbuild/pkg/api"
)

// Diagnostic is one thing that is wrong in a user's file.
type Diagnostic struct {
	File     string   // relative to the project, with slashes
	Line     int      // from 1
	Column   int      // from 1, in UTF-16 units
	LineText string   // the line as it stands in the file
	Message  say.Text // what is wrong
	Hint     say.Text // what to do; zero when there is nothing to say
}

// String is the diagnostic on one line, in English.
func (d Diagnostic) String() string { return d.SayIn(say.English) }

// SayIn is the diagnostic on one line, without its hint.
func (d Diagnostic) SayIn(l say.Lang) string {
	return fmt.Sprintf("%s:%d:%d: %s", d.File, d.Line, d.Column, d.Message.In(l))
}

// Errors is why a script does not compile, in the order of files and lines.
type Errors struct {
	Diagnostics []Diagnostic // at least one
	Inputs      []string     // the files that were read, as in Program: a change of one may mend it
	Sought      []string     // what was imported and is not there, project-relative, without an ending as the script has it: a file or folder of that name may mend it
}

// Error returns every diagnostic, one a line.
func (e *Errors) Error() string { return e.SayIn(say.English) }

// SayIn returns every diagnostic in language l, one a line.
func (e *Errors) SayIn(l say.Lang) string {
	lines := make([]string, len(e.Diagnostics))
	for i, d := range e.Diagnostics {
		lines[i] = d.SayIn(l)
	}
	return strings.Join(lines, "\n")
}

// failed is the error of a file that cannot be compiled as a whole.
func failed(file string, message, hint say.Text) *Errors {
	return &Errors{Diagnostics: []Diagnostic{{
		File: filepath.ToSlash(file), Line: 1, Column: 1, Message: message, Hint: hint}}}
}

// said is how our own sentences travel through esbuild.
type said struct{ message, hint say.Text }

func ours(message, hint say.Text) api.Message {
	return api.Message{Text: message.En, Detail: said{message, hint}}
}

// diagnostics puts esbuild's messages into our form, sorted, each once.
func (p *project) diagnostics(r api.BuildResult, m *modules) (errs, warnings []Diagnostic) {
	for _, msg := range r.Errors {
		errs = append(errs, p.diagnostic(msg, m))
	}
	for _, msg := range r.Warnings {
		if mended(msg) {
			continue
		}
		if d := p.diagnostic(msg, m); fatal(msg, m) {
			errs = append(errs, d)
		} else {
			warnings = append(warnings, d)
		}
	}
	return sorted(errs), sorted(warnings)
}

func (p *project) diagnostic(msg api.Message, m *modules) Diagnostic {
	d := Diagnostic{File: p.entry, Line: 1, Column: 1}
	if at := msg.Location; at != nil {
		d.File, d.Line, d.LineText = filepath.ToSlash(at.File), at.Line, at.LineText
		d.Column = units(at.LineText, at.Column) + 1
	}
	if found := unresolved.FindStringSubmatch(msg.Text); found != nil {
		p.seek(found[1], d.File)
	}
	d.Message, d.Hint = reword(msg, d, m)
	return d
}

// units counts the UTF-16 units in the first n bytes of line.
func units(line string, n int) int {
	count := 0
	for _, r := range line[:min(n, len(line))] {
		count++
		if r > 0xffff && r != utf8.RuneError {
			count++
		}
	}
	return count
}

func sorted(list []Diagnostic) []Diagnostic {
	slices.SortStableFunc(list, func(a, b Diagnostic) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column), cmp.Compare(a.Message.En, b.Message.En))
	})
	return slices.Compact(list)
}
