package pattern

import (
	"slices"
	"strings"
	"unicode"

	"dandori/runtime/say"
)

// group reads what follows a "(" that opens no assertion.
func (p *parser) group() {
	switch {
	case p.take("?:"):
		p.inside("(?:")
	case p.take("?<"):
		name := p.name()
		if slices.Contains(p.names, name) {
			fail(say.T("two groups have the name %q", name))
		}
		p.names = append(p.names, name)
		p.groups++
		p.inside("(?<" + name + ">")
	case p.take("?"):
		p.modifiers()
	default:
		p.groups++
		p.inside("(")
	}
}

// inside reads the rest of a group that begins with open.
func (p *parser) inside(open string) {
	p.out.WriteString(open)
	p.disjunction()
	if !p.take(")") {
		fail(say.T("a group is not closed"))
	}
	p.out.WriteByte(')')
}

// modifiers reads the rest of (?ims-ims:…), after the question mark.
func (p *parser) modifiers() {
	add, remove := p.letters(), ""
	minus := p.take("-")
	if minus {
		remove = p.letters()
	}
	if !p.take(":") || add+remove == "" || repeats(add+remove) {
		fail(say.T("what follows \"(?\" is no kind of group"))
	}
	before := p.modes
	defer func() { p.modes = before }()
	for _, on := range []bool{true, false} {
		letters := remove
		if on {
			letters = add
		}
		p.modes.set(letters, on)
	}
	if p.flags.ignoreCase && !p.modes.ignoreCase {
		fail(say.T("dandori's engine cannot switch the flag i off for a part"))
	}
	p.inside("(?:")
}

func (p *parser) letters() string {
	start := p.at
	for p.more() && strings.ContainsRune("ims", p.peek()) {
		p.at++
	}
	return string(p.src[start:p.at])
}

func repeats(s string) bool {
	for i := range s {
		if strings.IndexByte(s[i+1:], s[i]) >= 0 {
			return true
		}
	}
	return false
}

func (m *modes) set(letters string, on bool) {
	for _, c := range letters {
		switch c {
		case 'i':
			m.ignoreCase = on
		case 'm':
			m.multiline = on
		case 's':
			m.dotAll = on
		}
	}
}

// name reads the name of a group and the ">" behind it.
func (p *parser) name() string {
	var b strings.Builder
	for p.peek() != '>' {
		r := p.next()
		if r == '\\' && p.take("u") {
			r = p.unicodeEscape()
		}
		if !nameRune(r, b.Len() == 0) {
			fail(say.T("the name of a group is not an identifier"))
		}
		b.WriteRune(r)
	}
	p.at++
	if b.Len() == 0 {
		fail(say.T("the name of a group is not an identifier"))
	}
	return b.String()
}

// nameRune tells whether an identifier of JavaScript may have r there.
func nameRune(r rune, first bool) bool {
	if r == '$' || r == '_' {
		return true
	}
	if first {
		return unicode.In(r, idStart()...) && !unicode.In(r, unicode.Pattern_Syntax, unicode.Pattern_White_Space)
	}
	return r == '\u200c' || r == '\u200d' ||
		unicode.In(r, idContinue()...) && !unicode.In(r, unicode.Pattern_Syntax, unicode.Pattern_White_Space)
}

// checkReferences fails when something refers to a group that is not there.
func (p *parser) checkReferences() {
	if p.highest > p.groups {
		fail(say.T("there is no group %d", p.highest))
	}
	for _, name := range p.wanted {
		if !slices.Contains(p.names, name) {
			fail(say.T("there is no group with the name %q", name))
		}
	}
}
