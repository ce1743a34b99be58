package say

var jaEngine = table{
	"the run took longer than its timeout of %s":                   "実行が制限時間(%s)を超えました",
	"the run was cancelled":                                        "実行は取り消されました",
	"the run was interrupted":                                      "実行は中断されました",
	"step %d of the run was %s, and now the script asks for %s":    "この実行の %d 番目の操作は %s でしたが、スクリプトは今 %s を求めています",
	"the script has changed since the run began; nothing was sent": "実行の開始後にスクリプトが変わっています。何も送信していません",
}
