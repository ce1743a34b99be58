// Package say holds every sentence that dandori says to people, in English and
// Japanese, in one table. Code writes the English format, as with gettext; the
// table gives the Japanese for it.
package say

import (
	"errors"
	"fmt"
	"strings"
)

// Lang is a language that messages come in.
type Lang string

// The languages of the table.
const (
	English  Lang = "en"
	Japanese Lang = "ja"
)

// Text is one sentence in every language. The zero Text is no sentence.
type Text struct {
	En string `json:"en"`
	Ja string `json:"ja"`
}

// Sayer is what can say itself in several languages: texts, and errors made here.
type Sayer interface{ SayIn(Lang) string }

// T renders format, which must be a key of the table, with args in every
// language. Arguments that are Sayers are said in the language of the sentence;
// Japanese formats may number their arguments (%[2]s). An English one says what
// goes with a number by the argument's place: "%d {1:row|rows}".
func T(format string, args ...any) Text {
	en := strings.ReplaceAll(plural(format, args), "%w", "%v")
	ja, ok := japanese(format)
	if !ok {
		ja = en
	}
	return Text{
		En: fmt.Sprintf(en, in(English, args)...),
		Ja: fmt.Sprintf(strings.ReplaceAll(ja, "%w", "%v"), in(Japanese, args)...),
	}
}

// Raw is a text that is the same in every language: a vendor's own message, a file's name.
func Raw(s string) Text { return Text{En: s, Ja: s} }

// In returns the text in language l.
func (t Text) In(l Lang) string {
	if l == Japanese {
		return t.Ja
	}
	return t.En
}

// SayIn is In, so that texts can be arguments of texts.
func (t Text) SayIn(l Lang) string { return t.In(l) }

// String returns the English text.
func (t Text) String() string { return t.En }

// IsZero reports whether there is nothing to say.
func (t Text) IsZero() bool { return t == Text{} }

type sayError struct {
	text  Text
	cause error
}

func (e *sayError) Error() string       { return e.text.En }
func (e *sayError) SayIn(l Lang) string { return e.text.In(l) }
func (e *sayError) Unwrap() error       { return e.cause }

// Errorf is T as an error; an argument that is an error (%w or %v) is its cause.
func Errorf(format string, args ...any) error {
	e := &sayError{text: T(format, args...)}
	for _, a := range args {
		if err, ok := a.(error); ok {
			e.cause = err
		}
	}
	return e
}

// In returns what err says in language l: the first error of its chain that
// can say itself speaks for all, else its English text.
func In(err error, l Lang) string {
	var s Sayer
	if errors.As(err, &s) {
		return s.SayIn(l)
	}
	return err.Error()
}

func in(l Lang, args []any) []any {
	out := make([]any, len(args))
	for i, a := range args {
		switch v := a.(type) {
		case Sayer:
			out[i] = v.SayIn(l)
		case error:
			out[i] = In(v, l)
		default:
			out[i] = a
		}
	}
	return out
}
