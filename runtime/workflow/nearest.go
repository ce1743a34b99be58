package workflow

import (
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"

	"dandori/runtime/say"
)

// Nearest returns the name of names that word was probably meant to be, "" if
// none is near: a third of its letters may differ (of three to five letters two), case apart.
func Nearest(word string, names []string) string {
	best, found := reach(utf8.RuneCountInString(word))+1, ""
	for _, name := range names {
		if d := levenshtein.ComputeDistance(strings.ToLower(word), strings.ToLower(name)); d < best {
			best, found = d, name
		}
	}
	return found
}

func reach(letters int) int {
	switch {
	case letters < 3:
		return 1
	case letters < 6:
		return 2
	default:
		return letters / 3
	}
}

// meant is the hint for a word that is none of names.
func meant(word string, names []string) say.Text {
	switch near := Nearest(word, names); {
	case near != "":
		return say.T("did you mean %q?", near)
	case len(names) == 0:
		return say.Text{}
	default:
		return say.T("known here: %s", strings.Join(names, ", "))
	}
}
