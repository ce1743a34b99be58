package web

import (
	"strings"

	"github.com/dop251/goja"
)

// parseForm parses application/x-www-form-urlencoded (URL standard §5.1) into
// a flat array: name, value, name, value …
func (p *platform) parseForm(c goja.FunctionCall) goja.Value {
	var flat []any
	for pair := range strings.SplitSeq(c.Argument(0).String(), "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		flat = append(flat, formText(name), formText(value))
	}
	return p.js.NewArray(flat...)
}

func formText(s string) string {
	raw := []byte(strings.ReplaceAll(s, "+", " "))
	out := raw[:0]
	for i := 0; i < len(raw); i++ {
		if raw[i] == '%' && i+2 < len(raw) {
			if hi, lo := hexDigit(raw[i+1]), hexDigit(raw[i+2]); hi >= 0 && lo >= 0 {
				out = append(out, byte(hi<<4|lo))
				i += 2
				continue
			}
		}
		out = append(out, raw[i])
	}
	return lossyUTF8(out)
}

func hexDigit(c byte) int { return strings.IndexByte("0123456789abcdef", lower(c)) }

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// writeForm is the serializer of the same section over such an array.
func (p *platform) writeForm(c goja.FunctionCall) goja.Value {
	var b strings.Builder
	i := 0
	p.js.ForOf(c.Argument(0), func(v goja.Value) bool {
		switch {
		case i%2 == 1:
			b.WriteByte('=')
		case i > 0:
			b.WriteByte('&')
		}
		i++
		escapeForm(&b, v.String())
		return true
	})
	return p.js.ToValue(b.String())
}

func escapeForm(b *strings.Builder, s string) {
	const digits = "0123456789ABCDEF"
	for _, c := range []byte(s) {
		switch {
		case c == ' ':
			b.WriteByte('+')
		case 'a' <= lower(c) && lower(c) <= 'z', '0' <= c && c <= '9', strings.IndexByte("*-._", c) >= 0:
			b.WriteByte(c)
		default:
			b.Write([]byte{'%', digits[c>>4], digits[c&15]})
		}
	}
}
