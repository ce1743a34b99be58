package pattern

import "dandori/runtime/say"

// Error is why a pattern cannot be used: JavaScript calls it a SyntaxError.
type Error struct {
	Source, Flags string
	Cause         say.Text // what is wrong with it
}

// Error returns the sentence in English.
func (e *Error) Error() string { return e.SayIn(say.English) }

// SayIn returns the sentence in language l.
func (e *Error) SayIn(l say.Lang) string {
	return say.T("invalid regular expression /%s/%s: %s", e.Source, e.Flags, e.Cause).In(l)
}

// problem is how the parser leaves: what is wrong, thrown as a panic and
// caught in Translate.
type problem struct{ text say.Text }

func fail(text say.Text) { panic(problem{text}) }
