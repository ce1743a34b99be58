package say

var jaFiles = table{
	"a whole number from 0":         "0 以上の整数",
	"a string with something in it": "空でない文字列",

	// bindings/diff
	"before": "変更前(before)",
	"after":  "変更後(after)",
	"diff: row %d of %s has no %q, which is the key":                                          "diff: %[2]s の %[1]d 行目に、キーとなる %[3]q がありません",
	"leave out rows without a key before comparing, or choose another key":                    "キーのない行を除いてから比較するか、別のキーを指定してください",
	"diff: rows %d and %d of %s have the same key %q":                                         "diff: %[3]s の %[1]d 行目と %[2]d 行目のキー %[4]q が重複しています",
	"remove one of them, or add a field that tells them apart: { key: [\"code\", \"date\"] }": "どちらかを除くか、行を区別できる項目をキーに加えてください: { key: [\"code\", \"date\"] }",
	"a field's name or an array of them":                                                      "項目名、またはその配列",
	"a field's name":                                                                          "項目名",
	"an array of objects (of a listing: await list.toArray())":                                "オブジェクトの配列(一覧なら await list.toArray())",
	"diff: %s cannot be compared":                                                             "diff: %s は比較できません",
}
