package web

import (
	"bytes"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/dop251/goja"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// decoder makes a decoder for a label of the Encoding standard (§4.2). It
// returns the encoding's name and a function of the bytes and whether more
// will come, which returns the text, or null when fatal and the bytes are
// wrong. An unknown label gives null.
func (p *platform) decoder(c goja.FunctionCall) goja.Value {
	d, ok := newTextDecoder(c.Argument(0).String())
	if !ok {
		return goja.Null()
	}
	d.fatal, d.keepBOM = c.Argument(1).ToBoolean(), c.Argument(2).ToBoolean()
	return p.js.NewArray(d.name, func(c goja.FunctionCall) goja.Value {
		var in []byte
		if !goja.IsUndefined(c.Argument(0)) {
			in = p.mustBytes(c.Argument(0))
		}
		text, ok := d.decode(in, c.Argument(1).ToBoolean())
		if !ok {
			return goja.Null()
		}
		return p.js.ToValue(text)
	})
}

// textDecoder decodes a stream of bytes that may come in pieces.
type textDecoder struct {
	name           string
	fatal, keepBOM bool
	transform      transform.Transformer
	pending        []byte // the start of a character whose end is still to come
	begun          bool   // some text has come out since the last reset
}

func newTextDecoder(label string) (*textDecoder, bool) {
	enc, err := htmlindex.Get(strings.Trim(label, "\t\n\f\r "))
	if err != nil || strings.TrimSpace(label) != strings.Trim(label, "\t\n\f\r ") {
		return nil, false
	}
	name, err := htmlindex.Name(enc)
	if err != nil || name == "replacement" {
		return nil, false
	}
	d := &textDecoder{name: name, transform: enc.NewDecoder().Transformer}
	if name == "shift_jis" {
		d.transform = &gaiji{d.transform}
	}
	return d, true
}

// decode decodes the next piece; without more, the stream ends with it.
func (d *textDecoder) decode(in []byte, more bool) (string, bool) {
	if d.pending != nil {
		in = append(d.pending, in...)
		d.pending = nil
	}
	out, used := d.convert(in, !more)
	if more {
		d.pending = bytes.Clone(in[used:])
	}
	if d.fatal && d.wrong(in[:used], out) {
		d.reset()
		return "", false
	}
	text := d.trimBOM(out)
	if !more {
		d.reset()
	}
	return text, true
}

// convert transforms as much of in as it can. What the end of a stream leaves
// over, when in is all of it, is transformed too.
func (d *textDecoder) convert(in []byte, end bool) (out []byte, used int) {
	if d.name == "utf-8" && utf8.Valid(in) {
		return in, len(in)
	}
	buf := make([]byte, 3*len(in)+64)
	for {
		n, took, err := d.transform.Transform(buf, in[used:], end)
		out, used = append(out, buf[:n]...), used+took
		if !errors.Is(err, transform.ErrShortDst) {
			return out, used
		}
	}
}

// wrong reports whether decoding in to out met an error. No encoding but
// UTF-8, UTF-16 and gb18030 can say U+FFFD itself; to hold it against the last is the standard's
// one departure here.
func (d *textDecoder) wrong(in, out []byte) bool {
	switch d.name {
	case "utf-8":
		return !utf8.Valid(in)
	case "utf-16le", "utf-16be":
		return bytes.Count(out, []byte("\ufffd")) > replacements(in, d.name == "utf-16be")
	}
	return bytes.Contains(out, []byte("\ufffd"))
}

// replacements counts the code units of UTF-16 that are U+FFFD themselves.
func replacements(in []byte, bigEndian bool) (n int) {
	low, high := 0, 1
	if bigEndian {
		low, high = 1, 0
	}
	for i := 0; i+1 < len(in); i += 2 {
		if in[i+high] == 0xff && in[i+low] == 0xfd {
			n++
		}
	}
	return n
}

// trimBOM takes the byte order mark off the start of a stream in an encoding that has one.
func (d *textDecoder) trimBOM(out []byte) string {
	first := !d.begun && len(out) > 0
	d.begun = d.begun || first
	if first && !d.keepBOM && strings.HasPrefix(d.name, "utf-") {
		out = bytes.TrimPrefix(out, []byte("\ufeff"))
	}
	return string(out)
}

func (d *textDecoder) reset() {
	d.transform.Reset()
	d.pending, d.begun = nil, false
}

// lossyUTF8 decodes UTF-8 with U+FFFD for what is none, as the standard counts them.
func lossyUTF8(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	out, _ := unicode.UTF8.NewDecoder().Bytes(b) // never fails: it replaces
	return string(out)
}
