package pattern

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"dandori/runtime/say"
)

func translate(source, flags string) (string, error) {
	return Translate(utf16.Encode([]rune(source)), flags)
}

func TestTranslate(t *testing.T) {
	tests := []struct{ source, flags, want string }{
		{`a|b`, "u", `a|b`},
		{``, "u", ``},
		{`あ+?`, "u", `\u{3042}+?`},
		{`\p{ASCII}`, "u", `[\u{0}-\u{7f}]`},
		{`[^\P{ASCII}x-z]`, "u", `[\u{0}-w\u{7b}-\u{7f}]`},
		{`\p{scx=Hira}{2,}`, "u", ""},
		{`[]`, "u", `[^\u{0}-\u{10ffff}]`},
		{`[^]`, "u", `[\u{0}-\u{10ffff}]`},
		{`.`, "su", `[\u{0}-\u{10ffff}]`},
		{`.`, "u", `[^\u{a}\u{d}\u{2028}-\u{2029}]`},
		{`k`, "iu", `[Kk\u{212a}]`},
		{`^$`, "u", `^$`},
		{`^`, "mu", lineStart},
		{`(?-m:^)`, "mu", `(?:` + textStart + `)`},
		{`(?i:k)k`, "u", `(?:[Kk\u{212a}])k`},
		{`(?<年>\d)\k<年>\1`, "u", `(?<年>[0-9])(?:\k<年>)(?:\1)`},
		{`(?<\u5e74>)`, "u", `(?<年>)`},
		{`\ud83d\ude00[\ud83d\ude00]\ud83d`, "u", `\u{1f600}[\u{1f600}]\u{d83d}`},
		{`a{1}b{2,}c{3,3}d{99999999999}?`, "u", `a{1}b{2,}c{3}d{1073741824}?`},
		{`[\q{abc|d||ef}--\q{ef}]`, "v", `(?:abc|[d]|)`},
		{`[[a-z]&&[aeiou]]`, "v", `[aeiou]`},
		{`[[a-z]--[b-y]]`, "v", `[az]`},
		{`[\w--\d--_]`, "v", `[A-Za-z]`},
		{`[^A]`, "iv", ``},
		{`\P{Lu}`, "v", ``},
	}
	for _, tt := range tests {
		got, err := translate(tt.source, tt.flags)
		if err != nil {
			t.Errorf("/%s/%s: %v", tt.source, tt.flags, err)
		}
		if want := "(?:" + tt.want + ")(?=)"; got != want && tt.want != "" {
			t.Errorf("/%s/%s: got %s, want %s", tt.source, tt.flags, got, tt.want)
		}
	}
}

