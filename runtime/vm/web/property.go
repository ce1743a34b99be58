package web

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/rangetable"
)

// span is a range of code points, both ends in it.
type span struct{ lo, hi rune }

// property returns the code points of the inside of \p{…} (ECMA-262 §22.2.2.10),
// in ascending order; false when it is no property that can be known here.
func property(expression string) ([]span, bool) {
	name, value, hasValue := strings.Cut(expression, "=")
	var table *unicode.RangeTable
	switch {
	case !hasValue:
		return loneProperty(name)
	case name == "Script" || name == "sc":
		table = unicode.Scripts[script(value)]
	case name == "General_Category" || name == "gc":
		table = category(value)
	}
	return spans(table), table != nil
}

// script undoes the short names of the scripts that offices here meet.
func script(name string) string {
	switch name {
	case "Hani":
		return "Han"
	case "Hira":
		return "Hiragana"
	case "Kana":
		return "Katakana"
	case "Latn":
		return "Latin"
	case "Grek":
		return "Greek"
	case "Cyrl":
		return "Cyrillic"
	case "Hang":
		return "Hangul"
	case "Zyyy":
		return "Common"
	}
	return name
}

func category(name string) *unicode.RangeTable {
	if short, ok := unicode.CategoryAliases[name]; ok {
		name = short
	}
	return unicode.Categories[name]
}

// loneProperty is a general category or a property that is true or false.
func loneProperty(name string) ([]span, bool) {
	switch name {
	case "Any":
		return []span{{0, unicode.MaxRune}}, true
	case "ASCII":
		return []span{{0, unicode.MaxASCII}}, true
	case "Assigned":
		return complement(spans(category("Cn"))), true
	}
	table := derived(name)
	if table == nil {
		table = category(name)
	}
	if table == nil && !strings.HasPrefix(name, "Other_") {
		table = unicode.Properties[name]
	}
	return spans(table), table != nil
}

// derived is what Unicode's DerivedCoreProperties.txt makes of other properties.
func derived(name string) *unicode.RangeTable {
	switch name {
	case "Alphabetic", "Alpha":
		return rangetable.Merge(unicode.L, unicode.Nl, unicode.Other_Alphabetic)
	case "Lowercase", "Lower":
		return rangetable.Merge(unicode.Ll, unicode.Other_Lowercase)
	case "Uppercase", "Upper":
		return rangetable.Merge(unicode.Lu, unicode.Other_Uppercase)
	case "Math":
		return rangetable.Merge(unicode.Sm, unicode.Other_Math)
	case "ID_Start", "IDS":
		return rangetable.Merge(unicode.L, unicode.Nl, unicode.Other_ID_Start)
	case "ID_Continue", "IDC":
		return rangetable.Merge(unicode.L, unicode.Nl, unicode.Other_ID_Start, unicode.Mn, unicode.Mc, unicode.Nd, unicode.Pc, unicode.Other_ID_Continue)
	}
	return nil
}

// spans lists a table's code points.
func spans(table *unicode.RangeTable) []span {
	if table == nil {
		return nil
	}
	var all []span
	rangetable.Visit(table, func(c rune) {
		if n := len(all); n > 0 && all[n-1].hi == c-1 {
			all[n-1].hi = c
		} else {
			all = append(all, span{c, c})
		}
	})
	return all
}

// complement lists the code points that all does not.
func complement(all []span) []span {
	var out []span
	next := rune(0)
	for _, s := range all {
		if s.lo > next {
			out = append(out, span{next, s.lo - 1})
		}
		next = s.hi + 1
	}
	if next <= unicode.MaxRune {
		out = append(out, span{next, unicode.MaxRune})
	}
	return out
}

// writeClass writes spans as the inside of a character class.
func writeClass(b *strings.Builder, all []span) {
	for _, s := range all {
		b.WriteString(`\u{` + strconv.FormatInt(int64(s.lo), 16) + `}-\u{` + strconv.FormatInt(int64(s.hi), 16) + `}`)
	}
}
