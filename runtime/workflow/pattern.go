package workflow

import (
	"path"
	"strings"
	"unicode"

	"github.com/bmatcuk/doublestar/v4"
	"gopkg.in/yaml.v3"

	"dandori/runtime/folder"
	"dandori/runtime/say"
)

// Pattern is a glob over project-relative paths, with ** for any depth.
type Pattern string

func (p *Pattern) decode(r *reader, n *yaml.Node) {
	s, ok := r.text(n)
	switch {
	case !ok:
	case !doublestar.ValidatePattern(s) || s == "":
		r.at(n, say.T("%q is not a pattern of files", s), say.T("write it as inbox/*.csv"))
	case windows(s):
		r.at(n, say.T("%s has \\ between its folders", s), say.T("write / on Windows too: %s", strings.ReplaceAll(s, `\`, "/")))
	case outside(s):
		r.at(n, say.T("%q leaves the project", s), say.T("write a path relative to the folder of dandori.yaml"))
	case strings.HasSuffix(s, "/"):
		r.at(n, say.T("no file's name is written as %q", s), say.T("write %s* for the files in it", s))
	default:
		*p = Pattern(path.Clean(s))
	}
}

// windows reports whether \ stands in a pattern as Windows has it between
// folders, rather than before a character that a pattern gives a meaning to.
func windows(pattern string) bool {
	for i := 0; i+1 < len(pattern); i++ {
		if pattern[i] != '\\' {
			continue
		}
		i++
		meant := strings.IndexByte(`\[]{}`, pattern[i]) >= 0 || strings.IndexByte(`*?`, pattern[i]) >= 0 && strings.Contains(pattern, "/")
		if !meant {
			return true
		}
	}
	return false
}

// never says why no file that starts a run has a name that glob matches, zero where one may.
func never(glob string) (why, hint say.Text) {
	segments := strings.Split(glob, "/")
	base, _ := doublestar.SplitPattern(glob)
	if folder.Reserved(base) {
		return say.T("%s is dandori's or the project's own: its files never start a run", base), say.T("put the files into a folder of their own, as inbox")
	}
	for i, s := range segments {
		last := i == len(segments)-1
		switch {
		case strings.HasPrefix(s, "."):
			return say.T("%q is hidden: such files never start a run", s), say.Text{}
		case last && temporary(s):
			return say.T("%q is the name of a temporary file: such files never start a run", s), say.Text{}
		case !possible(s):
			return say.T("no name matches %q", s), say.T("a range goes from the lower to the higher, as [a-z]")
		}
	}
	return say.Text{}, say.Text{}
}

// temporary reports whether every file called so is one that Excel, an editor or a browser has under way.
func temporary(name string) bool {
	if strings.HasPrefix(name, "~$") || strings.HasSuffix(name, "~") {
		return true
	}
	endings := []string{".tmp", ".swp", ".part", ".partial", ".filepart", ".crdownload", ".download"}
	return contains(endings, strings.ToLower(path.Ext(name)))
}

// maxGlobs bounds into how many patterns the braces of one are resolved.
const maxGlobs = 100

// globs resolves the braces of a pattern: a{b,c} is ab and ac.
func globs(pattern string) []string {
	done, open := []string{}, []string{pattern}
	for len(open) > 0 && len(done)+len(open) <= maxGlobs {
		p := open[0]
		open = open[1:]
		from, to, parts := brace(p)
		if parts == nil {
			done = append(done, p)
		}
		for _, part := range parts {
			open = append(open, p[:from]+part+p[to:])
		}
	}
	return done
}

// brace finds the first {…} of a pattern and the parts that commas separate in it.
func brace(p string) (from, to int, parts []string) {
	depth, start := 0, 0
	for i := 0; i < len(p); i++ {
		switch c := p[i]; {
		case c == '\\':
			i++
		case c == '[':
			i = classEnd(p, i)
		case c == '{':
			if depth++; depth == 1 {
				from, start = i, i+1
			}
		case c == ',' && depth == 1:
			parts = append(parts, p[start:i])
			start = i + 1
		case c == '}':
			if depth--; depth == 0 {
				return from, i + 1, append(parts, p[start:i])
			}
		}
	}
	return 0, 0, nil
}

// classEnd returns the index of the ] of the class that begins at i, the pattern's last index if there is none.
func classEnd(p string, i int) int {
	for i++; i < len(p) && (p[i] == '!' || p[i] == '^'); i++ {
	}
	for ; i < len(p); i++ {
		switch p[i] {
		case '\\':
			i++
		case ']':
			return i
		}
	}
	return len(p) - 1
}

// quoteGlob returns a pattern that matches the path and nothing else.
func quoteGlob(path string) string {
	var b strings.Builder
	for _, c := range path {
		if c < unicode.MaxASCII && strings.ContainsRune(`*?[]{}\`, c) {
			b.WriteByte('\\')
		}
		b.WriteRune(c)
	}
	return b.String()
}
