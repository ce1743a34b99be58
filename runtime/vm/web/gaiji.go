package web

import (
	"unicode/utf8"

	"golang.org/x/text/transform"
)

// gaiji decodes Shift_JIS with the characters that offices made for themselves
// (外字, lead bytes F0 to F9), which the standard decodes to U+E000 and on
// (Encoding standard §12.3.1) and x/text does not know.
type gaiji struct{ standard transform.Transformer }

// Reset forgets the stream.
func (g *gaiji) Reset() { g.standard.Reset() }

// Transform implements transform.Transformer.
func (g *gaiji) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		rest := src[nSrc:]
		if r, ok := privateUse(rest); ok {
			if len(dst)-nDst < utf8.UTFMax {
				return nDst, nSrc, transform.ErrShortDst
			}
			nDst += utf8.EncodeRune(dst[nDst:], r)
			nSrc += 2
			continue
		}
		n := standardRun(rest)
		d, s, err := g.standard.Transform(dst[nDst:], rest[:n], atEOF || n < len(rest))
		nDst, nSrc = nDst+d, nSrc+s
		if err != nil {
			return nDst, nSrc, err
		}
	}
	return nDst, nSrc, nil
}

// privateUse returns the character of a pair of bytes that stands for a gaiji.
func privateUse(b []byte) (rune, bool) {
	if len(b) < 2 || b[0] < 0xf0 || b[0] > 0xf9 || !isTrail(b[1]) {
		return 0, false
	}
	offset := rune(b[1]) - 0x40
	if b[1] > 0x7f {
		offset--
	}
	return 0xe000 + rune(b[0]-0xf0)*188 + offset, true
}

// standardRun is the length of the start of b, at least 1, that holds no gaiji.
func standardRun(b []byte) int {
	for i := 0; i < len(b); {
		if _, ok := privateUse(b[i:]); ok && i > 0 {
			return i
		}
		i += charLen(b[i:])
	}
	return len(b)
}

// charLen is how many bytes the decoder takes for the first character of b.
func charLen(b []byte) int {
	isLead := b[0] >= 0x81 && b[0] <= 0x9f || b[0] >= 0xe0 && b[0] <= 0xfc
	if isLead && len(b) > 1 && (isTrail(b[1]) || b[1] >= 0x80) {
		return 2
	}
	return 1
}

func isTrail(c byte) bool { return c >= 0x40 && c != 0x7f && c <= 0xfc }
