package charset

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"dandori/runtime/say"
)

// The hash for reading is that of Python 3's cp932 codec over every two-byte
// code; the hash for writing that of glibc's iconv (CP932), over every character
// that it gives a code of its own. Both are made from Microsoft's CP932.TXT.
func TestTableIsMicrosofts(t *testing.T) {
	sum, n := sha256.New(), 0
	for code := 0x8140; code <= 0xfcfc; code++ {
		out, bad := DecodeCP932(nil, []byte{byte(code >> 8), byte(code)})
		if r, size := utf8.DecodeRune(out); bad < 0 && size == len(out) && isLead(byte(code>>8)) {
			fmt.Fprintf(sum, "%04X %04X\n", code, r)
			n++
		}
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != "b9c1091f5925d61391623f8a77e4c66c3f7c98375f9439700c5a8119686976cf" || n != 9604 {
		t.Errorf("reading: %d codes with hash %s", n, got)
	}
	sum, n = sha256.New(), 0
	for r := rune(0x80); r < 0x10000; r++ {
		if out, bad := EncodeCP932(nil, []byte(string(r))); bad < 0 && r != utf8.RuneError && utf8.ValidRune(r) {
			fmt.Fprintf(sum, "%04X %X\n", r, out)
			n++
		}
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != "9bcf239f750857e2e76a62ee0a8c742ae94a41c817b24e5147c4dc31c68f27f0" || n != 9269 {
		t.Errorf("writing: %d characters with hash %s", n, got)
	}
}

func TestOfficeCharacters(t *testing.T) {
	for text, want := range map[string]string{
		"①": "8740", "㈱": "878A", "髙": "FBFC", "﨑": "FAB1", "～": "8160", "－": "817C", "∥": "8161",
		"￠": "8191", "￡": "8192", "￢": "81CA", "∵": "81E6", "≒": "81E0", "Ⅰ": "8754", "ⅰ": "FA40",
		"ｱ": "B1", "\\": "5C", "~": "7E", "ソ": "835C", "\ue000": "F040", "彅": "FA67",
	} {
		out, bad := EncodeCP932(nil, []byte(text))
		if got := fmt.Sprintf("%X", out); bad >= 0 || got != want {
			t.Errorf("%s is written %s, want %s", text, got, want)
		}
		back, bad := DecodeCP932(nil, out)
		if bad >= 0 || string(back) != text {
			t.Errorf("%s comes back as %s", text, back)
		}
	}
}

func TestWhatCP932Lacks(t *testing.T) {
	for _, text := range []string{"〜", "−", "¥", "—", "😀", "é", "한", "\xff"} {
		if _, bad := EncodeCP932(nil, []byte("ア"+text)); bad != 3 {
			t.Errorf("%q: bad is %d, want 3", text, bad)
		}
	}
	for _, r := range "〜−‖—¢£¬¥–•\u00a0" {
		same, ok := Lookalike(r)
		if _, bad := EncodeCP932(nil, []byte(string(same))); !ok || bad >= 0 {
			t.Errorf("%q: the hint says %q, which cp932 lacks too", r, same)
		}
	}
	_, err := Encode(say.Raw("a.csv"), []byte("a\n〜"), CP932)
	if err == nil || !strings.Contains(err.Error(), `a.csv, line 2: cp932 has no character "〜" (U+301C)`) {
		t.Errorf("the error says %v", err)
	}
}

func cp932(text string) []byte {
	out, bad := EncodeCP932(nil, []byte(text))
	if bad >= 0 {
		panic(text)
	}
	return out
}

func TestDetect(t *testing.T) {
	long := strings.Repeat("a", evidence-1)
	for name, test := range map[string]struct {
		text []byte
		want Charset
		skip int
	}{
		"nothing":               {nil, UTF8, 0},
		"ASCII":                 {[]byte("a,b"), UTF8, 0},
		"BOM":                   {[]byte(BOM + "a"), UTF8, 3},
		"UTF-8":                 {[]byte("氏名,部署"), UTF8, 0},
		"cp932":                 {cp932("氏名,部署"), CP932, 0},
		"half-width katakana":   {cp932("ｱｲｳ"), CP932, 0},
		"after much ASCII":      {cp932(long + long + "髙橋"), CP932, 0},
		"UTF-8 after much":      {[]byte(long + long + "髙橋"), UTF8, 0},
		"cut in a character":    {[]byte(strings.Repeat("あ", evidence)), UTF8, 0},
		"cut in a cp932 one":    {cp932("aア" + strings.Repeat("亜", evidence)), CP932, 0},
		"one byte before block": {cp932(long + strings.Repeat("亜", evidence)), CP932, 0},
		"one UTF-8 byte before": {[]byte(long + strings.Repeat("亜", evidence)), UTF8, 0},
	} {
		got, skip, err := Detect(say.Raw("x"), iotest.OneByteReader(bytes.NewReader(test.text)))
		if err != nil || got != test.want || skip != test.skip {
			t.Errorf("%s: got %v, %v, %v", name, got, skip, err)
		}
	}
	for name, text := range map[string]string{"Latin-1": "caf\xe9\n", "UTF-16": "\xff\xfea\x00", "UTF-16BE": "\xfe\xff\x00a", "bytes": "\x80\xff\x80"} {
		if got, _, err := Detect(say.Raw("x"), strings.NewReader(text)); err == nil {
			t.Errorf("%s: taken for %s", name, got)
		}
	}
	for text, want := range map[string]string{"PK\x03\x04\x14": "an Excel workbook, not text", "\xd0\xcf\x11\xe0\xa1": "an old Excel workbook (.xls)"} {
		if _, _, err := Detect(say.Raw("x"), strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, _, err := Detect(say.Raw("x"), iotest.ErrReader(bytes.ErrTooLarge)); err == nil {
		t.Error("a failed read was no error")
	}
}

func TestDecode(t *testing.T) {
	for _, test := range []struct {
		text []byte
		c    Charset
		want string
	}{
		{[]byte(BOM + "髙"), "", "髙"}, {[]byte(BOM + "髙"), UTF8, "髙"}, {cp932("髙"), "", "髙"}, {cp932("髙"), CP932, "髙"},
	} {
		if got, err := Decode(say.Raw("x"), test.text, test.c); err != nil || string(got) != test.want {
			t.Errorf("Decode(%q, %q) = %q, %v", test.text, test.c, got, err)
		}
	}
	if _, err := Decode(say.Raw("x"), []byte("a\nb\n\x80"), CP932); err == nil || !strings.Contains(err.Error(), "line 3") {
		t.Errorf("bytes that are no cp932: %v", err)
	}
	if _, err := Decode(say.Raw("x"), cp932("髙"), UTF8); err == nil {
		t.Error("cp932 was taken for UTF-8")
	}
}

// FuzzCP932: what can be read is written back as text that reads the same, and
// what can be written is read back as it was.
func FuzzCP932(f *testing.F) {
	for _, s := range []string{"a", "\x87\x40", "\xfb\xfc", "\xb1", "\xf0\x40", "\x81", "髙﨑①", "〜"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if text, bad := DecodeCP932(nil, b); bad < 0 {
			again, bad := EncodeCP932(nil, text)
			if back, bad2 := DecodeCP932(nil, again); bad >= 0 || bad2 >= 0 || !bytes.Equal(back, text) {
				t.Errorf("%q reads as %q, which is written %q", b, text, again)
			}
		}
		if code, bad := EncodeCP932(nil, b); bad < 0 {
			if back, bad := DecodeCP932(nil, code); bad >= 0 || !bytes.Equal(back, b) {
				t.Errorf("%q is written %q and read back as %q", b, code, back)
			}
		}
		Detect(say.Raw("x"), bytes.NewReader(b))
	})
}
