package charset

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"dandori/runtime/call"
	"dandori/runtime/say"
)

// evidence is how much text from the first character beyond ASCII on decides.
const evidence = 64 << 10

// Detect reads from r as far as it must to tell the encoding, and returns it
// with the length of the mark to skip: a BOM is UTF-8; else the text from its
// first character beyond ASCII on is UTF-8 if it can be, else cp932 if it can
// be; text that is ASCII only is UTF-8. name is what errors call the text.
func Detect(name say.Text, r io.Reader) (c Charset, skip int, err error) {
	buf := make([]byte, evidence)
	first := true
	for {
		n, err := io.ReadFull(r, buf)
		end := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !end {
			return "", 0, err
		}
		head := buf[:n]
		if first && bytes.HasPrefix(head, []byte(BOM)) {
			return UTF8, len(BOM), nil
		}
		if first && (bytes.HasPrefix(head, []byte{0xff, 0xfe}) || bytes.HasPrefix(head, []byte{0xfe, 0xff})) {
			return "", 0, call.New(call.PlainError, "%s is UTF-16 text, as Excel's \"Unicode text\" is", name).
				WithHint("save it again as \"CSV UTF-8\"")
		}
		if first {
			if err := binary(name, head); err != nil {
				return "", 0, err
			}
		}
		first = false
		if at := beyondASCII(head); at >= 0 {
			return decide(name, r, append([]byte(nil), head[at:]...))
		}
		if end {
			return UTF8, 0, nil
		}
	}
}

// binary is the error for a workbook that is called a text, as a file that was
// renamed to .csv is.
func binary(name say.Text, head []byte) error {
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return call.New(call.PlainError, "%s is an Excel workbook, not text", name).
			WithHint("read it with excel.read, under a name that ends in .xlsx; or open it in Excel and save it as \"CSV UTF-8\"")
	case bytes.HasPrefix(head, []byte{0xd0, 0xcf, 0x11, 0xe0}):
		return call.New(call.PlainError, "%s is an old Excel workbook (.xls) or one with a password, not text", name).
			WithHint("open it in Excel and save it as \"CSV UTF-8\" or as an Excel workbook (.xlsx) without a password")
	}
	return nil
}

func beyondASCII(b []byte) int {
	for i, c := range b {
		if c >= utf8.RuneSelf {
			return i
		}
	}
	return -1
}

// decide judges the text from its first character beyond ASCII on.
func decide(name say.Text, r io.Reader, text []byte) (Charset, int, error) {
	more := make([]byte, evidence-len(text))
	n, err := io.ReadFull(r, more)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return "", 0, err
	}
	text = append(text, more[:n]...)
	cut := err == nil // the text may go on in the middle of a character
	if len(more) == 0 {
		cut = true
	}
	for _, c := range []Charset{UTF8, CP932} {
		if c.Valid(text) || cut && c.validButEnd(text) {
			return c, 0, nil
		}
	}
	return "", 0, call.New(call.PlainError, "%s is neither UTF-8 nor cp932 text", name).
		WithHint("save it again as \"CSV UTF-8\", or name its encoding: { encoding: \"cp932\" }")
}

// validButEnd is Valid for text that may end in the middle of a character.
func (c Charset) validButEnd(text []byte) bool {
	longest := utf8.UTFMax
	if c == CP932 {
		longest = 2
	}
	for n := 1; n < longest && n < len(text); n++ {
		if c.Valid(text[:len(text)-n]) {
			return true
		}
	}
	return false
}

// Decode returns text as UTF-8 without a mark. c is its encoding, "" to detect
// it. name is what errors call the text.
func Decode(name say.Text, text []byte, c Charset) ([]byte, error) {
	if c == "" {
		var err error
		if c, _, err = Detect(name, bytes.NewReader(text)); err != nil {
			return nil, err
		}
	}
	if c == UTF8 {
		if !utf8.Valid(text) {
			return nil, NotText(name, 0, c)
		}
		return trimBOM(text), nil
	}
	out, bad := DecodeCP932(make([]byte, 0, len(text)*3/2), text)
	if bad >= 0 {
		return nil, NotText(name, 1+bytes.Count(text[:bad], []byte("\n")), c)
	}
	return out, nil
}

// Encode returns text, which is UTF-8, in the encoding c.
func Encode(name say.Text, text []byte, c Charset) ([]byte, error) {
	if c != CP932 {
		return text, nil
	}
	out, bad := EncodeCP932(make([]byte, 0, len(text)), text)
	if bad >= 0 {
		r, _ := utf8.DecodeRune(text[bad:])
		return nil, Lacks(say.T("%s, line %d", name, 1+bytes.Count(text[:bad], []byte("\n"))), r)
	}
	return out, nil
}

// NotText is the error for bytes that are not of the encoding; line is 0 when it is not known.
func NotText(name say.Text, line int, c Charset) *call.Error {
	if line > 0 {
		name = say.T("%s, line %d", name, line)
	}
	return call.New(call.PlainError, "%s: this is not %s text", name, string(c)).
		WithHint("name the file's encoding ({ encoding: \"utf8\" } or { encoding: \"cp932\" }), or save it again as \"CSV UTF-8\"")
}

// Lacks is the error for a character that cp932 does not have.
func Lacks(where say.Text, r rune) *call.Error {
	e := call.New(call.PlainError, "%s: cp932 has no character %q (U+%04X)", where, string(r), r)
	if same, ok := Lookalike(r); ok {
		return e.WithHint("write %q (U+%04X) instead, which looks the same, or use { encoding: \"utf8\" }", string(same), same)
	}
	return e.WithHint("use another character, or { encoding: \"utf8\" }; for Excel add { bom: true }")
}
