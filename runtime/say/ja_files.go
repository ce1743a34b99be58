package say

var jaFiles = table{
	"a whole number from 0":                                "0 以上の整数",
	"a string with something in it":                        "空でない文字列",
	"the state in %s cannot be read: it is no JSON object": "%s の state を読み取れません(JSON オブジェクトではありません)",
	"put it right, or take a copy from a backup; dandori itself always writes the whole file": "内容を直すか、バックアップから戻してください(dandori が書きかけのまま残すことはありません)",
	"the state in %s cannot be used: %v":                                                      "%[1]s の state を使用できません: %[2]v",
	"look at the permissions of the folder and at the space on its disk":                      "フォルダーの権限とディスクの空き容量を確認してください",
}
