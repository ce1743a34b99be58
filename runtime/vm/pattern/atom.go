package pattern

import (
	"strconv"
	"unicode"

	"dandori/runtime/say"
)

// atom reads one thing that may be repeated.
func (p *parser) atom() {
	switch c := p.next(); c {
	case '.':
		p.dot()
	case '\\':
		p.escape()
	case '[':
		p.writeClass(p.class())
	case '(':
		p.group()
	case '*', '+', '?', '{':
		fail(say.T("there is nothing to repeat before a quantifier"))
	case ']', '}':
		fail(say.T("a %q stands alone: write a backslash before it", string(c)))
	default:
		p.literal(c)
	}
}

func (p *parser) dot() {
	if p.modes.dotAll {
		p.writeSet(set(nil).negated())
		return
	}
	p.writeSet(normal([]span{{'\n', '\n'}, {'\r', '\r'}, {0x2028, 0x2029}}).negated())
}

// escape reads what follows a backslash outside of classes, but for \b and \B.
func (p *parser) escape() {
	switch c := p.peek(); {
	case c >= '1' && c <= '9':
		n, _ := p.digits()
		p.highest = max(p.highest, n)
		p.reference("\\" + strconv.Itoa(n))
	case p.take("k<"):
		name := p.name()
		p.wanted = append(p.wanted, name)
		p.reference("\\k<" + name + ">")
	default:
		if s, ok := p.classEscape(); ok {
			p.writeClass(s)
			return
		}
		p.literal(p.characterEscape())
	}
}

// reference writes a reference to a group, fenced off from digits behind it.
func (p *parser) reference(text string) {
	if p.modes.ignoreCase != p.flags.ignoreCase {
		fail(say.T("dandori's engine cannot switch the flag i on for a reference to a group"))
	}
	p.out.WriteString("(?:" + text + ")")
}

// literal writes one character.
func (p *parser) literal(r rune) {
	if one := (set{{r, r}}); p.modes.ignoreCase && unicode.SimpleFold(r) != r {
		p.writeSet(one.folded())
		return
	}
	p.writeRune(r)
}

func (p *parser) writeRune(r rune) {
	if r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
		p.out.WriteRune(r)
		return
	}
	p.out.WriteString(`\u{` + strconv.FormatInt(int64(r), 16) + `}`)
}

// writeClass writes what a class matches: its strings, longest first, or one of its characters.
func (p *parser) writeClass(c class) {
	s := c.set
	if p.modes.ignoreCase {
		s = s.folded()
	}
	if len(c.strings) == 0 {
		p.writeSet(s)
		return
	}
	p.out.WriteString("(?:")
	for _, text := range c.longestFirst() {
		for _, r := range text {
			p.literal(r)
		}
		p.out.WriteByte('|')
	}
	p.writeSet(s)
	if c.hasEmpty() {
		p.out.WriteByte('|')
	}
	p.out.WriteByte(')')
}

// writeSet writes a class of explicit ranges.
func (p *parser) writeSet(s set) {
	open := "["
	if len(s) == 0 || s[0].lo == 0 && s[len(s)-1].hi == unicode.MaxRune && len(s) > 1 {
		open, s = "[^", s.negated()
	}
	p.out.WriteString(open)
	for _, g := range s {
		p.writeRune(g.lo)
		if g.hi > g.lo {
			p.out.WriteByte('-')
			p.writeRune(g.hi)
		}
	}
	p.out.WriteByte(']')
}

// result is the whole rewritten pattern. The empty lookahead at its end makes
// the engine take the one of its matchers that finds an empty match right
// behind another, and knows the names of groups.
func (p *parser) result() string {
	return "(?:" + p.out.String() + ")(?=)"
}
