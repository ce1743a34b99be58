package compile

import (
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
