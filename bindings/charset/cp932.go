package charset

import (
	"bytes"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
)

// The code page has one-byte characters (ASCII, half-width katakana) and
// two-byte ones. Windows also gives meanings to 0x80, 0xA0 and 0xFD–0xFF, which
// no program writes; here they are what tells other bytes from cp932.
const (
	kanaFirst, kanaLast = 0xa1, 0xdf
	kanaRune            = 0xff61
	// The user-defined area: 1880 characters from 0xF040 are U+E000 and up.
	userLead, userRune = 0xf0, 0xe000
	userLeads          = 10
	trails             = 188 // in a lead byte's row: 0x40–0x7E and 0x80–0xFC
)

type codes struct {
	runes [1 << 16]uint16 // by code, 0 for none: all of them are below U+10000
	bytes map[rune]uint16 // codes by rune
}

// table is made from x/text's Shift_JIS, which is WHATWG's. That one reads as
// Windows does, but for the user-defined area, and writes other codes for the
// characters that have several.
var table = sync.OnceValue(func() *codes {
	c := &codes{bytes: map[rune]uint16{}}
	decoder := japanese.ShiftJIS.NewDecoder()
	for lead := 0x81; lead <= 0xfc; lead++ {
		for i := range uint16(trails) {
			code := uint16(lead)<<8 | trail(i)
			if r, ok := inShiftJIS(decoder, code); ok && isLead(byte(lead)) {
				c.add(code, r)
			}
		}
	}
	for lead := range uint16(userLeads) {
		for i := range uint16(trails) {
			c.add((userLead+lead)<<8|trail(i), rune(userRune+lead*trails+i))
		}
	}
	return c
})

func inShiftJIS(d *encoding.Decoder, code uint16) (rune, bool) {
	text, err := d.Bytes([]byte{byte(code >> 8), byte(code)})
	r, n := utf8.DecodeRune(text)
	return r, err == nil && r != utf8.RuneError && n == len(text)
}

// add enters a code; codes come in ascending order. Of several codes of one
// character Windows writes the lowest, but those of rows ED and EE (the IBM
// characters as NEC placed them) only when there is no other.
func (c *codes) add(code uint16, r rune) {
	c.runes[code] = uint16(r)
	if old, ok := c.bytes[r]; !ok || old>>8 == 0xed || old>>8 == 0xee {
		c.bytes[r] = code
	}
}

func trail(i uint16) uint16 {
	if i < 0x3f {
		return 0x40 + i
	}
	return 0x41 + i
}

func isLead(c byte) bool { return 0x81 <= c && c <= 0x9f || 0xe0 <= c && c <= 0xfc }

// IsLead reports whether c is the first byte of a two-byte character of cp932.
func IsLead(c byte) bool { return isLead(c) }

// DecodeCP932 appends src as UTF-8 to dst. bad is the index in src of the first
// byte that is no cp932, -1 when there is none; what comes before it is appended.
func DecodeCP932(dst, src []byte) (out []byte, bad int) {
	t := table()
	for i := 0; i < len(src); {
		c := src[i]
		switch {
		case c < utf8.RuneSelf:
			dst = append(dst, c)
			i++
		case kanaFirst <= c && c <= kanaLast:
			dst = utf8.AppendRune(dst, kanaRune+rune(c-kanaFirst))
			i++
		default:
			if !isLead(c) || i+1 >= len(src) {
				return dst, i
			}
			r := t.runes[uint16(c)<<8|uint16(src[i+1])]
			if r == 0 {
				return dst, i
			}
			dst = utf8.AppendRune(dst, rune(r))
			i += 2
		}
	}
	return dst, -1
}

// EncodeCP932 appends src, which is UTF-8, as cp932 to dst. bad is the index in
// src of the first character that cp932 lacks, -1 when there is none.
func EncodeCP932(dst, src []byte) (out []byte, bad int) {
	t := table()
	for i := 0; i < len(src); {
		r, n := rune(src[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRune(src[i:])
		}
		switch {
		case r < utf8.RuneSelf:
			dst = append(dst, byte(r))
		case kanaRune <= r && r <= kanaRune+kanaLast-kanaFirst:
			dst = append(dst, byte(r-kanaRune)+kanaFirst)
		default:
			code, ok := t.bytes[r]
			if !ok || n == 1 {
				return dst, i
			}
			dst = append(dst, byte(code>>8), byte(code))
		}
		i += n
	}
	return dst, -1
}

// Lookalike returns the character that cp932 has in place of one that it lacks
// and that looks the same: Macs and phones type some that Windows does not have.
func Lookalike(r rune) (rune, bool) {
	same := map[rune]rune{
		'〜': '～', '−': '－', '‖': '∥', '—': '―', '¢': '￠', '£': '￡', '¬': '￢', '¥': '￥', '\u00a0': ' ', '–': '－', '•': '・',
	}[r]
	return same, same != 0
}

// Valid reports whether all of text is of this encoding.
func (c Charset) Valid(text []byte) bool {
	if c == CP932 {
		_, bad := DecodeCP932(nil, text)
		return bad < 0
	}
	return utf8.Valid(text)
}

// trimBOM returns text without UTF-8's mark.
func trimBOM(text []byte) []byte { return bytes.TrimPrefix(text, []byte(BOM)) }
