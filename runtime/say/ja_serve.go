package say

// jaServe is what dandori serve and its worker processes say.
var jaServe = map[string]string{
	"Run workflows at their times, for the files that come, and whenever a run is due": "時刻になったとき、ファイルが届いたとき、実行の番が来たときに、ワークフローを動かす",
	`Serves the project until Ctrl-C: starts workflows at their times and for the files that come, and goes on with runs that wait, that were approved or resolved, or whose process has died.
What is saved takes effect with the next run; runs under way keep the code that they began with. dandori.yaml is read again by dandori reload.
Each run works in a process of its own. Several serve may run at once.`: `Ctrl-C で終わるまでプロジェクトを動かし続けます: 時刻になったワークフローと、届いたファイルのワークフローを始め、待っている実行、承認や結果の確定が済んだ実行、プロセスが落ちた実行を続けます。
保存した変更は次の実行から効き、動いている実行は始めたときのコードのまま進みます。dandori.yaml は dandori reload で読み直します。
実行は 1 つずつ別のプロセスで動きます。serve をいくつか同時に動かしてもかまいません。`,
	"serving %[1]s (workflows: %[2]d); Ctrl-C ends it":                                 "%[1]s で待機しています (ワークフロー %[2]d 件、Ctrl-C で終了)",
	"%s was interrupted: the next dandori serve goes on with it":                       "%s を中断しました。次に dandori serve を始めたときに続きから進めます",
	"another dandori serve of this project runs, too: each run is done by one of them": "このプロジェクトでは、ほかにも dandori serve が動いています。どの実行も、どちらか一方だけが進めます",
	"dandori serve has ended; runs that are not over go on with the next one":          "dandori serve を終了しました。終わっていない実行は、次に serve を始めたときに続きます",
	"dandori.yaml or .env was saved: dandori reload lets it take effect":               "dandori.yaml または .env が保存されました。dandori reload で反映されます",
	"dandori.yaml was read again and is not taken over: what was in use stays":         "dandori.yaml を読み直しましたが、誤りがあるため、これまでの設定を使い続けます",
	"what was saved cannot be looked at: %w":                                           "保存された内容を調べられません: %w",
	"it is tried again until it goes well; dandori serve goes on":                      "うまくいくまで試し続けます。dandori serve はこのまま動き続けます",
	"stop dandori serve and start it again":                                            "dandori serve をいったん止めて、始め直してください",
	"store: cannot be changed while dandori serve runs":                                "store: は、dandori serve の動作中には変えられません",
	"concurrency: takes effect when dandori serve is started again":                    "concurrency: は、dandori serve を始め直したときに反映されます",
	"timezone: is in use for schedules and runs; log lines of this process stay in %s": "timezone: はスケジュールと実行に反映しました。このプロセスのログの時刻は %s のままです",
	"%[1]s: attempt %[2]d of %[3]d failed: %[4]s; the next is at %[5]s":                "%[1]s: %[3]d 回中 %[2]d 回目は失敗しました: %[4]s (次は %[5]s)",
	"%[1]s: %[2]s (%[3]s); dandori runs show %[4]s tells more":                         "%[1]s: %[2]s (%[3]s)。詳しくは dandori runs show %[4]s",
	"the file is gone":                               "ファイルがありません",
	"%s begins":                                      "%s を始めます",
	"%s: another process goes on with it":            "%s: 別のプロセスが続きを引き受けました",
	"run %[1]s of the schedule %[2]s is in the list": "スケジュール %[2]s の実行 %[1]s を登録しました",
	"run %[1]s for %[2]s is in the list":             "%[2]s の実行 %[1]s を登録しました",
	"run %s was under way (overlap: skip)":           "実行 %s が動いていました (overlap: skip)",
	"the schedule's run of %[1]s did not start: run %[2]s was under way (overlap: skip)":                          "%[1]s の回は始めませんでした: 実行 %[2]s が動いていました (overlap: skip)",
	"%[1]s did not run at %[2]s: %[3]s":                                                                           "%[1]s は %[2]s の回を実行しませんでした: %[3]s",
	"dandori list %s":                                                                                             "dandori list %s",
	"dandori serve starts worker processes; nobody else does":                                                     "このコマンドは dandori serve が内部で使うものです",
	"dandori run starts a run by hand":                                                                            "手動で実行するには dandori run を使います",
	"this process cannot be kept to the limits of worker: in dandori.yaml: %v":                                    "dandori.yaml の worker: の上限を、このプロセスに設定できません: %v",
	"further runs wait, too: dandori runs repin tells of each whether it could go on with the new version":        "待っている実行はほかにもあります。新しい版で続けられるかは、dandori runs repin で 1 件ずつ調べられます",
	"%[1]s: whether the run could go on with the new version is not known: %[2]v":                                 "%[1]s: この実行を新しい版で続けられるかどうか分かりませんでした: %[2]v",
	"%[1]s: the run, which waits, could go on with the new version: dandori runs repin %[2]s":                     "%[1]s: 待っているこの実行は、新しい版で続けられます: dandori runs repin %[2]s",
	"%[1]s: the run, which waits, stays with the version that it began with; the new one goes another way: %[2]s": "%[1]s: 待っているこの実行は、始めたときの版のまま続けます。新しい版では進み方が変わります: %[2]s",
}
