package compile

import "testing"

func TestOutline(t *testing.T) {
	tests := []struct {
		name, code string
		probe      string // what to find, by its first occurrence
		isCode     bool   // whether that is code
	}{
		{"string", `a("x(", 'y\'(')`, `x(`, false},
		{"template", "`a ${b(`c ${d}`)} e(`", "e(", false},
		{"template's code", "`a ${b(`c ${d}`)} e(`", "b(", true},
		{"braces in a template's code", "`${{ a: {} }} }` + x", "x", true},
		{"regular expression", `x = /[/"]\/(/g;`, `"`, false},
		{"behind return", "return /`/;\ny", "y", true},
		{"behind a head", "if (a) /`/.test(b);\ny", "y", true},
		{"behind a block", "{\n}\n/`/.test(b);\ny", "y", true},
		{"behind typeof", "typeof /`/;\ny", "y", true},
		{"division behind words", "a.return / b; c / `y`", "b", true},
		{"division behind brackets", "(a) / b; c[0] / `y`", "b", true},
		{"division behind an object", "x = {} / `y`", "y", false},
		{"division behind steps", "a++ / b; a-- / `y`", "b", true},
		{"a call named like a head", "a.if(b) / c / `y`", "c", true},
		{"comments", "// a(\n/* b{ */ y", "y", true},
		{"in a comment", "// a(\nb", "a(", false},
		{"private names", "this.#a / 2 / `y`", "y", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o, ok := outlineOf([]byte(tt.code))
			if !ok {
				t.Fatal("cannot be followed")
			}
			if at := occurrences([]byte(tt.code), tt.probe)[0]; o.code(at) != tt.isCode {
				t.Errorf("%q in %q: code is %v", tt.probe, tt.code, o.code(at))
			}
		})
	}
}

func TestOutlineGivesUp(t *testing.T) {
	for _, code := range []string{"(", ")", "(]", `"a`, "\"a\n\"", "`a", "`${", "x = /a", "x = /a\n/", "/* a"} {
		if _, ok := outlineOf([]byte(code)); ok && code != "/* a" {
			t.Errorf("%q was followed", code)
		}
	}
}

func TestBracketsPair(t *testing.T) {
	code := []byte("f(a[1], { b: `${c}` })")
	o, _ := outlineOf(code)
	for open, want := range map[int]string{1: "(a[1], { b: `${c}` })", 3: "[1]", 8: "{ b: `${c}` }", 14: "${c}"} {
		if end, ok := o.close(open); !ok || string(code[open:end]) != want {
			t.Errorf("the bracket at %d ends at %d, want %q", open, end, want)
		}
	}
	if _, ok := o.close(0); ok {
		t.Error("there is no bracket at 0")
	}
}

// FuzzOutline must end, and not panic, on any text.
func FuzzOutline(f *testing.F) {
	f.Add("for (var iter = __forAwait(`${/a/}`), more, temp, error; ; ) { x = { a: \"b\" } / 2 }")
	f.Add("if (a) /[`]/.test(b)\n{}\n/`/\n// c\n/* d */")
	f.Fuzz(func(t *testing.T, text string) {
		o, ok := outlineOf([]byte(text))
		if !ok {
			return
		}
		for _, b := range o.brackets {
			if b.end <= b.start || b.end > len(text) {
				t.Fatalf("bracket %v", b)
			}
		}
	})
}
