package pattern

import (
	"strings"
	"unicode"
	"unicode/utf16"

	"dandori/runtime/say"
)

// syntaxCharacters are those that a backslash makes literal with flag u.
const syntaxCharacters = `^$\.*+?()[]{}|/`

// characterEscape reads, after a backslash, what stands for one character.
func (p *parser) characterEscape() rune {
	switch c := p.next(); c {
	case 't':
		return '\t'
	case 'n':
		return '\n'
	case 'v':
		return '\v'
	case 'f':
		return '\f'
	case 'r':
		return '\r'
	case 'c':
		return p.control()
	case '0':
		if r := p.peek(); r < '0' || r > '9' {
			return 0
		}
		fail(say.T("octal escapes are not allowed with this flag"))
	case 'x':
		return p.hex(2)
	case 'u':
		return p.unicodeEscape()
	default:
		if c >= 0 && strings.ContainsRune(syntaxCharacters, c) {
			return c
		}
		fail(wrongEscape(c))
	}
	return 0
}

func wrongEscape(c rune) say.Text {
	if c < 0 {
		return say.T("a backslash stands at the end")
	}
	return say.T("\"\\%s\" is no escape with the flags u and v", string(c))
}

func (p *parser) control() rune {
	r := p.next()
	if r|0x20 < 'a' || r|0x20 > 'z' {
		fail(wrongEscape('c'))
	}
	return r & 0x1f
}

// hex reads n hexadecimal digits.
func (p *parser) hex(n int) rune {
	var v rune
	for range n {
		d := digit(p.next())
		if d < 0 {
			fail(say.T("a \\x or \\u lacks hexadecimal digits"))
		}
		v = v<<4 | d
	}
	return v
}

// digit returns the value of a hexadecimal digit, -1 when it is none.
func digit(r rune) rune {
	switch {
	case r >= '0' && r <= '9':
		return r - '0'
	case r >= 'a' && r <= 'f':
		return r - 'a' + 10
	case r >= 'A' && r <= 'F':
		return r - 'A' + 10
	}
	return -1
}

// unicodeEscape reads what follows \u: {…}, or four digits, or two halves of a pair.
func (p *parser) unicodeEscape() rune {
	if p.take("{") {
		return p.braced()
	}
	r := p.hex(4)
	if !utf16.IsSurrogate(r) || r >= 0xdc00 || !p.looking(`\u`) || p.pairless() {
		return r
	}
	p.at += 2
	return utf16.DecodeRune(r, p.hex(4))
}

// pairless tells whether the \u that comes next is not the second half of a pair.
func (p *parser) pairless() bool {
	if p.at+6 > len(p.src) {
		return true
	}
	var v rune
	for _, r := range p.src[p.at+2 : p.at+6] {
		d := digit(r)
		if d < 0 {
			return true
		}
		v = v<<4 | d
	}
	return v < 0xdc00 || v > 0xdfff
}

func (p *parser) braced() rune {
	var v rune
	start := p.at
	for !p.take("}") {
		d := digit(p.next())
		if v = v<<4 | d; d < 0 || v > unicode.MaxRune {
			fail(say.T("a \\u{…} holds no code point"))
		}
	}
	if p.at == start+1 {
		fail(say.T("a \\u{…} holds no code point"))
	}
	return v
}
