package say

var jaPlan = table{
	"what %s would change cannot be written down":                                                                     "%s が変更する内容を書き留めることができません",
	"%s would remove %d, which makes %d in this run, and the workflow allows %d: %s":                                  "%[1]s は %[2]d 件を削除しようとしています。この実行での削除は合計 %[3]d 件になり、ワークフローで許された %[4]d 件を超えます: %[5]s",
	"look at those who would go; if that is meant, say guard: { remove: %d } in the workflow's file":                  "削除される対象を確認してください。意図どおりなら、ワークフローのファイルに guard: { remove: %d } と書いてください",
	"%s would change %d of %d rows in this run (%s%%), and the workflow allows %s%%":                                  "%[1]s により、この実行で %[3]d 行のうち %[2]d 行(%[4]s%%)が変わります。ワークフローで許されているのは %[5]s%% までです",
	"see what it would change with --dry-run; if that is meant, say more at guard: { change } in the workflow's file": "--dry-run で変更内容を確認してください。意図どおりなら、ワークフローのファイルの guard: { change } を大きくしてください",
	"%s is not what was signed. It differs in %d rows:\n%s":                                                           "%[1]s の内容が、承認された計画と異なります。%[2]d 行が違います:\n%[3]s",
	"something has changed since the plan was made; make a new one with --dry-run --plan FILE, and have it signed":    "計画を作ったあとで何かが変わっています。--dry-run --plan ファイル で計画を作り直し、もう一度承認を受けてください",

	"the plan that run %[1]s was signed with cannot be read: %[2]v":                "実行 %[1]s の承認された計画を読み込めません: %[2]v",
	"dandori runs cancel %s ends the run; make and sign a new plan":                "dandori runs cancel %s でこの実行を終わらせ、計画を作り直して承認を受けてください",
	"the journal of run %[1]s: what step %[2]d would change cannot be read: %[3]w": "実行 %[1]s のジャーナル: ステップ %[2]d が変更する内容を読み込めません: %[3]w",
}
