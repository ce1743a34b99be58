package table

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// appendUnescaped appends the inside of a JSON string that is known to be
// good. Half a surrogate pair, which UTF-8 cannot hold, becomes U+FFFD.
func appendUnescaped(dst, inside []byte) []byte {
	for i := 0; i < len(inside); {
		c := inside[i]
		switch {
		case c != '\\':
			dst = append(dst, c)
			i++
		case inside[i+1] == 'u':
			r, n := escapedRune(inside[i:])
			dst = utf8.AppendRune(dst, r)
			i += n
		default:
			dst = append(dst, plainEscape(inside[i+1]))
			i += 2
		}
	}
	return dst
}

func plainEscape(c byte) byte {
	switch c {
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	}
	return c // " \ /
}

// escapedRune reads \uXXXX, or two of them that are a surrogate pair, and
// returns how many bytes that took.
func escapedRune(b []byte) (r rune, n int) {
	r = unit(b)
	if !utf16.IsSurrogate(r) {
		return r, 6
	}
	if len(b) >= 12 && b[6] == '\\' && b[7] == 'u' {
		if pair := utf16.DecodeRune(r, unit(b[6:])); pair != utf8.RuneError {
			return pair, 12
		}
	}
	return utf8.RuneError, 6
}

func unit(b []byte) rune {
	n, _ := strconv.ParseUint(string(b[2:6]), 16, 16)
	return rune(n)
}
