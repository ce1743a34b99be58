// Package workflow reads what people write in YAML: the project's dandori.yaml
// and the files under workflows. It is strict, since a misspelt key that is
// ignored is a run that does something else: whatever it does not know is a
// Problem with file, line, column and what was probably meant.
package workflow

import (
	"strings"

	"dandori/runtime/say"
)

// Problem is something wrong in one place of one file.
type Problem struct {
	File     string   // project-relative with "/"; "" when it was typed, not read
	Line     int      // from 1; 0 where the whole file is meant
	Column   int      // from 1, in UTF-16 units
	LineText string   // the line as it stands in the file, with stars where a secret may stand
	Message  say.Text // what is wrong
	Hint     say.Text // what to do; zero when the message says it all
	Warning  bool     // it works, but somebody should know
	Param    string   // the parameter whose value it is about, for a form to show it there; "" for none
}

// Problems is an error made of everything that is wrong in one go.
type Problems []Problem

// Error returns the messages in English, one a line.
func (p Problems) Error() string { return p.SayIn(say.English) }

// SayIn returns the messages in language l, one a line.
func (p Problems) SayIn(l say.Lang) string {
	var lines []string
	for _, one := range p {
		lines = append(lines, one.Message.In(l))
	}
	return strings.Join(lines, "\n")
}

// Errors returns the problems that are more than warnings.
func (p Problems) Errors() Problems {
	var out Problems
	for _, one := range p {
		if !one.Warning {
			out = append(out, one)
		}
	}
	return out
}

// Err returns the problems that are more than warnings as an error, nil if there is none.
func (p Problems) Err() error {
	if e := p.Errors(); len(e) > 0 {
		return e
	}
	return nil
}
