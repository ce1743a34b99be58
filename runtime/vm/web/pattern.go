package web

import (
	"fmt"
	"strings"
)

// expandProperties writes the property escapes of a pattern with the flag u as
// ranges. The engine takes \p for the letter p, so that /\p{Script=Han}/u
// would find no kanji and say nothing.
func expandProperties(pattern string) (string, error) {
	var b strings.Builder
	inClass := false
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '\\' && i+1 < len(pattern):
			n, err := expandEscape(&b, pattern[i:], inClass)
			if err != nil {
				return "", err
			}
			i += n - 1
			continue
		case c == '[':
			inClass = true
		case c == ']':
			inClass = false
		}
		b.WriteByte(pattern[i])
	}
	return b.String(), nil
}

// expandEscape writes the escape that rest starts with and returns its length.
func expandEscape(b *strings.Builder, rest string, inClass bool) (int, error) {
	if rest[1] != 'p' && rest[1] != 'P' {
		b.WriteString(rest[:2])
		return 2, nil
	}
	end := strings.IndexByte(rest, '}')
	if end < 0 || rest[2] != '{' {
		return 0, fmt.Errorf("\\%c needs a property in braces", rest[1])
	}
	all, ok := property(rest[3:end])
	if !ok {
		return 0, fmt.Errorf("the property %s is not known here", rest[:end+1])
	}
	if rest[1] == 'P' {
		all = complement(all)
	}
	if inClass {
		writeClass(b, all)
		return end + 1, nil
	}
	b.WriteByte('[')
	writeClass(b, all)
	b.WriteByte(']')
	return end + 1, nil
}

// hasProperties reports whether a pattern has anything for expandProperties.
func hasProperties(pattern, flags string) bool {
	return strings.Contains(flags, "u") && (strings.Contains(pattern, `\p`) || strings.Contains(pattern, `\P`))
}
