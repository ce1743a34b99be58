package api

import (
	"encoding/json"
	"strings"
	"testing"
)

func scans(b []byte) bool {
	s := scanner{b: b}
	_, err := s.value(0)
	return err == nil && s.i == len(b)
}

func TestScannerIsAsStrictAsEncodingJSON(t *testing.T) {
	for _, text := range []string{
		`{}`, `[]`, `null`, ` true `, `false`, `0`, `-0.5e+10`, `"a\u00e9\n"`, `{"a":[1,{"b":null}]}`,
		``, ` `, `{`, `[1,]`, `{"a":1,}`, `{"a"}`, `{a:1}`, `01`, `1.`, `.5`, `-`, `1e`, `+1`, `"a`, `"\x"`, `"\u12g4"`,
		"\"\x01\"", `tru`, `nulll`, `[1 2]`, `{"a":1 "b":2}`, `[1]]`, `{"a":1}x`, "\ufeff{}", "\x00",
	} {
		if got, want := scans([]byte(text)), json.Valid([]byte(text)); got != want {
			t.Errorf("%q: scanner says %t, encoding/json says %t", text, got, want)
		}
	}
}

func TestScannerBoundsDepth(t *testing.T) {
	deep := strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000)
	if scans([]byte(deep)) {
		t.Error("a value nested 100,000 deep was taken")
	}
}

func FuzzScan(f *testing.F) {
	for _, s := range []string{samplePage, `{"a":[1,2,{"b":"\u0000"}]}`, `[1e5,-0.1,true,null]`, `"\"`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if strings.Count(string(b), "[")+strings.Count(string(b), "{") >= maxDepth {
			t.Skip()
		}
		if got, want := scans(b), json.Valid(b); got != want {
			t.Errorf("scanner says %t, encoding/json says %t: %q", got, want, b)
		}
	})
}
