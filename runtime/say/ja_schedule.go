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
}
