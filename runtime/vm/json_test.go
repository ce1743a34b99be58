package vm

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/dop251/goja"
)

// beyond are integers that our JSON makes strings of.
var beyond = regexp.MustCompile(`\d{16}`)

func FuzzJSON(f *testing.F) {
	for _, s := range []string{
		`{"a":[1,-0,1.5e3,"\u4f0a\ud83d\ude00\ud800\n"],"__proto__":null,"1":true,"a":2}`, "\ufeff[]", `[`, `"\x"`, `01`, `-`, `1.`, `1e`, `{"a" 1}`, `[1,]`,
		`"` + "\x01" + `"`, strings.Repeat("[", 600), `{"\u0061":1}`, "\xff", `"` + "\xff" + `"`, `9007199254740993`, `[{"a":1},2,"x",null]`,
	} {
		f.Add([]byte(s))
	}
	r := New(Config{Host: liveHost{}})
	parse, _ := goja.AssertFunction(r.js.Get("JSON").ToObject(r.js).Get("parse"))
	f.Fuzz(func(t *testing.T, body []byte) {
		v, err := r.JSON(body)
		text := strings.TrimPrefix(string(body), "\xef\xbb\xbf")
		if valid := json.Valid([]byte(text)); (err == nil) != valid && strings.Count(text, "[")+strings.Count(text, "{") <= maxNesting {
			t.Fatalf("%q: %v, but valid is %v", body, err, valid)
		}
		if err != nil || beyond.MatchString(text) {
			return
		}
		want, err := parse(goja.Undefined(), r.js.ToValue(text))
		if err != nil && strings.Contains(err.Error(), "cannot unmarshal number") {
			return // the engine's own JSON.parse refuses 1e700, where others say Infinity
		}
		if err != nil {
			t.Fatalf("%q: JSON.parse says %v", text, err)
		}
		got, err1 := r.ToJSON(v)
		wanted, err2 := r.ToJSON(want)
		if err1 != nil || err2 != nil || string(got) != string(wanted) {
			t.Fatalf("%q: got %s (%v), want %s (%v)", text, got, err1, wanted, err2)
		}
		if page, err := scanPage(body); err == nil {
			page.attach(r)
			items := make([]any, len(page.items))
			for i := range items {
				items[i] = page.value(i)
			}
			if got, err := r.ToJSON(r.js.NewArray(items...)); err != nil || string(got) != string(wanted) {
				t.Fatalf("%q: as a page %s (%v), want %s", text, got, err, wanted)
			}
		}
	})
}

func TestIntegersBeyondJavaScript(t *testing.T) {
	r := New(Config{Host: liveHost{}})
	for in, want := range map[string]string{
		`9007199254740991`: `9007199254740991`, `9007199254740992`: `"9007199254740992"`, `-9007199254740993`: `"-9007199254740993"`,
		`123456789012345678901234567890`: `"123456789012345678901234567890"`, `1e30`: `1e+30`, `0.1`: `0.1`, ` 7 `: `7`,
	} {
		v, err := r.JSON([]byte(in))
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := r.ToJSON(v); string(got) != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
}
