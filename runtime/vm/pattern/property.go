package pattern

import (
	"slices"
	"strings"
	"unicode"

	"dandori/runtime/say"
)

// property reads {Name} or {Name=Value} behind \p or \P. Names are matched as
// they are written, as the language wants it.
func (p *parser) property() set {
	if !p.take("{") {
		fail(say.T("a \\p lacks its {…}"))
	}
	start := p.at
	for p.more() && p.peek() != '}' {
		p.at++
	}
	text := string(p.src[start:p.at])
	if !p.take("}") {
		fail(say.T("a \\p lacks its {…}"))
	}
	s, err := property(text)
	if !err.IsZero() {
		fail(err)
	}
	return s
}

// CheckProperty returns why the escape \p{…} or \P{…} names no property that
// patterns can have here; nothing for what is no such escape.
func CheckProperty(escape string) say.Text {
	for _, open := range []string{`\p{`, `\P{`} {
		if name, ok := strings.CutPrefix(escape, open); ok {
			_, problem := property(strings.TrimSuffix(name, "}"))
			return problem
		}
	}
	return say.Text{}
}

// property returns the members of a property, or why there are none.
func property(text string) (set, say.Text) {
	name, value, paired := strings.Cut(text, "=")
	var s set
	var ok bool
	switch {
	case !paired:
		if s, ok = category(name); !ok {
			s, ok = binary(name)
		}
	case name == "General_Category" || name == "gc":
		s, ok = category(value)
	case name == "Script" || name == "sc":
		s, ok = script(value)
	case name == "Script_Extensions" || name == "scx":
		s, ok = scriptExtensions(value)
	}
	switch {
	case ok:
		return s, say.Text{}
	case slices.Contains(lacking(), text):
		return nil, say.T("dandori's engine does not have the Unicode property %q", text)
	}
	return nil, say.T("there is no Unicode property %q", text)
}

// category returns the code points of a General_Category, by its long or short name.
func category(name string) (set, bool) {
	if short, ok := unicode.CategoryAliases[name]; ok {
		name = short
	}
	t, ok := unicode.Categories[name]
	if !ok {
		return nil, false
	}
	return table(t), true
}

// lacking are the properties of the language that neither Go nor a table of ours has.
func lacking() []string {
	return []string{
		"Bidi_M", "Bidi_Mirrored",
		"CWCF", "CWCM", "CWKCF", "CWL", "CWT", "CWU",
		"Changes_When_Casefolded", "Changes_When_Casemapped", "Changes_When_Lowercased",
		"Changes_When_NFKC_Casefolded", "Changes_When_Titlecased", "Changes_When_Uppercased",
		// These hold strings, and are for flag v only.
		"Basic_Emoji", "Emoji_Keycap_Sequence", "RGI_Modifier_Sequence", "RGI_Flag_Sequence", "RGI_Emoji",
		"RGI_Emoji_Modifier_Sequence", "RGI_Emoji_Flag_Sequence", "RGI_Emoji_Tag_Sequence", "RGI_Emoji_ZWJ_Sequence",
	}
}
