package say

// jaWorker is what is said of worker processes, their limits and their runs.
var jaWorker = table{
	"the script computed for more than %s in all":                                                                                       "スクリプトの処理時間(CPU 時間)の合計が上限の %s を超えました",
	"if it is meant to, allow more in dandori.yaml: worker: { cpu: … }":                                                                 "意図した処理であれば、dandori.yaml の worker: { cpu: … } で上限を上げてください",
	"the script computed for more than %s without a pause":                                                                              "スクリプトの計算が %s を超えても終わらなかったため、停止しました",
	"look for a loop that never ends, or a regular expression that tries too much; or allow more in dandori.yaml: worker: { stall: … }": "終わらないループや、照合に時間がかかりすぎる正規表現がないか確認してください。必要な計算であれば、dandori.yaml の worker: { stall: … } で上限を上げられます",
	"the script used more memory than %s":                                                                                               "スクリプトの使用メモリーが上限の %s を超えました",
	"work on one row after the other rather than on all at once; or allow more in dandori.yaml: worker: { memory: … }":                  "全件を一度に読み込まず、1 件ずつ処理するようにしてください。必要であれば、dandori.yaml の worker: { memory: … } で上限を上げられます",
	"the script nests values too deeply":                                                                                                "スクリプトが扱う値の入れ子が深すぎます",
	"look for objects or arrays that hold each other thousands deep":                                                                    "オブジェクトや配列が何千段も入れ子になっていないか確認してください",
	"no worker process can be started: %v":                                                                                              "実行用のプロセスを起動できません: %v",
	"the process of run %[1]s crashed: %[2]s":                                                                                           "実行 %[1]s のプロセスが異常終了しました: %[2]s",
	"the process of run %s was killed from outside: by kill -9, or by the system because memory ran out":                                "実行 %s のプロセスが外部から強制終了されました(kill -9、またはメモリー不足による OS の強制終了)",
	"if nobody did that, let fewer runs work at once, or allow each less memory (dandori.yaml: concurrency, worker: { memory: … })":     "心当たりがなければメモリー不足が考えられます。dandori.yaml の concurrency(同時実行数)を減らすか、worker: { memory: … } を小さくしてください",
	"the process of run %[1]s ended with code %[2]d":                                                                                    "実行 %[1]s のプロセスがコード %[2]d で終了しました",
	"attempt %[1]d of %[2]d failed: %[3]s":                                                                                              "%[2]d 回中 %[1]d 回目の試行に失敗しました: %[3]s",
	"%s succeeded":                                                                                                                      "%s は成功しました",
	"%[1]s: a write is in doubt: %[2]s":                                                                                                 "%[1]s: 書き込みの結果が分かりません: %[2]s",
	"%[1]s is paused: %[2]s":                                                                                                            "%[1]s は一時停止しています: %[2]s",
	"%s was cancelled":                                                                                                                  "%s はキャンセルされました",
	"%[1]s failed, also at attempt %[2]d: %[3]s":                                                                                        "%[1]s は %[2]d 回目の試行でも失敗しました: %[3]s",
	"%[1]s failed: %[2]s":                                                                                                               "%[1]s は失敗しました: %[2]s",
	"%[1]s at %[2]s:%[3]d":                                                                                                              "%[1]s(%[2]s の %[3]d 行目)",
	"dandori runs resolve %s":                                                                                                           "dandori runs resolve %s",
	"dandori runs show %s":                                                                                                              "dandori runs show %s",
	"dandori runs show %[1]s tells why, dandori runs resume %[1]s goes on":                                                              "理由は dandori runs show %[1]s で確認でき、dandori runs resume %[1]s で再開できます",
}
