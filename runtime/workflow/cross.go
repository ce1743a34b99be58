package workflow

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// cross reports whether there is a path that both patterns match. They have no braces.
func cross(a, b string) bool {
	return meet(strings.Split(a, "/"), strings.Split(b, "/"), meeting[string]{
		many: func(s string) bool { return s == "**" },
		one:  func(s, t string) bool { return meet(tokens(s), tokens(t), letters) },
	})
}

// possible reports whether there is a name that a segment matches.
func possible(segment string) bool {
	t := tokens(segment)
	return meet(t, t, letters)
}

// meeting says which parts stand for any number of others, and which two can be the same.
type meeting[T any] struct {
	many func(T) bool
	one  func(T, T) bool
}

// meet reports whether two sequences of parts can stand for one and the same.
func meet[T any](a, b []T, m meeting[T]) bool {
	// rest[j] is whether what follows in a can be what follows in b from j on.
	rest := make([]bool, len(b)+1)
	for i := len(a); i >= 0; i-- {
		below := slices.Clone(rest)
		for j := len(b); j >= 0; j-- {
			switch {
			case i == len(a) && j == len(b):
				rest[j] = true
			case i < len(a) && m.many(a[i]):
				rest[j] = below[j] || j < len(b) && rest[j+1]
			case j < len(b) && m.many(b[j]):
				rest[j] = rest[j+1] || i < len(a) && below[j]
			default:
				rest[j] = i < len(a) && j < len(b) && below[j+1] && m.one(a[i], b[j])
			}
		}
	}
	return rest[0]
}

// token is a part of a segment: * or one of a set of characters.
type token struct {
	star   bool
	except bool // all but those
	spans  [][2]rune
}

var letters = meeting[token]{
	many: func(t token) bool { return t.star },
	one:  func(t, u token) bool { return t.meets(u) },
}

// tokens reads a segment of a pattern.
func tokens(segment string) (out []token) {
	for i := 0; i < len(segment); {
		c, size := utf8.DecodeRuneInString(segment[i:])
		switch end := classEnd(segment, i); {
		case c == '*':
			out = append(out, token{star: true})
		case c == '?':
			out = append(out, token{except: true})
		case c == '[' && end > i && segment[end] == ']': // else it has a slash in it, which no segment has
			out = append(out, class(segment[i+1:end]))
			size = end + 1 - i
		case c == '\\' && i+1 < len(segment):
			i++
			c, size = utf8.DecodeRuneInString(segment[i:])
			fallthrough
		default:
			out = append(out, token{spans: [][2]rune{{c, c}}})
		}
		i += size
	}
	return out
}

// class reads what stands between [ and ].
func class(text string) token {
	var t token
	rest := []rune(text)
	if len(rest) > 0 && (rest[0] == '!' || rest[0] == '^') {
		t.except, rest = true, rest[1:]
	}
	next := func() rune {
		if rest[0] == '\\' && len(rest) > 1 {
			rest = rest[1:]
		}
		c := rest[0]
		rest = rest[1:]
		return c
	}
	for len(rest) > 0 {
		span := [2]rune{}
		span[0] = next()
		span[1] = span[0]
		if len(rest) > 1 && rest[0] == '-' {
			rest = rest[1:]
			span[1] = next()
		}
		t.spans = append(t.spans, span)
	}
	return t
}

func (t token) has(c rune) bool {
	in := slices.ContainsFunc(t.spans, func(s [2]rune) bool { return s[0] <= c && c <= s[1] })
	return in != t.except && c != '/'
}

// meets reports whether both hold some character: where they do, one of them
// stands at an edge of a span, or next to it.
func (t token) meets(u token) bool {
	edges := []rune{'x'}
	for _, s := range slices.Concat(t.spans, u.spans) {
		edges = append(edges, s[0]-1, s[0], s[1], s[1]+1)
	}
	return slices.ContainsFunc(edges, func(c rune) bool { return t.has(c) && u.has(c) })
}
