package say

var jaKaonavi = table{
	"%q or %q":                          "%q または %q",
	"part %d of %d":                     "全 %[2]d 回中 %[1]d 回目の送信",
	"the end of a job that was started": "開始したジョブの終了",
	"%s: Kaonavi has taken part %d of %d as task %s":                                                           "%[1]s: 全 %[3]d 回中 %[2]d 回目の送信をカオナビが受け付けました(タスク %[4]s)",
	"%s was sent up to row %d, and its rows no longer make the same parts: the layouts were changed meanwhile": "%s は %d 行目まで送信しましたが、その間にレイアウトが変更されたため、残りを同じ区切りで送れません",
	"look at what is there now, and write the rest by another run":                                             "現在の内容を確認し、残りは別の実行で書き込んでください",
}
