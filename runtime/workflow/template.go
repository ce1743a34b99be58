package workflow

import (
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"

	"dandori/runtime/say"
)

// Template is a text in which ${NAME} stands for an environment variable. It is
// filled in only when its connection is used.
type Template struct {
	raw   string
	names []string // the variables, in the order in which they stand
	place Problem  // where it stands, for what is said when a variable is missing
}

// Lookup finds an environment variable.
type Lookup func(name string) (string, bool)

var (
	variable = regexp.MustCompile(`\$\{([^}]*)\}`)
	envName  = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
)

func (t *Template) decode(r *reader, n *yaml.Node) {
	s, ok := r.text(n)
	if !ok {
		return
	}
	t.raw, t.place = s, r.place(n)
	for _, m := range variable.FindAllStringSubmatch(s, -1) {
		if !envName.MatchString(m[1]) {
			r.at(n, say.T("%q is not the name of an environment variable", m[1]), say.T("write ${NAME}, with letters, digits and _"))
			continue
		}
		t.names = append(t.names, m[1])
	}
	if strings.Contains(variable.ReplaceAllString(s, ""), "${") {
		r.at(n, say.T("${ is not closed by }"))
	}
}

// IsZero reports whether nothing was written.
func (t Template) IsZero() bool { return t.raw == "" }

// Literal reports whether the text names no variable.
func (t Template) Literal() bool { return !strings.Contains(t.raw, "${") }

// expand fills the variables in. A variable that is set to nothing counts as
// missing: that is what a CI system does with a secret it does not have.
func (t Template) expand(lookup Lookup) (text string, missing []string) {
	text = variable.ReplaceAllStringFunc(t.raw, func(s string) string {
		name := s[2 : len(s)-1]
		value, ok := lookup(name)
		if !ok || value == "" {
			missing = append(missing, name)
		}
		return value
	})
	return text, missing
}
