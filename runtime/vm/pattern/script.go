package pattern

import (
	_ "embed"
	"strconv"
	"strings"
	"unicode"
)

// script returns the code points of a Script, by its long name or its code (ISO 15924).
func script(name string) (set, bool) {
	name = longScript(name)
	if name == "Unknown" {
		return knownScripts().negated(), true
	}
	t, ok := unicode.Scripts[name]
	if !ok {
		return nil, false
	}
	return table(t), true
}

func knownScripts() set {
	all := make([]*unicode.RangeTable, 0, len(unicode.Scripts))
	for _, t := range unicode.Scripts {
		all = append(all, t)
	}
	return table(all...)
}

// scriptExtensions returns the code points that are used with a script: those
// that the table gives to it, and those of the script that the table does not name.
func scriptExtensions(name string) (set, bool) {
	s, ok := script(name)
	if !ok {
		return nil, false
	}
	name = longScript(name)
	shared := name == "Common" || name == "Inherited"
	var more, gone []span
	eachRow(extensions, func(g span, scripts []string) {
		if shared {
			gone = append(gone, g)
		}
		for _, other := range scripts {
			if other == name {
				more = append(more, g)
			}
		}
	})
	return union(s.minus(normal(gone)), normal(more)), true
}

// extensions is ScriptExtensions.txt of Unicode, of the characters that Unicode
// 15.0 has: a range in hexadecimal and the scripts that it does not belong to by Script itself, a line.
//
//go:embed extensions.txt
var extensions string

// scripts is the scripts of PropertyValueAliases.txt: the long name and the codes, a line.
//
//go:embed scripts.txt
var scripts string

// emojis is emoji-data.txt: a property and its ranges in hexadecimal, a line.
//
//go:embed emoji.txt
var emojis string

func longScript(name string) string {
	for line := range strings.Lines(scripts) {
		if fields := strings.Fields(line); len(fields) > 0 {
			for _, short := range fields[1:] {
				if short == name {
					return fields[0]
				}
			}
		}
	}
	return name
}

// emoji returns one of the properties of emoji-data.txt.
func emoji(name string) (set, bool) {
	for line := range strings.Lines(emojis) {
		if rest, ok := strings.CutPrefix(line, name+" "); ok {
			var list []span
			for _, field := range strings.Fields(rest) {
				list = append(list, parseSpan(field))
			}
			return normal(list), true
		}
	}
	return nil, false
}

// eachRow calls f with the span and the words of every line of a table of ours.
func eachRow(text string, f func(span, []string)) {
	for line := range strings.Lines(text) {
		if fields := strings.Fields(line); len(fields) > 1 {
			f(parseSpan(fields[0]), fields[1:])
		}
	}
}

// parseSpan reads "3042" or "3041-3096", from tables of ours, which a test reads to the end.
func parseSpan(text string) span {
	low, high, ok := strings.Cut(text, "-")
	if !ok {
		high = low
	}
	lo, _ := strconv.ParseInt(low, 16, 32)
	hi, _ := strconv.ParseInt(high, 16, 32)
	return span{rune(lo), rune(hi)}
}
