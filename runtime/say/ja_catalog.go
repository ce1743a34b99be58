package say

// jaCatalog is what the versions of workflows say.
var jaCatalog = table{
	"%[1]s:%[2]d:%[3]d: %[4]s":                                                         "%[1]s:%[2]d:%[3]d: %[4]s",
	"%s (the workflow cannot run before this is mended)":                               "%s（直すまで、このワークフローは実行できません）",
	"%s (the last good version stays in use)":                                          "%s（直前の正常な版を引き続き使います）",
	"the workflow is ready (version %s)":                                               "ワークフローを使えるようになりました（版 %s）",
	"the next run takes the new version %[1]s (changed: %[2]s)":                        "次の実行から新しい版 %[1]s を使います（変更: %[2]s）",
	"a change of %[1]s waits for approval: dandori approve %[2]s":                      "%[1]s の変更が承認を待っています: dandori approve %[2]s",
	"the change that waited for approval was taken back":                               "承認待ちだった変更は取り消されました",
	"its file is gone: the workflow starts nothing any more; its runs go on":           "ファイルがなくなったため、このワークフローはもう起動しません。実行中のものは最後まで続けます",
	"the workflow is back":                                                             "ワークフローが戻りました",
	"the error is mended: the version in use is what the files say":                    "エラーは解消しました。いま使っている版はファイルの内容どおりです",
	"what scripts may import has changed: %d workflows are compiled anew":              "スクリプトが import できるものが変わりました。%d 件のワークフローをコンパイルし直します",
	"%d workflows are new: they are compiled in the background, and when they are run": "新しいワークフローが %d 件あります。バックグラウンドで、または実行するときにコンパイルします",
	"the workflow could not be looked at: %w":                                          "ワークフローの変更を確認できませんでした: %w",
	"the definition of workflow %[1]q as it was saved cannot be read any more":         "ワークフロー %[1]q の保存済みの定義を読み取れなくなりました",
	"the workflow %q was deleted":                                                      "ワークフロー %q は削除されています",
	"the workflow %q has not been approved yet":                                        "ワークフロー %q はまだ承認されていません",
}
