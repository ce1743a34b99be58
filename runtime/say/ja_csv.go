package say

var jaCsv = table{
	// bindings/charset
	"%s is UTF-16 text, as Excel's \"Unicode text\" is":                             "%s は UTF-16 のテキストです(Excel の「Unicode テキスト」形式など)",
	"save it again as \"CSV UTF-8\"":                                                "「CSV UTF-8」形式で保存し直してください",
	"%s is neither UTF-8 nor cp932 text":                                            "%s は UTF-8 でも cp932(Shift_JIS)でもありません",
	"save it again as \"CSV UTF-8\", or name its encoding: { encoding: \"cp932\" }": "「CSV UTF-8」形式で保存し直すか、文字コードを指定してください: { encoding: \"cp932\" }",
	"%s, line %d":             "%s の %d 行目",
	"%s: this is not %s text": "%s: %s のテキストとして読み取れません",
	"name the file's encoding ({ encoding: \"utf8\" } or { encoding: \"cp932\" }), or save it again as \"CSV UTF-8\"": "ファイルの文字コードを指定するか({ encoding: \"utf8\" } または { encoding: \"cp932\" })、「CSV UTF-8」形式で保存し直してください",
	"%s: cp932 has no character %q (U+%04X)":                                         "%[1]s: 文字 %[2]q(U+%04[3]X)は cp932 にありません",
	"write %q (U+%04X) instead, which looks the same, or use { encoding: \"utf8\" }": "見た目が同じ %[1]q(U+%04[2]X)に置き換えるか、{ encoding: \"utf8\" } を使ってください",
	"use another character, or { encoding: \"utf8\" }; for Excel add { bom: true }":  "別の文字に置き換えるか、{ encoding: \"utf8\" } を使ってください(Excel で開くなら { bom: true } も付けてください)",
}
