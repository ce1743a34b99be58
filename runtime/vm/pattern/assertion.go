package pattern

import "dandori/runtime/say"

// The matchers end lines at \n only and have words of their own, so that lines
// and words are told by what stands beside the place.
const (
	lineStart = `(?<![^\n\r\u{2028}\u{2029}])`
	lineEnd   = `(?![^\n\r\u{2028}\u{2029}])`
	textStart = `(?<![\u{0}-\u{10ffff}])`
	textEnd   = `(?![\u{0}-\u{10ffff}])`
)

// assertion reads an assertion, if one is there. With flag u none can be repeated.
func (p *parser) assertion() bool {
	switch {
	case p.take("^"):
		p.edge("^", lineStart, textStart)
	case p.take("$"):
		p.edge("$", lineEnd, textEnd)
	case p.take(`\b`):
		p.boundary("(?:(?<=%)(?!%)|(?<!%)(?=%))")
	case p.take(`\B`):
		p.boundary("(?:(?<=%)(?=%)|(?<!%)(?!%))")
	default:
		return p.lookaround()
	}
	p.notRepeated()
	return true
}

// edge writes ^ or $. Under the flag m of the whole, that of the engine means
// lines too, so that the ends of the text need another form in (?-m:…).
func (p *parser) edge(plain, ofLine, ofText string) {
	switch {
	case p.modes.multiline:
		plain = ofLine
	case p.flags.multiline:
		plain = ofText
	}
	p.out.WriteString(plain)
}

func (p *parser) boundary(form string) {
	for _, c := range form {
		if c == '%' {
			p.writeSet(p.words())
		} else {
			p.out.WriteRune(c)
		}
	}
}

func (p *parser) lookaround() bool {
	for _, open := range []string{"(?=", "(?!", "(?<=", "(?<!"} {
		if p.take(open) {
			p.inside(open)
			p.notRepeated()
			return true
		}
	}
	return false
}

func (p *parser) notRepeated() {
	switch p.peek() {
	case '*', '+', '?', '{':
		fail(say.T("there is nothing to repeat before a quantifier"))
	}
}
