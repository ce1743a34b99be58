package cli

import (
	"strings"

	"dandori/runtime/say"
)

// language chooses the language of messages before anything is parsed, so that
// wrong usage too is told in it: flag, DANDORI_LANG, then the locale.
func language(e Env) (say.Lang, bool) {
	for i, arg := range e.Args {
		if arg == "--" {
			break
		}
		if value, ok := strings.CutPrefix(arg, "--lang="); ok {
			return known(e, value)
		}
		if arg == "--lang" && i+1 < len(e.Args) {
			return known(e, e.Args[i+1])
		}
	}
	if value := e.setting("LANG"); value != "" {
		return known(e, value)
	}
	return locale(e), true
}

// locale reads the variables in the order of POSIX; Windows, where nobody sets
// them, is asked.
func locale(e Env) say.Lang {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value, ok := e.Lookup(name); ok && value != "" {
			return spoken(value)
		}
	}
	if e.Locale != nil {
		return spoken(e.Locale())
	}
	return say.English
}

func spoken(locale string) say.Lang {
	if strings.HasPrefix(strings.ToLower(locale), "ja") {
		return say.Japanese
	}
	return say.English
}

// known is the language that was asked for; one that there is not is told in the locale's.
func known(e Env, value string) (say.Lang, bool) {
	switch l := say.Lang(value); l {
	case say.English, say.Japanese:
		return l, true
	default:
		return locale(e), false
	}
}
