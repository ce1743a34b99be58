package workflow

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// isWorkflowName lets a workflow's name be a part of file names and of
// commands: 1 to 100 letters, digits, -, _ and ., a letter or digit first.
// (Regular expressions of Unicode classes cost 4 MiB when they are compiled.)
func isWorkflowName(s string) bool {
	return utf8.RuneCountInString(s) <= 100 && isWord(s, unicode.IsNumber, func(c rune) bool {
		return unicode.IsNumber(c) || unicode.IsMark(c) || strings.ContainsRune("._-", c)
	})
}

// isParamName lets a parameter be typed as -p name=value.
func isParamName(s string) bool {
	return isWord(s, func(c rune) bool { return c == '_' }, func(c rune) bool {
		return unicode.IsNumber(c) || c == '_' || c == '-'
	})
}

// isWord reports whether s is letters, and what first and rest allow beside them.
func isWord(s string, first, rest func(rune) bool) bool {
	for i, c := range s {
		also := rest
		if i == 0 {
			also = first
		}
		if !unicode.IsLetter(c) && !also(c) {
			return false
		}
	}
	return s != "" && utf8.ValidString(s)
}
