package say

// jaCatalog is what the versions of workflows say.
var jaCatalog = table{
	"%[1]s:%[2]d:%[3]d: %[4]s":                                                      "%[1]s:%[2]d:%[3]d: %[4]s",
	"%s (the workflow cannot run before this is mended)":                            "%s (直すまで、このワークフローは実行できません)",
	"%s (the last good version stays in use)":                                       "%s (直前の正常な版を引き続き使います)",
	"the workflow is ready (version %s)":                                            "ワークフローを使えるようになりました (版 %s)",
	"the next run takes the new version %[1]s (changed: %[2]s)":                     "次の実行から新しい版 %[1]s を使います (変更: %[2]s)",
	"a change of %[1]s waits for approval: dandori approve %[2]s":                   "%[1]s の変更が承認を待っています: dandori approve %[2]s",
	"approved by %[1]s: the next run takes version %[2]s":                           "%[1]s が承認しました。次の実行から版 %[2]s を使います",
	"the change that waited for approval was taken back":                            "承認待ちだった変更は取り消されました",
	"its file is gone: the workflow starts nothing any more; its runs go on":        "ファイルがなくなったため、このワークフローはもう起動しません。実行中のものは最後まで続けます",
	"the workflow is back":                                                          "ワークフローが戻りました",
	"the error is mended: the version in use is what the files say":                 "エラーは解消しました。いま使っている版はファイルの内容どおりです",
	"what scripts may import has changed: %d workflows are compiled anew":           "スクリプトが import できるものが変わりました。%d 件のワークフローをコンパイルし直します",
	"new workflows: %d; they are compiled in the background, and when they are run": "新しいワークフローが %d 件あります。バックグラウンドで、または実行するときにコンパイルします",
	"how the workflows stand could not be written to the disk: %w":                  "ワークフローの状態をディスクに書き込めませんでした: %w",
	"compiling the script took longer than %s and was given up":                     "スクリプトのコンパイルが %s で終わらなかったため、打ち切りました",
	"import less; data is better read from a file when the script runs":             "import するものを減らしてください。データは実行時にファイルから読むほうが適しています",
	"the workflow could not be looked at: %w":                                       "ワークフローの変更を確認できませんでした: %w",
	"the definition of workflow %[1]q as it was saved cannot be read any more":      "ワークフロー %[1]q の保存済みの定義を読み取れなくなりました",
	"the workflow %q was deleted":                                                   "ワークフロー %q は削除されています",
	"the workflow %q has not been approved yet":                                     "ワークフロー %q はまだ承認されていません",

	"Let a saved change of a workflow go live that waits for it (reload: approve)": "承認待ちの変更を反映します (reload: approve のワークフロー)",
	`Shows how the saved change differs from the version that runs take now, asks, and lets the next run take it.
Without a name, lists the workflows of which a change waits. Runs under way keep the code that they began with.`: `保存された変更と使用中の版との差分を表示し、確認のうえで次の実行から反映します。
名前を付けなければ、承認待ちの変更があるワークフローを一覧します。進行中の実行は、始めたときのコードのまま続きます。`,
	"do not ask":                            "確認せずに進めます",
	"no saved change waits for an approval": "承認を待っている変更はありません",
	"saved":                                 "保存",
	"version":                               "版",
	"no change of the workflow %s waits for an approval":                               "ワークフロー %s に承認待ちの変更はありません",
	"dandori approve lists those that do":                                              "dandori approve で承認待ちの一覧を確認できます",
	"Let this go live? [y/N]":                                                          "この変更を反映しますか? [y/N]",
	"approved: the next run of %[1]s takes version %[2]s":                              "承認しました: %[1]s は次の実行から版 %[2]s を使います",
	"nothing was changed":                                                              "何も変更していません",
	"the workflow %s was saved again meanwhile: what was shown does not wait any more": "ワークフロー %s はその間にもう一度保存されました。表示した変更は、もう承認待ちではありません",
	"dandori approve %s shows what waits now":                                          "dandori approve %s で、いま待っている変更を確認してください",
	"dandori approve %s":                                                               "dandori approve %s",
	"there is nobody to ask: this is not a terminal":                                   "端末ではないため、確認できません",
	"add --yes": "--yes を付けてください",

	"Let a run that waits go on with the code as it is now, if that fits what it has done": "待っている実行を、これまでの経過と食い違わなければ現在のコードに切り替えます",
	`A run keeps the code that it began with. This goes through what the run has done so far with the code as it is now; nothing is sent.
Where the code asks for the same, the run is moved and goes on with it; else it stays as it is, and you see where the code goes another way (exit code 1).`: `実行は、始めたときのコードを使い続けます。このコマンドは、これまでの経過を現在のコードでたどり直します。何も送信しません。
同じ内容であれば実行を現在のコードに切り替え、食い違えばそのまま残して、食い違う箇所を表示します (終了コード 1)。`,
	"wait until it rests (dandori runs show %[1]s), or end that process and try again":                              "待ち状態になるまで待つか (dandori runs show %[1]s で確認できます)、そのプロセスを終了してからやり直してください",
	"run %[1]s was moved: it goes on with the code as it is now (%[2]d {2:step was|steps were} gone through again)": "実行 %[1]s を現在のコードに切り替えました (%[2]d 件の手順をたどり直しました)",
	"run %s has the code as it is now already":                                                                      "実行 %s は、すでに現在のコードを使っています",
	"the run stays with the code that it began with: dandori runs resume %s goes on with that":                      "実行は始めたときのコードのままです。dandori runs resume %s でそのまま続けられます",
	"the script computed for more than %s without an end":                                                           "スクリプトの計算が %s を超えても終わりませんでした",
	"nothing is sent in a rehearsal":                                                                                "確認のための再生では何も送信しません",
}
