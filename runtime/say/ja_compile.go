package say

var jaCompile = table{
	// the project's files
	"opening the project's folder: %w": "プロジェクトのフォルダーを開けません: %w",
	"the script is empty":              "スクリプトが空です",
	"there is no such file":            "ファイルがありません",
	"Check the name; paths are relative to the project's folder, %s.":                                           "ファイル名を確認してください。パスはプロジェクトのフォルダー %s から数えます。",
	"this file lies outside what scripts may read":                                                              "スクリプトが読んでよい範囲の外にあるファイルです",
	"Move the script into the project's folder, %s.":                                                            "スクリプトをプロジェクトのフォルダー %s の中へ移してください。",
	"%s is not in the project's folder, or is private to dandori. Copy into the project what the script needs.": "%s はプロジェクトのフォルダーの外にあるか、dandori だけが使うファイルです。スクリプトに必要なものはプロジェクトの中へコピーしてください。",
	"the file %s cannot be read: %w":                                                                            "%s を読めません: %w",
	"scripts cannot be imported from an address":                                                                "URL から直接 import することはできません",
	"Install it with npm, or save the file in the project, and import that.":                                    "npm でインストールするか、ファイルをプロジェクトに保存して、それを import してください。",

	// dandori's own modules
	"%q of %q is not built yet":                                 "%[2]q の %[1]q はまだ作られていません",
	"It is planned; this version of dandori does not have it.":  "予定されている機能ですが、このバージョンの dandori にはありません。",
	"%q has no default export":                                  "%q には default export がありません",
	"Write import { … } from %q, with the names that you need.": "必要な名前を挙げて import { … } from %q と書いてください。",
	"%q does not export %q":                                     "%q には %q という export がありません",
	"Did you mean %q?":                                          "%q ではありませんか。",
	"It exports %s.":                                            "使える名前: %s",
	"there is no module %q":                                     "%q というモジュールはありません",
	"dandori's modules are %s.":                                 "dandori のモジュール: %s",

	// imports
	"files of the kind %q cannot be imported":                                                          "拡張子 %q のファイルは import できません",
	"Scripts import .ts, .js and .json. Read other files with files.readText, csv.read or excel.read.": "import できるのは .ts、.js、.json です。ほかのファイルは files.readText、csv.read、excel.read で読んでください。",
	"there is no file %q beside %s":                                                                    "%[2]s から見て %[1]q というファイルがありません",
	"Check the name and the folder. A path in an import is relative to the file that it stands in.":    "ファイル名とフォルダーを確認してください。import のパスは、それを書いたファイルから数えます。",
	"the package %q is not installed":                                                                  "パッケージ %q がインストールされていません",
	"Run npm install %s in the project's folder, or write \"./%s\" for a file of your own.":            "プロジェクトのフォルダーで npm install %s を実行してください。自分で書いたファイルなら \"./%s\" と書いてください。",
	"%s does not export %q":                                                                            "%s には %q という export がありません",
	"what this loads is known only when the script runs":                                               "何を読み込むのかが、実行するまで決まりません",
	"Write the path itself: import(\"./file\"). What is not part of the program cannot be loaded.":     "import(\"./file\") のように、パスをそのまま書いてください。プログラムに含まれていないものは読み込めません。",
	"this regular expression needs what dandori's engine does not have":                                "この正規表現は dandori の実行エンジンでは使えません",
	"Do without the flag d.":                                                                           "d フラグを使わずに書いてください。",
	"Names are written as in \\p{L}, \\p{Script=Hiragana} (only ひらがな) and \\p{scx=Hira} (ー too).":      "\\p{L}、\\p{Script=Hiragana}(ひらがなだけ)、\\p{scx=Hira}(「ー」も含む)のように書きます。",
	"import.meta does not exist in scripts":                                                            "スクリプトに import.meta はありません",
	"Paths of files are relative to the project's folder.":                                             "ファイルのパスはプロジェクトのフォルダーから数えます。",
	"syntax error: %s": "構文エラー: %s",

	// what Node has and scripts do not
	"scripts do not have %q": "スクリプトでは %q を使えません",
	"Use files from \"dandori\": files.readText, files.writeText, files.list.":                                          "\"dandori\" の files を使ってください(files.readText、files.writeText、files.list)。",
	"Paths are plain strings with /, relative to the project's folder.":                                                 "パスは、プロジェクトのフォルダーから数えた / 区切りの文字列です。",
	"Use the global crypto: crypto.randomUUID, crypto.getRandomValues.":                                                 "グローバルの crypto を使ってください(crypto.randomUUID、crypto.getRandomValues)。",
	"Use sleep from \"dandori\", or setTimeout.":                                                                        "\"dandori\" の sleep か、setTimeout を使ってください。",
	"Use params and run from \"dandori\".":                                                                              "\"dandori\" の params と run を使ってください。",
	"Use Uint8Array, TextEncoder and TextDecoder.":                                                                      "Uint8Array、TextEncoder、TextDecoder を使ってください。",
	"Use the globals URL and URLSearchParams.":                                                                          "グローバルの URL と URLSearchParams を使ってください。",
	"It belongs to Node. Scripts compute, and ask for everything else through \"dandori\" and \"dandori/connections\".": "Node.js の機能です。スクリプトの中でできるのは計算だけで、それ以外は \"dandori\" と \"dandori/connections\" を通して頼みます。",
	"Scripts reach the network only through the connections of dandori.yaml: import them from \"dandori/connections\".": "スクリプトが外部と通信できるのは dandori.yaml の接続を通してだけです。\"dandori/connections\" から import してください。",
	"the file nests too deep to be compiled":                                                                            "入れ子が深すぎるため、コンパイルできません",
	"data that a program has written is better read from a CSV or JSON file when the script runs":                       "プログラムが書き出したデータは、CSV や JSON のファイルに置き、スクリプトの実行時に読んでください",
}
