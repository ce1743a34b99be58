package cli

import "strings"

// blanked returns the text of a script with blanks in place of comments and of
// what stands in quotes, but for the ${…} of templates. Lines and offsets stay.
// A regular expression with a quote in it ends with its line, as a text does.
func blanked(text string) string {
	b := blanker{in: text, out: []byte(text)}
	for b.at < len(text) {
		b.step()
	}
	return string(b.out)
}

type blanker struct {
	in       string
	out      []byte
	at       int
	braces   []int // of each template under way, how many { are open in its ${…}
	template bool  // within the text of a template
}

func (b *blanker) step() {
	rest := b.in[b.at:]
	switch {
	case b.template:
		b.inTemplate(rest)
	case strings.HasPrefix(rest, "//"):
		b.blank(until(rest, "\n"))
	case strings.HasPrefix(rest, "/*"):
		b.blank(2 + until(rest[2:], "*/") + 2)
	case rest[0] == '"' || rest[0] == '\'':
		b.blank(quoted(rest))
	case rest[0] == '`':
		b.template, b.braces = true, append(b.braces, 0)
		b.blank(1)
	default:
		b.code(rest[0])
	}
}

// code counts the braces within ${…}.
func (b *blanker) code(c byte) {
	b.at++
	last := len(b.braces) - 1
	switch {
	case last < 0:
	case c == '{':
		b.braces[last]++
	case c == '}' && b.braces[last] == 0:
		b.template = true
	case c == '}':
		b.braces[last]--
	}
}

func (b *blanker) inTemplate(rest string) {
	switch {
	case rest[0] == '\\':
		b.blank(2)
	case rest[0] == '`':
		b.braces = b.braces[:len(b.braces)-1]
		b.template = false
		b.blank(1)
	case strings.HasPrefix(rest, "${"):
		b.template = false
		b.at += 2
	default:
		b.blank(1)
	}
}

// blank puts blanks in place of the next n bytes.
func (b *blanker) blank(n int) {
	for end := min(b.at+n, len(b.in)); b.at < end; b.at++ {
		if b.in[b.at] != '\n' {
			b.out[b.at] = ' '
		}
	}
}

// until returns the length of what stands before end in s, of all of s where it does not come.
func until(s, end string) int {
	if i := strings.Index(s, end); i >= 0 {
		return i
	}
	return len(s)
}

// quoted returns the length of the text in quotes that s begins with; it ends with its line at the latest.
func quoted(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case s[0]:
			return i + 1
		case '\n':
			return i
		}
	}
	return len(s)
}
