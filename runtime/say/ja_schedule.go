package say

// jaSchedule is what schedules and timetables say. What Parse says of a schedule stands with workflows.
var jaSchedule = table{
	"%q never comes: no such day is in that month":                                 "%q は一度も来ません。その月にその日はありません",
	"%[1]s: %[2]s is %[3]d alone":                                                  "%[1]s: %[2]s は %[3]d だけを指します",
	"%[1]s: %[2]s begins anew with the 1st of each month":                          "%[1]s: %[2]s は毎月 1 日から数え直します",
	"%[1]s: %[2]s goes up to %[3]d and begins anew at %[4]d: a step of %[5]d":      "%[1]s: %[2]s は %[3]d まで進むと %[4]d に戻ります (そこだけ間隔が %[5]d になります)",
	"it comes 60 times in the hour: %q is once":                                    "その 1 時間に 60 回実行されます。1 回だけなら %q と書いてください",
	"with a day of the month and a day of the week it comes on the days of either": "日と曜日の両方を指定すると、どちらか一方に当てはまる日にも実行されます",
	"months that have no day %d are passed over":                                   "%d 日のない月には実行されません",

	"this schedule does not run: %v":                        "このスケジュールは実行されません: %v",
	"schedules wait, for what is due cannot be entered: %v": "時刻の来た実行を記録できないため、スケジュールが止まっています: %v",
	"schedules go on":                                       "スケジュールが再び動き始めました",
	"the clock was set back: what was due until %s has been considered and does not run again": "時計が戻されました。%s までの分は処理済みのため、もう一度は実行しません",
	"its run could not be started: %v":                                                                          "実行を開始できませんでした: %v",
	"the schedule was changed while dandori was not running":                                                    "dandori が動いていない間にスケジュールが変更されました",
	"dandori was not running at that time (or the machine slept), and the workflow has no catchup":              "その時刻に dandori が動いていませんでした (または PC がスリープしていました)。このワークフローには catchup の指定がありません",
	"dandori was not running at that time (or the machine slept), and it is longer ago than catchup: %s allows": "その時刻に dandori が動いていませんでした (または PC がスリープしていました)。catchup: %s より前の分です",
	"the workflow could not begin: %s":                                                                          "ワークフローを開始できる状態ではありませんでした: %s",
	"a later one was run in its place: that of %s":                                                              "代わりに後の %s の分を実行しました",
	"%[1]d occurrences from %[2]s to %[3]s were missed: only the newest are entered one by one":                 "%[2]s から %[3]s までの %[1]d 回分が実行されませんでした (新しいものだけを 1 件ずつ記録しています)",
	"more than %[1]d occurrences from %[2]s to %[3]s were missed: only the newest are entered one by one":       "%[2]s から %[3]s までの %[1]d 回を超える分が実行されませんでした (新しいものだけを 1 件ずつ記録しています)",
	"the schedule's run of %[1]s did not start: %[2]s":                                                          "スケジュールの %[1]s の分は実行されませんでした: %[2]s",
	"%[1]d of the schedule's runs did not start; the last, of %[2]s: %[3]s":                                     "スケジュールの %[1]d 回分が実行されませんでした。最後の %[2]s の分: %[3]s",
}
