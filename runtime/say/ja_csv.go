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

	// bindings/table, bindings/output
	"give every column a heading, and take away what stands above the headings (a title, a date); or read the rows as arrays: { header: false }": "すべての列に見出しを付けてください。見出しより上に表題や日付の行があれば消してください。{ header: false } なら行を配列として読み込めます",
	"%s: the heading of column %d is blank":                                                                         "%[1]s: %[2]d 列目の見出しが空です",
	"%s: the heading %q stands twice, in columns %d and %d":                                                         "%[1]s: 見出し %[2]q が重複しています(%[3]d 列目と %[4]d 列目)",
	"rename one of the columns, or read the rows as arrays: { header: false }":                                      "どちらかの列の名前を変えるか、{ header: false } で行を配列として読み込んでください",
	"%s: this row has %d cells, the heading has %d":                                                                 "%[1]s: この行の項目数は %[2]d ですが、見出しは %[3]d です",
	"look for a comma or a quotation mark in the text of a cell that is not quoted, and for cells that are missing": "引用符で囲まれていない項目の中のカンマや引用符、足りない項目がないかを確認してください",
	"%s: row %d must be an object, not %s":                                                                          "%[1]s: %[2]d 行目はオブジェクトで指定してください(%[3]s は使えません)",
	"%s: %s must be a key or { key, header }, not %s":                                                               "%[1]s: %[2]s はキーまたは { key, header } で指定してください(%[3]s は使えません)",
	"%s: %s must be an array of keys and { key, header }, with one at least, not %s":                                "%[1]s: %[2]s は、キーまたは { key, header } を 1 つ以上含む配列で指定してください(%[3]s は使えません)",
	"an object or array": "オブジェクトまたは配列",
	"%s: row %d, column %q must be a string, a number, true, false or nothing, not %s":                                        "%[1]s: %[2]d 行目の列 %[3]q には、文字列、数値、true、false、空のいずれかを指定してください(%[4]s は使えません)",
	"name the part that is meant in columns (\"owner.name\"), or make a text of it first (JSON.stringify, toISOString, join)": "columns で必要な部分を指定するか(例: \"owner.name\")、先に文字列に変換してください(JSON.stringify、toISOString、join など)",
	"%s was left open, so dandori closed it: call close() after the last row":                                                 "%s が閉じられていなかったため、dandori が閉じました。最後の行のあとで close() を呼び出してください",

	// bindings/csv
	"row %d, column %q":                                                          "%[1]d 行目の列 %[2]q",
	"the heading of column %d":                                                   "%d 列目の見出し",
	"an array of keys and { key, header }":                                       "キーまたは { key, header } の配列",
	"a quotation mark inside of a quoted cell is written twice (\"\")":           "引用符で囲んだ項目の中の引用符は、2 つ重ねて(\"\")書きます",
	"%s, line %d: a quotation mark opens cell %d and is never closed":            "%[1]s の %[2]d 行目: %[3]d 番目の項目の引用符が閉じられていません",
	"close it; a quotation mark inside of a quoted cell is written twice (\"\")": "引用符を閉じてください。引用符で囲んだ項目の中の引用符は、2 つ重ねて(\"\")書きます",
	"look for a quotation mark that is not closed":                               "閉じられていない引用符がないか確認してください",
	"%s, line %d: the row that begins here has no end":                           "%[1]s の %[2]d 行目: ここから始まる行が終わっていません",
	"%s, line %d: text follows the closing quotation mark of cell %d":            "%[1]s の %[2]d 行目: %[3]d 番目の項目の閉じ引用符のあとに文字があります",
	"%s: %s must be one ASCII character such as \",\" \";\" or \"\\t\", not %q":  "%[1]s: %[2]s は \",\" \";\" \"\\t\" のような半角 1 文字で指定してください(%[3]q は使えません)",
	"the text": "テキスト",
	"%s: options.bom is for utf8 only: cp932 has no such mark": "%s: options.bom は utf8 のときだけ使えます(cp932 に BOM はありません)",
}
