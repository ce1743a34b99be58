package say

// jaUsage is what is said to who mistypes, or stands in the wrong folder.
var jaUsage = table{
	"anew  %s": "更新   %s",
	"%[1]s runs by itself, without what the workflow %[2]s says about it: dandori run %[2]s": "%[1]s を単独で実行します。ワークフロー %[2]s の設定 (パラメーターの既定値など) は使いません。使うには dandori run %[2]s",
	"there is no file %s": "ファイル %s がありません",
	"looking at what run %s changed, and at what is there now":     "実行 %s が変えたものと、いまの状態を調べます",
	"dandori runs rerun --again %s does everything again":          "すべてを繰り返すには dandori runs rerun --again %s",
	"dandori restore takes a file that dandori backup has made":    "dandori backup で作ったファイルを指定してください",
	"dandori init makes a project; -C DIR names the folder of one": "dandori init でプロジェクトを作れます。すでにあるプロジェクトのフォルダーは -C で指定できます",
	"%dh":                          "%d 時間",
	"%dm":                          "%d 分",
	"%ds":                          "%d 秒",
	"The completion script for %s": "%s 用の補完スクリプトを出力します",
	"Writes a script that lets your shell complete commands, flags, workflows and runs. Its name --help tells how it is loaded.": "コマンド、フラグ、ワークフロー、実行の名前をシェルで補完するためのスクリプトを出力します。組み込み方は、各シェルの --help をご覧ください。",
	"Writes the completion script for %[1]s. To have it in each session, add this line to %[2]s:\n  %[3]s":                       "%[1]s 用の補完スクリプトを出力します。いつも使うには、%[2]s に次の行を加えてください:\n  %[3]s",
	"complete without descriptions": "説明を付けずに補完します",
}
