package compile

import (
	"encoding/json"
	"regexp"
	"strings"

	"dandori/runtime/say"
	"dandori/runtime/vm/pattern"

	"github.com/evanw/esbuild/pkg/api"
)

// esbuild points at the flag, or at the property escape, for which it wrote a
// literal as new RegExp(…). The VM has most of these.

// hopelessRegexp tells whether what esbuild points at is what the VM lacks too.
func hopelessRegexp(at *api.Location) bool {
	text := pointedAt(at)
	return text == "d" || !pattern.CheckProperty(text).IsZero()
}

// perhapsMultiline finds code that may hold a literal of flag m.
var perhapsMultiline = regexp.MustCompile(`/[dgisy]*m`)

// multiline are the edits that make new RegExp(…) of the literals of flag m,
// for which esbuild has no switch: the VM mends what the engine takes for a line.
func multiline(code []byte) (edits []edit) {
	if !perhapsMultiline.Match(code) {
		return nil
	}
	o, ok := outlineOf(code)
	if !ok {
		return nil
	}
	for _, l := range o.literals {
		text := code[l.start:l.end]
		if text[0] != '/' || len(text) < 3 || text[1] == '/' || text[1] == '*' {
			continue
		}
		end := l.end
		for end < len(code) && wordChar(code[end]) {
			end++
		}
		if flags := string(code[l.end:end]); strings.Contains(flags, "m") {
			edits = append(edits, edit{l.start, end, "new RegExp(" + quote(string(text[1:len(text)-1])) + ", " + quote(flags) + ")"})
		}
	}
	return edits
}

// quote is s as a literal of JavaScript.
func quote(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // strings
	return strings.TrimSuffix(b.String(), "\n")
}

func rewordRegexp(at *api.Location) (message, hint say.Text) {
	if problem := pattern.CheckProperty(pointedAt(at)); !problem.IsZero() {
		return problem, say.T("Names are written as in \\p{L}, \\p{Script=Hiragana} (only ひらがな) and \\p{scx=Hira} (ー too).")
	}
	return say.T("this regular expression needs what dandori's engine does not have"),
		say.T("Do without the flag d.")
}

func pointedAt(at *api.Location) string {
	if at == nil || at.Column+at.Length > len(at.LineText) {
		return ""
	}
	return at.LineText[at.Column : at.Column+at.Length]
}
