package pattern

import "unicode"

// binary returns the code points of a binary property, by its long or short
// name (ECMA-262 table 67), derived as the Unicode Character Database (UAX 44)
// derives it.
func binary(name string) (set, bool) {
	if long, ok := binaryAliases()[name]; ok {
		name = long
	}
	if s, ok := emoji(name); ok {
		return s, true
	}
	if s, ok := derived(name); ok {
		return s, true
	}
	if t, ok := unicode.Properties[name]; ok && stored(name) {
		return table(t), true
	}
	return nil, false
}

// stored tells whether the language has a property that Go has a table of: it
// has none of the contributory ones.
func stored(name string) bool {
	switch name {
	case "Hyphen", "STerm", "Prepended_Concatenation_Mark",
		"Other_Alphabetic", "Other_Default_Ignorable_Code_Point", "Other_Grapheme_Extend", "Other_ID_Continue",
		"Other_ID_Start", "Other_Lowercase", "Other_Math", "Other_Uppercase":
		return false
	}
	return true
}

// derived returns the properties that are made of others.
func derived(name string) (set, bool) {
	switch name {
	case "ASCII":
		return set{{0, 0x7f}}, true
	case "Any":
		return set(nil).negated(), true
	case "Assigned":
		return table(unicode.Categories["Cn"]).negated(), true
	case "Alphabetic":
		return union(lowercase(), uppercase(), table(unicode.Lt, unicode.Lm, unicode.Lo, unicode.Nl, unicode.Other_Alphabetic)), true
	case "Lowercase":
		return lowercase(), true
	case "Uppercase":
		return uppercase(), true
	case "Cased":
		return union(lowercase(), uppercase(), table(unicode.Lt)), true
	case "Case_Ignorable":
		return union(table(unicode.Mn, unicode.Me, unicode.Cf, unicode.Lm, unicode.Sk), middles()), true
	case "Math":
		return table(unicode.Sm, unicode.Other_Math), true
	}
	return ofText(name)
}

// ofText returns the derived properties about identifiers and graphemes.
func ofText(name string) (set, bool) {
	pattern := table(unicode.Pattern_Syntax, unicode.Pattern_White_Space)
	switch name {
	case "ID_Start":
		return table(idStart()...).minus(pattern), true
	case "ID_Continue":
		return table(idContinue()...).minus(pattern), true
	case "XID_Start":
		return table(idStart()...).minus(pattern).minus(unstable()).minus(unstableAtStart()), true
	case "XID_Continue":
		return table(idContinue()...).minus(pattern).minus(unstable()), true
	case "Default_Ignorable_Code_Point":
		return table(unicode.Other_Default_Ignorable_Code_Point, unicode.Cf, unicode.Variation_Selector).
			minus(table(unicode.White_Space, unicode.Prepended_Concatenation_Mark)).
			minus(set{{0xfff9, 0xfffb}, {0x13430, 0x13440}}), true
	case "Grapheme_Extend":
		return graphemeExtend(), true
	case "Grapheme_Base":
		return union(table(unicode.C, unicode.Zl, unicode.Zp), graphemeExtend()).negated(), true
	}
	return nil, false
}

func lowercase() set      { return table(unicode.Ll, unicode.Other_Lowercase) }
func uppercase() set      { return table(unicode.Lu, unicode.Other_Uppercase) }
func graphemeExtend() set { return table(unicode.Me, unicode.Mn, unicode.Other_Grapheme_Extend) }

func idStart() []*unicode.RangeTable {
	return []*unicode.RangeTable{unicode.L, unicode.Nl, unicode.Other_ID_Start}
}

func idContinue() []*unicode.RangeTable {
	return append(idStart(), unicode.Mn, unicode.Mc, unicode.Nd, unicode.Pc, unicode.Other_ID_Continue)
}

// middles are the characters of the word breaks MidLetter, MidNumLet and Single_Quote (UAX 29).
func middles() set {
	return set{
		{'\'', '\''}, {'.', '.'}, {':', ':'}, {0xb7, 0xb7}, {0x387, 0x387}, {0x55f, 0x55f}, {0x5f4, 0x5f4},
		{0x2018, 0x2019}, {0x2024, 0x2024}, {0x2027, 0x2027}, {0xfe13, 0xfe13}, {0xfe52, 0xfe52}, {0xfe55, 0xfe55},
		{0xff07, 0xff07}, {0xff0e, 0xff0e}, {0xff1a, 0xff1a},
	}
}

// unstable are the characters that normalization takes out of identifiers (UAX 31, NFKC modifications),
// unstableAtStart those that it lets stand behind the start.
func unstable() set {
	return set{
		{0x37a, 0x37a}, {0x309b, 0x309c}, {0xfc5e, 0xfc63}, {0xfdfa, 0xfdfb}, {0xfe70, 0xfe70}, {0xfe72, 0xfe72},
		{0xfe74, 0xfe74}, {0xfe76, 0xfe76}, {0xfe78, 0xfe78}, {0xfe7a, 0xfe7a}, {0xfe7c, 0xfe7c}, {0xfe7e, 0xfe7e},
	}
}

func unstableAtStart() set {
	return set{{0xe33, 0xe33}, {0xeb3, 0xeb3}, {0xff9e, 0xff9f}}
}

// binaryAliases gives the long name for a short one.
func binaryAliases() map[string]string {
	return map[string]string{
		"AHex": "ASCII_Hex_Digit", "Alpha": "Alphabetic", "Bidi_C": "Bidi_Control", "CI": "Case_Ignorable",
		"DI": "Default_Ignorable_Code_Point", "Dep": "Deprecated", "Dia": "Diacritic", "EBase": "Emoji_Modifier_Base",
		"EComp": "Emoji_Component", "EMod": "Emoji_Modifier", "EPres": "Emoji_Presentation", "Ext": "Extender",
		"ExtPict": "Extended_Pictographic", "Gr_Base": "Grapheme_Base", "Gr_Ext": "Grapheme_Extend", "Hex": "Hex_Digit",
		"IDC": "ID_Continue", "IDS": "ID_Start", "IDSB": "IDS_Binary_Operator", "IDST": "IDS_Trinary_Operator",
		"Ideo": "Ideographic", "Join_C": "Join_Control", "LOE": "Logical_Order_Exception", "Lower": "Lowercase",
		"NChar": "Noncharacter_Code_Point", "Pat_Syn": "Pattern_Syntax", "Pat_WS": "Pattern_White_Space",
		"QMark": "Quotation_Mark", "RI": "Regional_Indicator", "SD": "Soft_Dotted", "STerm": "Sentence_Terminal",
		"Term": "Terminal_Punctuation", "UIdeo": "Unified_Ideograph", "Upper": "Uppercase", "VS": "Variation_Selector",
		"XIDC": "XID_Continue", "XIDS": "XID_Start", "space": "White_Space",
	}
}
