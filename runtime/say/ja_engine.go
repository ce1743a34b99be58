package say

var jaEngine = table{
	"the run took longer than its timeout of %s": "実行が制限時間(%s)を超えました",
	"the run was cancelled":                      "実行は取り消されました",
	"the run was interrupted":                    "実行は中断されました",
}
