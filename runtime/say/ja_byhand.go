package say

// jaByHand is what is said about runs that people start or go on with by hand.
var jaByHand = table{
	"run %[1]s has to wait until run %[2]s is over (%[3]s)":                                               "実行 %[1]s は、実行 %[2]s が終わるまで待たなければなりません (%[3]s)",
	"nothing was started: run %s is under way (overlap: skip)":                                            "実行 %s が進行中のため、何も始めませんでした (overlap: skip)",
	"another process works on run %s":                                                                     "実行 %s はほかのプロセスが進めています",
	"waiting for run %[1]s to end (%[2]s)":                                                                "実行 %[1]s (%[2]s) が終わるのを待っています",
	"run %[1]s waits for run %[2]s (%[3]s) to end (%[4]s); dandori runs show %[2]s tells how that stands": "実行 %[1]s は実行 %[2]s (%[3]s) が終わるのを待っています (%[4]s)。その様子は dandori runs show %[2]s で見られます",
	"waiting for the next attempt":                                                                        "次の再試行を待っています",
	"%[1]s; next attempt in %[2]s":                                                                        "%[1]s。%[2]s 後に再試行します",
	"run %s goes on in another process":                                                                   "実行 %s はほかのプロセスで続いています",
	"dandori runs cancel %s ends it":                                                                      "終わらせるには dandori runs cancel %s",
	"run %[1]s is left as it stands (%[2]s)":                                                              "実行 %[1]s はそのままにしてあります (%[2]s)",
	"the run was cancelled before its turn came: nothing was done":                                        "順番が来る前に実行を取り消しました。何も行われていません",
	"dandori serve goes on with it when its time has come, or dandori runs resume %s":                     "時が来れば dandori serve が進めます。dandori runs resume %s でも進められます",
	"do not wait for an approval, or for the run's turn: end with exit code 6":                            "承認や実行の順番を待たずに終了コード 6 で終わります",
	"a saved change of %[1]s waits for an approval, and is not run yet: dandori approve %[1]s shows it":   "%[1]s の保存された変更は承認待ちで、まだ実行されません。内容は dandori approve %[1]s で見られます",
	"%s asks for an approval":                                                                             "%s が承認を求めています",
	"notices could not be sent: %s":                                                                       "通知を送れませんでした: %s",
	"run %[1]s to end (%[2]s)":                                                                            "実行 %[1]s の終了 (%[2]s)",
	"its next attempt, at %[1]s (%[2]s)":                                                                  "%[1]s の再試行 (%[2]s)",
	"started by":                                                                                          "きっかけ",
	"somebody, by hand":                                                                                   "手動",
	"somebody, who wanted run %s once more":                                                               "手動 (実行 %s のやり直し)",
	"the schedule %[1]q, at %[2]s":                                                                        "スケジュール %[1]q (%[2]s)",
	"the file %[1]s, at %[2]s":                                                                            "ファイル %[1]s (%[2]s)",
	"the file %[1]s, at %[2]s (it is %[3]s now)":                                                          "ファイル %[1]s (%[2]s。今は %[3]s にあります)",
	"%[1]d of %[2]d":                                                                                      "%[2]d 回中 %[1]d 回目",
	"the file %[1]s that started run %[2]s is %[3]s now":                                                  "実行 %[2]s のきっかけになったファイル %[1]s は、今は %[3]s にあります",
	"dandori run %[1]s -p file=%[2]s runs it from there":                                                  "そこから実行するには dandori run %[1]s -p file=%[2]s",
	"ATTEMPT": "試行",
	"FAILED":  "失敗",
	"WHY":     "理由",
	`Goes on where the run was, in this process. One whose next attempt is due later begins that at once.
A run that has to wait until another one is over is not taken before its turn.`: `実行の続きをこのプロセスで進めます。再試行の時刻を待っている実行は、すぐに再試行します。
ほかの実行の終わりを待つ順番の実行は、順番が来るまで進められません。`,
}
