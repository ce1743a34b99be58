package say

var jaDoubt = table{
	"an earlier write to the same target":                                     "同じ対象への先の書き込みを待っています",
	"it was sent before the run was interrupted, and its answer is not known": "実行が中断される前に送信されましたが、結果が分かりません",
	"it took too long to write down that %s is about to be sent":              "%s を送信する直前の記録に時間がかかりすぎたため、送信していません",
}
