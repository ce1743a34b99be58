package say

var jaPlan = table{
	"what %s would change cannot be written down":                                                                     "%s が変更する内容を書き留めることができません",
	"%s would remove %d, which makes %d in this run, and the workflow allows %d: %s":                                  "%[1]s は %[2]d 件を削除しようとしています。この実行での削除は合計 %[3]d 件になり、ワークフローで許された %[4]d 件を超えます: %[5]s",
	"look at those who would go; if that is meant, say guard: { remove: %d } in the workflow's file":                  "削除される対象を確認してください。意図どおりなら、ワークフローのファイルに guard: { remove: %d } と書いてください",
	"%s would change %d of %d rows in this run (%d%%), and the workflow allows %d%%":                                  "%[1]s により、この実行で %[3]d 行のうち %[2]d 行(%[4]d%%)が変わります。ワークフローで許されているのは %[5]d%% までです",
	"see what it would change with --dry-run; if that is meant, say more at guard: { change } in the workflow's file": "--dry-run で変更内容を確認してください。意図どおりなら、ワークフローのファイルの guard: { change } を大きくしてください",
	"%s is not what was signed. It differs in %d rows:\n%s":                                                           "%[1]s の内容が、承認された計画と異なります。%[2]d 行が違います:\n%[3]s",
	"something has changed since the plan was made; make a new one with --dry-run --plan FILE, and have it signed":    "計画を作ったあとで何かが変わっています。--dry-run --plan ファイル で計画を作り直し、もう一度承認を受けてください",
}
