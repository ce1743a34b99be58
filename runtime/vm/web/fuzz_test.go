package web

import (
	"bytes"
	"testing"

	"golang.org/x/text/encoding/japanese"

	"github.com/dop251/goja"
)

// FuzzURL parses and changes URLs: nothing panics, and what a URL shows is a URL that shows the same.
func FuzzURL(f *testing.F) {
	for _, s := range []string{"https://例え.jp:8080/a/../b?q#h", "http://0x7f.1/", "http://[::1%zz]/", "file:///C|/", "blob:https://a/b", "mailto:a@b", "a:/..//%2e/", "\x00http:\\\\a"} {
		f.Add(s, "https://base/x?y", "host", "a:1")
	}
	for _, part := range []string{"protocol", "username", "password", "hostname", "port", "pathname", "search", "hash"} {
		f.Add("ws://u@h/p?q#f", "", part, "/?#:@[\x00é")
	}
	js := newVM(f)
	check, _ := goja.AssertFunction(must(js.RunString(`(text, base, part, value) => {
		const u = URL.parse(text, base) ?? URL.parse(text);
		if (u === null) return;
		if (part in u && part !== "searchParams") { try { u[part] = value; } catch (e) { if (!(e instanceof TypeError)) throw e; } }
		u.searchParams.append(value, text);
		const again = new URL(u.href);
		if (again.href !== u.href && !/^[^:]*:[^/]/.test(u.href)) throw new Error(u.href + " became " + again.href);
	}`)))
	f.Fuzz(func(t *testing.T, text, base, part, value string) {
		if _, err := check(goja.Undefined(), js.ToValue(text), js.ToValue(base), js.ToValue(part), js.ToValue(value)); err != nil {
			t.Error(err)
		}
	})
}

// FuzzForm reads any query: what is written of it reads the same.
func FuzzForm(f *testing.F) {
	f.Add("a=1&b=%E3%81&c=+&&=&%zz")
	js := newVM(f)
	check, _ := goja.AssertFunction(must(js.RunString(`(query) => {
		const once = new URLSearchParams(query), twice = new URLSearchParams("?" + once);
		if (JSON.stringify([...once]) !== JSON.stringify([...twice])) throw new Error(query + " became " + once);
	}`)))
	f.Fuzz(func(t *testing.T, query string) {
		if _, err := check(goja.Undefined(), js.ToValue(query)); err != nil {
			t.Error(err)
		}
	})
}

// FuzzTextDecoder decodes any bytes whole and in two pieces: nothing panics, both give the same.
func FuzzTextDecoder(f *testing.F) {
	for _, label := range []string{"utf-8", "shift_jis", "euc-jp", "iso-2022-jp", "utf-16le", "utf-16be", "gb18030", "big5", "euc-kr", "windows-1252", "x-user-defined"} {
		f.Add(label, []byte("\xef\xbb\xbf\x88\xc9\xf0\x40\xf0\x9f\x98\x80\x1b$B$\"\x1b(B\x3d\xd8\x00\xde"), 3, false)
	}
	f.Fuzz(func(t *testing.T, label string, in []byte, cut int, fatal bool) {
		whole, ok := newTextDecoder(label)
		if !ok {
			return
		}
		whole.fatal = fatal
		want, wantOK := whole.decode(bytes.Clone(in), false)
		parts, _ := newTextDecoder(label)
		parts.fatal = fatal
		cut = min(max(cut, 0), len(in))
		head, ok := parts.decode(bytes.Clone(in[:cut]), true)
		if !ok {
			if wantOK {
				t.Fatalf("%s: the head of %x fails, the whole does not", label, in)
			}
			return
		}
		tail, ok := parts.decode(bytes.Clone(in[cut:]), false)
		if ok != wantOK || ok && head+tail != want {
			t.Fatalf("%s: %x cut at %d: %q + %q, %v; whole %q, %v", label, in, cut, head, tail, ok, want, wantOK)
		}
	})
}

// TestGaijiChangesNothingElse decodes every pair of bytes that is no gaiji with and without them.
func TestGaijiChangesNothingElse(t *testing.T) {
	for lead := range 256 {
		for trail := range 256 {
			pair := []byte{byte(lead), byte(trail), ' '}
			want, _ := japanese.ShiftJIS.NewDecoder().Bytes(pair)
			d, _ := newTextDecoder("shift_jis")
			got, _ := d.decode(pair, false)
			_, isGaiji := privateUse(pair)
			if !isGaiji && got != string(want) {
				t.Fatalf("%x: got %q, want %q", pair, got, want)
			}
			if isGaiji && (got < "\ue000" || got > "\ue757 ") {
				t.Fatalf("%x: got %q", pair, got)
			}
		}
	}
}
