package say

import (
	"regexp"
	"strings"
)

var place = regexp.MustCompile(`%[-+# 0]*\d*(?:\.\d+)?(?:\[\d+\])?[a-zA-Z%]`)

// leastKnown is how many letters of its own a format must have to be told by them.
const leastKnown = 8

// Known returns the English format that text, in either language, was made with
// when it is one of dandori's own sentences: what it says without what it says it about. Of
// several that could be it, the one with most words of its own counts.
func Known(text string) (format string, ok bool) {
	most := leastKnown - 1
	for _, t := range tables() {
		for en, ja := range t {
			for _, f := range []string{en, ja} {
				parts := place.Split(f, -1)
				own := len(strings.Join(parts, ""))
				if (own > most || own == most && ok && en < format) && madeOf(text, parts) {
					most, format, ok = own, en, true
				}
			}
		}
	}
	return format, ok
}

// madeOf reports whether text is the parts in their order, with anything between them.
func madeOf(text string, parts []string) bool {
	last := len(parts) - 1
	if last == 0 {
		return text == parts[0]
	}
	text, ok := strings.CutPrefix(text, parts[0])
	if !ok || !strings.HasSuffix(text, parts[last]) {
		return false
	}
	text = text[:len(text)-len(parts[last])]
	for _, part := range parts[1:last] {
		_, after, ok := strings.Cut(text, part)
		if !ok {
			return false
		}
		text = after
	}
	return true
}
