package pattern

import (
	"strings"
	"unicode/utf16"

	"dandori/runtime/say"
)

// maxNesting bounds groups and classes in each other, so that no pattern can
// exhaust the stack.
const maxNesting = 500

// Applies tells whether patterns with these flags are for Translate; all
// others are for the engine as they stand.
func Applies(flags string) bool { return strings.ContainsAny(flags, "uv") }

// Translate rewrites the pattern source, in UTF-16 units as JavaScript has it,
// into one that means the same to the engine under the same flags, with u for v.
// The result is ASCII but for the names of groups. The error is an *Error.
// flags must hold u or v.
func Translate(source []uint16, flags string) (out string, err error) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case problem:
			err = &Error{Source: string(utf16.Decode(source)), Flags: flags, Cause: p.text}
		default:
			panic(p)
		}
	}()
	p := newParser(points(source), flags)
	p.disjunction()
	if p.more() {
		fail(say.T("a \")\" closes no group"))
	}
	p.checkReferences()
	return p.result(), nil
}

// points decodes UTF-16 and keeps surrogates that stand alone.
func points(units []uint16) []rune {
	out := make([]rune, 0, len(units))
	for i := 0; i < len(units); i++ {
		r := rune(units[i])
		if i+1 < len(units) {
			if pair := utf16.DecodeRune(r, rune(units[i+1])); pair != '\uFFFD' {
				r = pair
				i++
			}
		}
		out = append(out, r)
	}
	return out
}
