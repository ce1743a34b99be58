package pattern

import (
	"strings"
	"unicode/utf16"
)

// notEnd is any character that ends no line (ECMA-262 §12.3).
const notEnd = `[^\n\r\u2028\u2029]`

// AppliesLines tells whether patterns with these flags are for Lines.
func AppliesLines(flags string) bool { return strings.Contains(flags, "m") && !Applies(flags) }

// Lines rewrites a pattern of flag m, without u and v: to the engine only \n
// ends a line, so that in a text from Windows ^ and $ would miss every line but
// the last. What is no valid pattern is left for the engine to refuse.
func Lines(source []uint16, flags string) string {
	var b strings.Builder
	class := false
	runes := utf16.Decode(source)
	for i := 0; i < len(runes); i++ {
		switch c := runes[i]; {
		case c == '\\' && i+1 < len(runes):
			b.WriteRune(c)
			i++
			b.WriteRune(runes[i])
		case c == '[' || c == ']':
			class = c == '['
			b.WriteRune(c)
		case class:
			b.WriteRune(c)
		case c == '^':
			b.WriteString("(?<!" + notEnd + ")")
		case c == '$':
			b.WriteString("(?!" + notEnd + ")")
		case c == '.' && !strings.Contains(flags, "s"):
			b.WriteString(notEnd)
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}
