package vm

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"dandori/runtime/call"

	"github.com/dop251/goja"
)

// maxSafe is the largest integer that a JavaScript number holds exactly.
const maxSafe = 1<<53 - 1

// JSON makes a value of JSON text as JSON.parse would, but that integers beyond
// 2^53 become strings: ids must not lose their last digit. The order of keys is kept.
func (r *Runtime) JSON(body []byte) (goja.Value, error) {
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	s := scanner{b: body}
	if _, _, err := s.value(0); err != nil {
		return nil, call.New(call.ConnectionError, "the answer is not JSON: %v", err).Because(err)
	}
	if s.space(); s.i != len(body) {
		return nil, call.New(call.ConnectionError, "the answer is not JSON: %v", s.fail())
	}
	return r.decode(body), nil
}

// decode makes a value of raw, which the scanner has found to be one JSON value.
func (r *Runtime) decode(raw []byte) goja.Value {
	raw = bytes.TrimLeft(raw, " \n\r\t")
	switch raw[0] {
	case '"':
		end := bytes.LastIndexByte(raw, '"')
		return r.decodeString(raw[1:end])
	case '{':
		return r.decodeObject(raw)
	case '[':
		return r.decodeArray(raw)
	case 't':
		return r.js.ToValue(true)
	case 'f':
		return r.js.ToValue(false)
	case 'n':
		return goja.Null()
	default:
		return r.decodeNumber(raw)
	}
}

func (r *Runtime) decodeNumber(raw []byte) goja.Value {
	text := strings.TrimRight(string(raw), " \n\r\t")
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		if (n == 0 && text[0] == '-') || n > maxSafe || n < -maxSafe {
			if n == 0 {
				return r.js.ToValue(negativeZero())
			}
			return r.js.ToValue(text)
		}
		return r.js.ToValue(n)
	}
	if !strings.ContainsAny(text, ".eE") {
		return r.js.ToValue(text) // beyond 64 bits
	}
	f, _ := strconv.ParseFloat(text, 64) // out of range gives an infinity, as JSON.parse does
	return r.js.ToValue(f)
}

func negativeZero() float64 {
	zero := 0.0
	return -zero
}

// decodeString makes a string of the inside of a JSON string.
func (r *Runtime) decodeString(in []byte) goja.Value {
	if bytes.IndexByte(in, '\\') < 0 {
		return r.js.ToValue(string(in))
	}
	return goja.StringFromUTF16(unescape16(in))
}

// unescape16 undoes JSON's escapes. The result is UTF-16, for JSON can hold
// half a surrogate pair, which Go's strings cannot.
func unescape16(in []byte) []uint16 {
	out := make([]uint16, 0, len(in))
	for i := 0; i < len(in); {
		if in[i] != '\\' {
			c, n := utf8.DecodeRune(in[i:])
			out = utf16.AppendRune(out, c)
			i += n
			continue
		}
		if in[i+1] == 'u' && i+6 <= len(in) {
			n, _ := strconv.ParseUint(string(in[i+2:i+6]), 16, 16)
			out = append(out, uint16(n))
			i += 6
			continue
		}
		out = append(out, unescapeByte(in[i+1]))
		i += 2
	}
	return out
}

func unescapeByte(c byte) uint16 {
	switch c {
	case 'n':
		return '\n'
	case 't':
		return '\t'
	case 'r':
		return '\r'
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	}
	return uint16(c) // " \ /
}

func (r *Runtime) decodeObject(raw []byte) goja.Value {
	o := r.js.NewObject()
	s := scanner{b: raw}
	_ = s.object(0, func(f field) { r.put(o, keyText(raw[f.key0:f.key1]), r.decode(raw[f.val0:f.val1])) })
	return o
}

// put defines a field as JSON.parse does: also "__proto__" is a field like others.
func (r *Runtime) put(o *goja.Object, key string, v goja.Value) {
	if key == "__proto__" {
		_ = o.DefineDataProperty(key, v, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_TRUE)
		return
	}
	_ = o.Set(key, v)
}

// keyText is the text of a key's inside. Keys with half a surrogate pair are beyond what vendors send.
func keyText(in []byte) string {
	if bytes.IndexByte(in, '\\') < 0 {
		return string(in)
	}
	return string(utf16.Decode(unescape16(in)))
}

func (r *Runtime) decodeArray(raw []byte) goja.Value {
	var items []any
	s := scanner{b: raw}
	_ = s.array(0, func() error {
		v0, v1, err := s.value(0)
		if err == nil {
			items = append(items, r.decode(raw[v0:v1]))
		}
		return err
	})
	return r.js.NewArray(items...)
}
