package planfile

import (
	"regexp"
	"strings"
)

// A CSV file has no types: a spreadsheet that opens one makes formulas of what
// begins with =, +, - or @, numbers of codes (00123 becomes 123), and dates of
// much else (1-2, R7.4.1, MAR1), and writes back what it made. What it could
// touch gets an apostrophe before it, as does what begins with one; reading
// takes one away.
const apostrophe = "'"

var (
	short  = regexp.MustCompile(`^(0|[1-9][0-9]{0,9})$`)                                                           // a number that stays as it is
	letter = regexp.MustCompile(`^[A-Za-z{"\[]`)                                                                   // a name, a code, a mail, JSON …
	date   = regexp.MustCompile(`(?i)^((jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|[mtshr][0-9]+[^0-9a-z])`) // … but no month, and no year of an era
	words  = regexp.MustCompile(`^[^0-9０-９=+\-@＝＋－＠#][^0-9０-９]*$`)                                                 // without digits
)

// guarded is text as a cell of a CSV file.
func guarded(text string) string {
	if text == "" || plainly(text) {
		return text
	}
	return apostrophe + text
}

func plainly(text string) bool {
	switch {
	case strings.HasPrefix(text, apostrophe), strings.TrimSpace(text) != text, strings.ContainsAny(text, "\t\r"):
		return false
	case strings.EqualFold(text, "true"), strings.EqualFold(text, "false"):
		return false
	case short.MatchString(text), words.MatchString(text):
		return true
	}
	return letter.MatchString(text) && !date.MatchString(text)
}

// unguarded is what guarded was given.
func unguarded(cell string) string { return strings.TrimPrefix(cell, apostrophe) }

// harmless is text that is no formula.
func harmless(text string) string {
	if strings.ContainsAny(text[:min(1, len(text))], "=+-@\t\r") {
		return apostrophe + text
	}
	return text
}
