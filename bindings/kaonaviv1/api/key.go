package api

import (
	"strings"

	"dandori/runtime/say"

	"github.com/agnivade/levenshtein"
)

const figures = "0123456789"

// strange refuses a key that rows of this kind do not have, and names the one of
// names that it was probably meant to be, or says otherwise.
func (c *checker) strange(key string, names []string, otherwise say.Text) {
	if near := nearest(key, names, len(key)/3+2); near != "" {
		c.problem(key, say.T("is no field that Kaonavi knows; did you mean %q?", near))
		return
	}
	c.problem(key, otherwise)
}

// nearest returns the name that is less than so many letters off, "" when there
// is none. A number at the end is none of them: definiton_46 is definition_46.
func nearest(key string, names []string, off int) string {
	best := ""
	word := strings.TrimRight(key, figures)
	for _, name := range names {
		stem := strings.TrimRight(name, figures)
		number := key[len(word):]
		if (stem == name) != (number == "") {
			continue
		}
		if d := levenshtein.ComputeDistance(strings.ToLower(word), stem); d < off {
			best, off = stem+number, d
		}
	}
	return best
}
