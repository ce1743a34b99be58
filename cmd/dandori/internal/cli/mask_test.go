package cli

import (
	"encoding/json"
	"strings"
	"testing"

	"dandori/runtime/compile"
	"dandori/runtime/queue"
	"dandori/runtime/say"
)

func testMask() *mask {
	return newMask(&compile.Program{Code: []byte("const mail = x.name; // Tel")}, queue.Run{Spec: queue.Spec{Uses: []string{"sansan"}}})
}

func TestMaskKeepsTheFormAlone(t *testing.T) {
	m := testMask()
	for _, c := range []struct{ in, own, vendors string }{
		{`"山田太郎"`, `"<text 4>"`, `"<text 4>"`},
		{`""`, `""`, `""`},
		{`"taro@example.com"`, `"<mail 16>"`, `"<mail 16>"`},
		{`"090-1234-5678"`, `"<digits 13>"`, `"<digits 13>"`},
		{`"2026-04-01"`, `"<date>"`, `"<date>"`},
		{`"2026/04/01 10:00:00"`, `"<time>"`, `"<time>"`},
		{`"https://example.com/yamada"`, `"<address 26>"`, `"<address 26>"`},
		{`-12.50`, `99.99`, `99.99`},
		{`0`, `0`, `0`},
		{`[true,null,1,"a","b"]`, `[true,null,9,"<and 2 more>"]`, `[true,null,9,"<and 2 more>"]`},
		{`{"mail":"x","Yamada":1,"山田":2}`, `{"<text 2> #2":9,"<text 6> #0":9,"mail":"<text 1>"}`, `{"<text 2> #2":9,"Yamada":9,"mail":"<text 1>"}`},
		{`not JSON`, `"<8 bytes>"`, `"<8 bytes>"`},
	} {
		if got := plain(t, m.json([]byte(c.in), m.own)); got != c.own {
			t.Errorf("of a script: %s: %s, want %s", c.in, got, c.own)
		}
		if got := plain(t, m.json([]byte(c.in), m.field)); got != c.vendors {
			t.Errorf("of a vendor: %s: %s, want %s", c.in, got, c.vendors)
		}
	}
}

func TestMaskOfNamesAndSentences(t *testing.T) {
	m := testMask()
	for got, want := range map[string]string{
		m.target("sansan"):                                    "sansan",
		m.target("out/山田.csv"):                                "<path .csv>",
		m.label("INVALID_VALUE"):                              "INVALID_VALUE",
		m.label("member_code"):                                "member_code",
		m.label("Yamada"):                                     "<text 6>",
		m.path("/v1.2/members/A1"):                            "/v1.2/members/*",
		m.path("/x/v2.3/bizCards?name=Yamada&%E5%B1%B1"):      "/x/v2.3/bizCards?name=*&*=*",
		m.path("/yamada"):                                     "/*",
		m.sentence(say.T("there is no state %q", "Yamada")):   "there is no state %q",
		m.sentence(say.Raw("no such person: Yamada")):         "<text 22>",
		m.message(say.T("there is no state %q", "Yamada").Ja): "there is no state %q",
		m.message("山田さんの件"):                                   "<text 6>",
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// Whatever a body holds, no text of it is left.
func FuzzMask(f *testing.F) {
	f.Add(`{"a":["canary",{"canary":"canary@example.com"}],"b":"2026-04-01"}`)
	f.Add(`[[[]]]`)
	f.Add(`"\ud800"`)
	f.Fuzz(func(t *testing.T, text string) {
		m := testMask()
		var v any
		if json.Unmarshal([]byte(text), &v) != nil {
			return
		}
		masked := plain(t, m.json([]byte(text), m.own))
		for _, s := range valuesOf(v) {
			if len(s) > 12 && strings.Contains(masked, s) {
				t.Errorf("%q is left in %s", s, masked)
			}
		}
	})
}

// valuesOf are all strings and keys of v.
func valuesOf(v any) (out []string) {
	switch v := v.(type) {
	case string:
		out = append(out, v)
	case []any:
		for _, one := range v {
			out = append(out, valuesOf(one)...)
		}
	case map[string]any:
		for key, one := range v {
			out = append(append(out, key), valuesOf(one)...)
		}
	}
	return out
}

func plain(t *testing.T, v any) string {
	t.Helper()
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(b.String())
}
