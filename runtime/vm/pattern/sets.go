package pattern

import (
	"slices"
	"strings"
	"unicode"

	"dandori/runtime/say"
)

// The characters that stand in classes of flag v only behind a backslash, the
// pairs that are reserved, and what a backslash may precede there besides.
const (
	setSyntax      = `()[]{}/-\|`
	setDoubles     = "&!#$%*+,.:;<=>?@^`~"
	setPunctuation = "&-!#%,:;<=>@`~"
)

// setContents reads a class of flag v up to its end.
func (p *parser) setContents() class {
	var c class
	if p.take("]") {
		return c
	}
	c = p.operandOrRange()
	switch {
	case p.looking("--"):
		return p.operate("--", c, class.minus)
	case p.looking("&&"):
		return p.operate("&&", c, class.and)
	}
	for !p.take("]") {
		c = c.or(p.operandOrRange())
	}
	return c
}

// operate reads the rest of a subtraction or an intersection.
func (p *parser) operate(sign string, c class, f func(class, class, func([]rune) string) class) class {
	for !p.take("]") {
		if !p.take(sign) || sign == "&&" && p.peek() == '&' {
			fail(say.T("a class mixes operations: put a part into brackets of its own"))
		}
		c = f(c, p.settled(p.operand()), p.key)
	}
	return c
}

// operandOrRange reads a member of a union.
func (p *parser) operandOrRange() class {
	c, one := p.operand()
	if p.peek() != '-' || p.looking("--") {
		return p.settled(c, one)
	}
	p.at++
	d, other := p.operand()
	if !one || !other {
		fail(say.T("a range in a class must go from one character to another"))
	}
	return class{set: p.leaf(set{between(c.set[0].lo, d.set[0].lo)})}
}

// operand reads a member of a class of flag v; one tells whether it is a
// single character, which is then not folded yet.
func (p *parser) operand() (c class, one bool) {
	r := p.peek()
	switch {
	case r < 0:
		fail(say.T("a class is not closed"))
	case p.take("["):
		return p.class(), false
	case p.take(`\q{`):
		return p.literals(), false
	case r == '\\':
		p.at++
		if c, ok := p.classEscape(); ok {
			return c, false
		}
		return single(p.setEscape())
	case strings.ContainsRune(setSyntax, r), p.double():
		fail(say.T("a %q in a class needs a backslash before it with the flag v", string(r)))
	}
	p.at++
	return single(r)
}

func single(r rune) (class, bool) { return class{set: set{{r, r}}}, true }

// settled folds a single character that turned out to be no end of a range.
func (p *parser) settled(c class, one bool) class {
	if one {
		c.set = p.leaf(c.set)
	}
	return c
}

// leaf folds before anything is negated or subtracted, as flag v does.
func (p *parser) leaf(s set) set {
	if p.modes.ignoreCase {
		return s.folded()
	}
	return s
}

// double tells whether a reserved pair of punctuation comes next.
func (p *parser) double() bool {
	r := p.peek()
	return strings.ContainsRune(setDoubles, r) && p.at+1 < len(p.src) && p.src[p.at+1] == r
}

// setEscape reads, after a backslash, one character of a class of flag v.
func (p *parser) setEscape() rune {
	r := p.peek()
	if p.take("b") {
		return '\b'
	}
	if r >= 0 && strings.ContainsRune(setPunctuation, r) {
		p.at++
		return r
	}
	return p.characterEscape()
}

// literals reads the strings of \q{a|bc|…}.
func (p *parser) literals() class {
	var c class
	var text []rune
	for {
		switch r := p.next(); {
		case r == '|' || r == '}':
			c = c.or(p.wordClass(text))
			if text = nil; r == '}' {
				return c
			}
		case r == '\\':
			text = append(text, p.setEscape())
		case r < 0, strings.ContainsRune(setSyntax, r):
			fail(say.T("a \\q{…} is wrong or not closed"))
		default:
			p.at--
			if p.double() {
				fail(say.T("a %q in a class needs a backslash before it with the flag v", string(r)))
			}
			p.at++
			text = append(text, r)
		}
	}
}

func (p *parser) wordClass(text []rune) class {
	if len(text) == 1 {
		return class{set: p.leaf(set{{text[0], text[0]}})}
	}
	return class{strings: [][]rune{text}}
}

// key is what strings are compared by: the same for those that differ in case only, with flag i.
func (p *parser) key(text []rune) string {
	var b strings.Builder
	for _, r := range text {
		if p.modes.ignoreCase {
			r = least(r)
		}
		b.WriteRune(r)
	}
	return b.String()
}

// least is the first of the characters that differ from r in case only.
func least(r rune) rune {
	low := r
	for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
		low = min(low, f)
	}
	return low
}

func (c class) or(d class) class {
	return class{union(c.set, d.set), slices.Concat(c.strings, d.strings)}
}

func (c class) and(d class, key func([]rune) string) class {
	return class{c.set.and(d.set), c.kept(d, key, true)}
}

func (c class) minus(d class, key func([]rune) string) class {
	return class{c.set.minus(d.set), c.kept(d, key, false)}
}

// kept returns the strings of c that d has, or that it has not.
func (c class) kept(d class, key func([]rune) string, has bool) [][]rune {
	keys := map[string]bool{}
	for _, s := range d.strings {
		keys[key(s)] = true
	}
	return slices.DeleteFunc(slices.Clone(c.strings), func(s []rune) bool { return keys[key(s)] != has })
}
