package pattern

import (
	"slices"
	"unicode"

	"dandori/runtime/say"
)

// class is what a class matches: one character of the set or, with flag v,
// one of the strings (of none, or two and more characters).
type class struct {
	set     set
	strings [][]rune
}

// class reads a class behind its "[".
func (p *parser) class() class {
	p.enter()
	defer p.leave()
	negated := p.take("^")
	if p.sets {
		c := p.setContents()
		if negated && len(c.strings) > 0 {
			fail(say.T("a negated class cannot hold strings"))
		}
		if negated {
			c.set = c.set.negated()
		}
		return c
	}
	s := p.contents()
	if negated {
		if p.modes.ignoreCase {
			s = s.folded()
		}
		s = s.negated()
	}
	return class{set: s}
}

// contents reads a class of flag u up to its end.
func (p *parser) contents() set {
	var list []span
	for !p.take("]") {
		low, one := p.classAtom()
		if p.peek() != '-' || p.looking("-]") {
			list = append(list, low...)
			continue
		}
		p.at++
		high, other := p.classAtom()
		if !one || !other {
			fail(say.T("a range in a class must go from one character to another"))
		}
		list = append(list, between(low[0].lo, high[0].lo))
	}
	return normal(list)
}

func between(low, high rune) span {
	if high < low {
		fail(say.T("a range in a class is out of order"))
	}
	return span{low, high}
}

// classAtom reads one member; one tells whether it is a single character.
func (p *parser) classAtom() (s set, one bool) {
	r := p.next()
	switch {
	case r < 0:
		fail(say.T("a class is not closed"))
	case r != '\\':
	case p.take("b"):
		r = '\b'
	case p.take("-"):
		r = '-'
	default:
		if c, ok := p.classEscape(); ok {
			return c.set, false
		}
		r = p.characterEscape()
	}
	return set{{r, r}}, true
}

// classEscape reads, after a backslash, what stands for many characters, if such a thing is there.
func (p *parser) classEscape() (c class, ok bool) {
	var s set
	negated := false
	switch r := p.peek(); r {
	case 'd', 'D':
		s, negated = set{{'0', '9'}}, r == 'D'
	case 's', 'S':
		s, negated = spaces(), r == 'S'
	case 'w', 'W':
		s, negated = p.words(), r == 'W'
	case 'p', 'P':
		p.at++
		s, negated = p.property(), r == 'P'
		p.at--
	default:
		return class{}, false
	}
	p.at++
	if p.sets && p.modes.ignoreCase { // flag v folds before it negates
		s = s.folded()
	}
	if negated {
		s = s.negated()
	}
	return class{set: s}, true
}

// words is \w; with flags i and u, what differs in case from it too (ECMA-262 §22.2.2.9.3).
func (p *parser) words() set {
	s := set{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}}
	if p.modes.ignoreCase {
		s = s.folded()
	}
	return s
}

// spaces is \s: white space and line ends (ECMA-262 §12.2, §12.3).
func spaces() set {
	return union(table(unicode.Zs), set{{'\t', '\r'}, {0x2028, 0x2029}, {0xfeff, 0xfeff}})
}

// longestFirst returns the strings but the empty one in the order in which they are tried.
func (c class) longestFirst() [][]rune {
	list := slices.DeleteFunc(slices.Clone(c.strings), func(s []rune) bool { return len(s) == 0 })
	slices.SortStableFunc(list, func(a, b []rune) int { return len(b) - len(a) })
	return list
}

func (c class) hasEmpty() bool {
	return slices.ContainsFunc(c.strings, func(s []rune) bool { return len(s) == 0 })
}