func TestSyntaxErrors(t *testing.T) {
	tests := []struct{ source, flags, want string }{
		{`\p{Nope}`, "u", `there is no Unicode property "Nope"`},
		{`[\p{Script=hiragana}]`, "u", `there is no Unicode property "Script=hiragana"`},
		{`\p{Hiragana}`, "u", `there is no`},
		{`\p{ascii}`, "u", `there is no`},
		{`\p{Other_Math}`, "u", `there is no`},
		{`\p{gc=ASCII}`, "u", `there is no`},
		{`\p{Changes_When_Lowercased}`, "u", `engine does not have the Unicode property`},
		{`\p{RGI_Emoji}`, "v", `engine does not have`},
		{`\pL`, "u", `lacks its {…}`},
		{`\p{L`, "u", `lacks its {…}`},
		{`a{,2}`, "u", `a quantifier is incomplete`},
		{`a{2,1}`, "u", `out of order`},
		{`a**`, "u", `nothing to repeat`},
		{`^*`, "u", `nothing to repeat`},
		{`(?=a)*`, "u", `nothing to repeat`},
		{`\b+`, "u", `nothing to repeat`},
		{`{`, "u", `nothing to repeat`},
		{`]`, "u", `stands alone`},
		{`}`, "u", `stands alone`},
		{`(`, "u", `not closed`},
		{`)`, "u", `closes no group`},
		{`[a`, "u", `class is not closed`},
		{`\`, "u", `backslash stands at the end`},
		{`\-`, "u", `"\-" is no escape`},
		{`\_`, "u", `no escape`},
		{`\あ`, "u", `"\あ" is no escape`},
		{`\c1`, "u", `"\c" is no escape`},
		{`\c`, "u", `"\c" is no escape`},
		{`\k`, "u", `"\k" is no escape`},
		{`\01`, "u", `octal`},
		{`\x1`, "u", `hexadecimal`},
		{`\u12`, "u", `hexadecimal`},
		{`\u{}`, "u", `no code point`},
		{`\u{110000}`, "u", `no code point`},
		{`\u{41`, "u", `no code point`},
		{`\1`, "u", `there is no group 1`},
		{`(a)\99999999999999999999`, "u", `there is no group`},
		{`\k<b>(?<a>)`, "u", `no group with the name "b"`},
		{`(?<a>)(?<a>)`, "u", `two groups`},
		{`(?<1>)`, "u", `identifier`},
		{`(?<>)`, "u", `identifier`},
		{`(?<a`, "u", `identifier`},
		{`(?a)`, "u", `no kind of group`},
		{`(?-:a)`, "u", `no kind of group`},
		{`(?i-i:a)`, "u", `no kind of group`},
		{`(?-i:a)`, "iu", `cannot switch the flag i off`},
		{`(a)(?i:\1)`, "u", `cannot switch the flag i on`},
		{`[b-a]`, "u", `out of order`},
		{`[\d-z]`, "u", `from one character`},
		{`[a-\p{L}]`, "u", `from one character`},
		{`[a&&b--c]`, "v", `mixes operations`},
		{`[a&&&b]`, "v", `mixes operations`},
		{`[a--b-c]`, "v", `mixes operations`},
		{`[ab--c]`, "v", `needs a backslash`},
		{`[(]`, "v", `needs a backslash`},
		{`[a!!]`, "v", `needs a backslash`},
		{`[\q{a]`, "v", `\q{…}`},
		{`[^\q{ab}]`, "v", `negated class`},
		{strings.Repeat("(", 600), "u", `nested too deeply`},
		{strings.Repeat("[", 600), "v", `nested too deeply`},
		{`a`, "uv", `exclude each other`},
		{`a`, "du", `flag d`},
		{`a`, "uu", `flags are wrong`},
		{`a`, "ux", `flags are wrong`},
	}
	for _, tt := range tests {
		_, err := translate(tt.source, tt.flags)
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(e.Cause.En, tt.want) {
			t.Errorf("/%s/%s: got %v, want %s", tt.source, tt.flags, err, tt.want)
			continue
		}
		if e.SayIn(say.Japanese) == e.Error() {
			t.Errorf("no Japanese for %q", e.Cause.En)
		}
	}
}

func TestTablesAreWhole(t *testing.T) {
	eachRow(extensions, func(g span, names []string) {
		if g.lo < 0x80 || g.hi < g.lo {
			t.Errorf("the span %v", g)
		}
		for _, name := range names {
			if s, ok := script(name); !ok || len(s) == 0 {
				t.Errorf("no script %q", name)
			}
		}
	})
	for line := range strings.Lines(emojis) {
		name, _, _ := strings.Cut(line, " ")
		if s, ok := emoji(name); !ok || len(s) == 0 {
			t.Errorf("the property %q is %v", name, s)
		}
	}
}

// FuzzTranslate rewrites any text: it comes out as an error, or as a pattern
// that is right by the same rules.
func FuzzTranslate(f *testing.F) {
	for _, seed := range []string{`(?<a>\p{L}+)[^\w-]\k<a>\b$`, `[[a-z]&&\p{Lu}--\q{ab|c}]`, `(?i-s:.{2,3}?)|\u{1f600}\ud83d`, `[\P{Lu}a-z\]-]*`} {
		f.Add(seed, "u")
		f.Add(seed, "imsv")
	}
	f.Fuzz(func(t *testing.T, source, flags string) {
		if !utf8.ValidString(source) || len(source) > 200 {
			t.Skip()
		}
		out, err := translate(source, flags)
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.Cause.IsZero() {
				t.Fatalf("got %v", err)
			}
			return
		}
		if _, err := translate(out, strings.ReplaceAll(flags, "v", "u")); err != nil && Applies(flags) {
			t.Fatalf("/%s/%s became %s: %v", source, flags, out, err)
		}
	})
}

func BenchmarkTranslate(b *testing.B) {
	for _, source := range []string{`^[a-z]+$`, `^\p{Script=Katakana}+$`, `^[\p{L}\p{N}]+$`} {
		for _, flags := range []string{"u", "iu"} {
			b.Run(source+flags, func(b *testing.B) {
				units := utf16.Encode([]rune(source))
				for b.Loop() {
					if _, err := Translate(units, flags); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
